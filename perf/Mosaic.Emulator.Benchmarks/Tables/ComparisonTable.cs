using System.Globalization;
using Mosaic.Emulator.Benchmarks.Comparison;
using Mosaic.Emulator.Benchmarks.Link;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Benchmarks.Reference;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>What others reach, and how many times that is reached here, in turn.</summary>
internal static class ComparisonTable
{
    private const int Processes = 4;

    /// <summary>Measures them all.</summary>
    /// <param name="log">What is told of how it goes.</param>
    public static string Make(TextWriter log)
    {
        log.WriteLine("// Compared");
        var table = new Markdown(" work", " by", "Gb/s", "here", "times");
        foreach (var codec in Enumerable.Range(0, Processes).SelectMany(_ => OwnProcess.Cells("codecs")).GroupBy(cells => (Work: cells[0], By: cells[1])))
            Add(codec.Key.Work, codec.Key.By, codec.Max(cells => Number(cells[2])), codec.Max(cells => Number(cells[3])));
        (double plain, double ours) = Paths();
        Add("whole path at 1e-4, one thread", "plain C#", plain, ours);
        return table.ToString();

        void Add(string work, string by, double their, double our) => table.Add(
            work, by, their > 0 ? Digits.Three(their) : "not there", Digits.Three(our), their > 0 ? Digits.Three(our / their) : "–");
    }

    private static (double Plain, double Ours) Paths()
    {
        var others = new OthersBenchmark();
        others.Setup();
        PathCase path = PathCase.All().First(path => path is { Engine: "bit-true", Ber: "1e-4", Threads: 1 });
        double[] best = InTurn.Best(path.Rounds, path.Timed().Run, () => InTurn.Time(() => others.PlainPath(), 1) / PlainLink.PayloadBits);
        return (1 / best[1], 1 / best[0]);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
