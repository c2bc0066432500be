using Mosaic.Emulator.Benchmarks.Comparison;
using Mosaic.Emulator.Benchmarks.Fec;
using Mosaic.Emulator.Benchmarks.Link;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Benchmarks.Reference;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>What others reach, and how many times that is reached here, in turn.</summary>
internal static class ComparisonTable
{
    private const int Rounds = 15;
    private const double Milliseconds = 20, MessageBits = PlainReedSolomon.K * PlainReedSolomon.SymbolBits;

    /// <summary>Measures them all.</summary>
    /// <param name="log">What is told of how it goes.</param>
    public static string Make(TextWriter log)
    {
        log.WriteLine("// Compared");
        var others = new OthersBenchmark();
        others.Setup();
        var code = new BlockCodeBenchmark();
        var table = new Markdown(" work", " by", "Gb/s", "here", "times");
        foreach ((string work, Action libfec, Action here) in ((string, Action, Action)[])
        [
            ("kp4 encode", others.LibfecEncode, code.Encode),
            ("kp4 check", () => others.LibfecCheck(), code.Check),
            ("kp4 correct 1", () => others.LibfecCorrect1(), code.Correct1),
            ("kp4 correct 2", () => others.LibfecCorrect2(), code.Correct2),
            ("kp4 correct 8", () => others.LibfecCorrect8(), code.Correct8),
            ("kp4 correct 15", () => others.LibfecCorrect15(), code.Correct15),
        ])
        {
            AddCode(work, "libfec", here, Libfec.IsInstalled ? [libfec] : []);
        }

        AddCode("kp4 encode", "plain C#", code.Encode, others.PlainEncodes());
        PathCase path = PathCase.All().First(path => path is { Engine: "bit-true", Ber: "1e-4", Threads: 1 });
        TimedPath ours = path.Timed();
        double plain = double.PositiveInfinity;
        InTurn.Rounds(path.Rounds, ours.Run, () => plain = Math.Min(plain, InTurn.Best(1, 0, () => others.PlainPath())[0]));
        Add("whole path at 1e-4, one thread", "plain C#", PlainLink.PayloadBits / plain, ours.GbpsOnceUp);
        return table.ToString();

        void AddCode(string work, string by, Action our, params Action[] their)
        {
            double[] nanoseconds = InTurn.Best(Rounds, Milliseconds, [our, .. their]);
            Add(work, by, their.Length == 0 ? 0 : MessageBits / nanoseconds[1..].Min(), BlockCodeBenchmark.Codewords * MessageBits / nanoseconds[0]);
        }

        void Add(string work, string by, double their, double our) => table.Add(
            work, by, their > 0 ? Digits.Three(their) : "not there", Digits.Three(our), their > 0 ? Digits.Three(our / their) : "–");
    }
}
