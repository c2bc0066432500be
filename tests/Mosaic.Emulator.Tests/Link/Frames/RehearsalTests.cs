using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Tests.Link.Frames;

public class RehearsalTests
{
    /// <summary>
    /// What is rehearsed is what is performed: frame 1 of the run, down to its errors, but for those that the next frame's marker may
    /// cause or spare in the last few UI, since that carries another count.
    /// </summary>
    [Theory]
    [InlineData("bonding.striping", "symbol")]
    [InlineData("bonding.striping", "bit")]
    [InlineData("fec.code", "hamming-128-120")]
    public void Frame_IsThatOfTheRun(string path, string value)
    {
        var design = new LinkDesign(Configuration(2).Build());
        LinkCounts rehearsed = Rehearsal.Play(design).Counts;

        LinkReport one = new LinkEmulator(Configuration(1).Build()).Run(), two = new LinkEmulator(Configuration(2).Build()).Run();
        Assert.Equal(two.PostFec.Codewords - one.PostFec.Codewords, rehearsed.Codewords);
        Assert.Equal(design.MessageBits, rehearsed.PayloadBits);
        long errors = two.PreFec.BitErrors - one.PreFec.BitErrors;
        Assert.True(errors > 100, $"{errors} errors say little.");
        Assert.InRange(rehearsed.BitErrors, errors - 2, errors + 2);
        Assert.InRange(rehearsed.PayloadBitErrors, two.PostFec.PayloadBitErrors - one.PostFec.PayloadBitErrors - 2, two.PostFec.PayloadBitErrors - one.PostFec.PayloadBitErrors + 2);

        LinkConfiguration Configuration(int frames) => new LinkConfiguration()
            .Set("bonding.frameBatches", "1").Set("fiber.lengthM", "27").Set(path, value)
            .Set("stop.payloadBits", (frames * new LinkDesign(new LinkConfiguration().Set("bonding.frameBatches", "1").Set(path, value).Build()).MessageBits).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
