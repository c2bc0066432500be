using System.Globalization;
using Mosaic.Emulator.Benchmarks.Link;
using Mosaic.Emulator.Benchmarks.Rates;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>Whole paths on one thread and on two, in turn: with bring-up, and once they are up.</summary>
internal static class PathTable
{
    /// <summary>Measures them all; some minutes.</summary>
    /// <param name="log">What is told of how it goes.</param>
    public static string Make(TextWriter log)
    {
        var table = new Markdown(" engine", " before FEC", " threads", "Gb/s with bring-up", "Gb/s once up", "cycles/bit", "threads' gain", "allocated a frame, B");
        foreach (IGrouping<string, PathCase> cases in PathCase.All().GroupBy(path => $"{path.Engine}, {path.Ber}", StringComparer.Ordinal))
        {
            log.WriteLine($"// Whole path: {cases.Key}");
            PathCase[] paths = [.. cases];
            TimedPath[] timed = [.. paths.Select(path => path.Timed())];
            InTurn.Best(paths[0].Rounds, [.. timed.Select(path => new Func<double>(path.Run))]);
            for (int i = 0; i < paths.Length; i++)
            {
                table.Add(
                    paths[i].Engine,
                    paths[i].Ber,
                    paths[i].Threads.ToString(CultureInfo.InvariantCulture),
                    Digits.Three(timed[i].GbpsWithBringUp),
                    Digits.Three(timed[i].GbpsOnceUp),
                    Digits.Three(paths[i].Threads * Machine.Calibration.Now.GHz / timed[i].GbpsOnceUp),
                    i == 0 ? "" : (timed[i].GbpsOnceUp / timed[0].GbpsOnceUp).ToString("0.00", CultureInfo.InvariantCulture),
                    timed[i].AllocatedBytes.ToString("0", CultureInfo.InvariantCulture));
            }
        }

        return table.ToString();
    }
}
