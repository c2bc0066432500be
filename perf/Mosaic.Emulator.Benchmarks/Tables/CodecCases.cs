using System.Globalization;
using Mosaic.Emulator.Benchmarks.Comparison;
using Mosaic.Emulator.Benchmarks.Fec;
using Mosaic.Emulator.Benchmarks.Reference;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>
/// <c>codecs</c>: times other codecs in turn with the one here in this process, each in several places of memory, and prints a line for each:
/// work, by whom, Gb/s there (0: not installed), Gb/s here; tabs between them.
/// </summary>
internal static class CodecCases
{
    private const int Rounds = 8, Places = 3;
    private const double Milliseconds = 10, MessageBits = PlainReedSolomon.K * PlainReedSolomon.SymbolBits;

    private static readonly (string Work, Action<OthersBenchmark> Libfec, Action<BlockCodeBenchmark> Here)[] Works =
    [
        ("kp4 encode", others => others.LibfecEncode(), code => code.Encode()),
        ("kp4 check", others => others.LibfecCheck(), code => code.Check()),
        ("kp4 correct 1", others => others.LibfecCorrect1(), code => code.Correct1()),
        ("kp4 correct 2", others => others.LibfecCorrect2(), code => code.Correct2()),
        ("kp4 correct 8", others => others.LibfecCorrect8(), code => code.Correct8()),
        ("kp4 correct 15", others => others.LibfecCorrect15(), code => code.Correct15()),
    ];

    /// <summary>Times them all.</summary>
    /// <param name="lines">Receives the lines.</param>
    public static int Run(TextWriter lines)
    {
        OthersBenchmark[] others = [.. Enumerable.Range(0, Places).Select(_ => new OthersBenchmark())];
        foreach (OthersBenchmark one in others)
            one.Setup();
        BlockCodeBenchmark[] codes = [.. Enumerable.Range(0, Places).Select(_ => new BlockCodeBenchmark())];
        foreach ((string work, Action<OthersBenchmark> libfec, Action<BlockCodeBenchmark> here) in Works)
            Compare(work, "libfec", here, Libfec.IsInstalled ? [.. others.Select(one => new Action(() => libfec(one)))] : []);
        Compare("kp4 encode", "plain C#", code => code.Encode(), others[0].PlainEncodes());
        return 0;

        void Compare(string work, string by, Action<BlockCodeBenchmark> here, Action[] there)
        {
            double[] nanoseconds = InTurn.Best(Rounds, Milliseconds, [.. codes.Select(code => new Action(() => here(code))), .. there]);
            double their = there.Length == 0 ? 0 : MessageBits / nanoseconds[Places..].Min(), our = BlockCodeBenchmark.Codewords * MessageBits / nanoseconds[..Places].Min();
            lines.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{work}\t{by}\t{their}\t{our}"));
        }
    }
}
