using System.Globalization;
using Mosaic.Emulator.Benchmarks.Link;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Link;

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
            (Path[] measured, _) = Measure(paths);
            for (int i = 0; i < paths.Length; i++)
            {
                table.Add(
                    paths[i].Engine,
                    paths[i].Ber,
                    paths[i].Threads.ToString(CultureInfo.InvariantCulture),
                    Digits.Three(measured[i].GbpsWithBringUp),
                    Digits.Three(measured[i].GbpsOnceUp),
                    Digits.Three(paths[i].Threads * Machine.Calibration.Now.GHz / measured[i].GbpsOnceUp),
                    i == 0 ? "" : (measured[i].GbpsOnceUp / measured[0].GbpsOnceUp).ToString("0.00", CultureInfo.InvariantCulture),
                    measured[i].AllocatedBytes.ToString("0", CultureInfo.InvariantCulture));
            }
        }

        return table.ToString();
    }

    /// <summary>Measures paths, and other things with them.</summary>
    /// <param name="paths">The paths: each is run with its frames, and with three times as many.</param>
    /// <param name="others">What else to time in turn with them.</param>
    /// <returns>The paths; and nanoseconds that the others take.</returns>
    public static (Path[] Paths, double[] Others) Measure(PathCase[] paths, params Action[] others)
    {
        LinkEmulator[] emulators = [.. paths.SelectMany(path => new[] { path.Emulator(path.Frames), path.Emulator(3 * path.Frames) })];
        double[] nanoseconds = InTurn.Best(paths[0].Rounds, 0, [.. emulators.Select(emulator => new Action(() => emulator.Run())), .. others]);
        Path[] measured =
        [
            .. paths.Select((path, i) =>
            {
                (double run, double runOn) = (nanoseconds[2 * i], nanoseconds[(2 * i) + 1]);
                return new Path(
                    path.Frames * PathCase.FrameBits / run,
                    2.0 * path.Frames * PathCase.FrameBits / (runOn - run),
                    AllocatedBytes(emulators[(2 * i) + 1], path.Frames));
            }),
        ];
        return (measured, nanoseconds[(2 * paths.Length)..]);
    }

    /// <summary>Bytes that a frame allocates on all threads, of those behind the first ones.</summary>
    private static double AllocatedBytes(LinkEmulator emulator, int first)
    {
        (long Frames, long Bytes) from = default, to = default;
        emulator.Run(progress: progress =>
        {
            to = progress.Frames < first ? default : (progress.Frames, GC.GetTotalAllocatedBytes(precise: true));
            from = from.Frames == 0 ? to : from;
        });
        return (to.Bytes - from.Bytes) / (double)Math.Max(1, to.Frames - from.Frames);
    }

    /// <summary>What was measured.</summary>
    /// <param name="GbpsWithBringUp">Payload over the time of a run.</param>
    /// <param name="GbpsOnceUp">More payload over more time.</param>
    /// <param name="AllocatedBytes">Of a frame, once up, on all threads.</param>
    public readonly record struct Path(double GbpsWithBringUp, double GbpsOnceUp, double AllocatedBytes);
}
