using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Tests.Link;

/// <summary>Every kind of code in a link, however it is striped.</summary>
public class CodesInALinkTests
{
    public static TheoryData<string, int, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, string, string>();
            foreach ((string code, int interleave) in ((string, int)[])[("none", 4), ("none", 3), ("hamming-128-120", 4), ("hamming-72-64", 5), ("bch-127-120", 4), ("bch-1023-923", 3), ("rs-127-111-0x89-1", 2), ("kp4+hamming-128-120", 4), ("bch-1023-923+hamming-72-64", 3)])
            {
                foreach (string striping in (string[])["symbol", "bit", "codeword"])
                {
                    cases.Add(code, interleave, striping, "40");
                    cases.Add(code, interleave, striping, "37");
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AnyCode_AnyStriping_Delivers(string name, int interleave, string striping, string lanes)
    {
        LinkReport near = Run(name, interleave, striping, lanes, "1");
        Assert.Equal((0L, 0L, near.PostFec.Codewords), (near.PreFec.BitErrors, near.PostFec.PayloadBitErrors, near.PostFec.Clean));

        LinkReport far = Run(name, interleave, striping, lanes, "26");
        IBlockCode code = CodeCatalog.Create(name, interleave);
        long words = far.LinkFrames * code.BatchGroups * interleave;
        PostFecReport post = far.PostFec;
        Assert.Equal(
            (words, words * code.CodewordSymbols * code.SymbolBits, words * code.MessageSymbols * code.SymbolBits),
            (post.Codewords, far.PreFec.Bits, post.PayloadBits));
        Assert.Equal(words, post.Clean + post.Corrected + post.Uncorrectable + post.Miscorrected);
        Assert.Equal(words, post.SymbolErrorHistogram.Sum());
        Assert.True(far.PreFec.BitErrors > 20);
        if (code.CorrectableSymbols == 0)
        {
            Assert.Equal((far.PreFec.BitErrors, 0L, 0L), (post.PayloadBitErrors, post.Corrected, post.Uncorrectable));
            Assert.Equal(post.SymbolErrorHistogram.Skip(1).Sum(), post.Miscorrected);
        }
        else
        {
            // Behind an inner code little is left to correct.
            Assert.True(post.Corrected > (name.Contains('+', StringComparison.Ordinal) ? -1 : 10));
            // A lane that carries whole codewords of a weak code loses some of them.
            Assert.True(post.PayloadBitErrors < far.PreFec.BitErrors / (striping is "codeword" ? 2 : 10));
        }

        // Frames are about as long for any code.
        IBlockCode kp4 = CodeCatalog.Create("kp4", interleave);
        Assert.InRange(far.PreFec.Bits / far.LinkFrames / ((double)kp4.BatchGroups * kp4.GroupCodeBits), 0.7, 1.4);
    }

    /// <summary>Without a code, the prediction that a word fails is that any of its bits is wrong.</summary>
    [Fact]
    public void None_IsPredicted()
    {
        LinkReport report = new LinkEmulator(LinkEmulatorTests.Small(("fec.code", "none"), ("fiber.lengthM", "27")).Build()).Run();
        double words = report.PostFec.Codewords, expected = words * report.PostFec.PredictedCodewordErrorRatio!.Value;
        Assert.InRange(report.PostFec.Miscorrected, expected - (6 * Math.Sqrt(expected)), expected + (6 * Math.Sqrt(expected)));
        Assert.InRange(expected, words / 10, words * 0.9);
    }

    /// <summary>Where an outer code decides what is lost, counting wrong symbols predicts nothing.</summary>
    [Fact]
    public void Concatenation_IsNotPredicted()
    {
        LinkReport report = new LinkEmulator(LinkEmulatorTests.Small(("fec.code", "kp4+hamming-128-120"), ("stop.payloadBits", "1e6")).Build()).Run();
        Assert.Null(report.PostFec.PredictedCodewordErrorRatio);
        Assert.Null(LinkPrediction.Of(new LinkDesign(report.Config)).FrameLossRatio);
    }

    private static LinkReport Run(string code, int interleave, string striping, string lanes, string lengthM) => new LinkEmulator(LinkEmulatorTests.Small(
        ("fec.code", code), ("fec.interleave", $"{interleave}"), ("bonding.striping", striping), ("bonding.dataLanes", lanes),
        ("fiber.lengthM", lengthM), ("stop.payloadBits", "2.5e6")).Build()).Run();
}
