using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Mosaic.Emulator.Benchmarks.Machine;

/// <summary>
/// The core's clock, from a chain of additions that each wait for the one before: one a cycle. Measured in the same run as what
/// is told in cycles, since clocks change with load and heat, and hardware counters are not to be had in most virtual machines.
/// </summary>
internal static class Clock
{
    // A try takes some 80 µs: on a busy machine, some of them are not interrupted.
    private const int Turns = 20_000, PerTurn = 16, Tries = 2000;

    /// <summary>Cycles a nanosecond: the best of some tries, so that what else runs does not count.</summary>
    public static double MeasureGHz()
    {
        double best = 0;
        for (int i = 0; i < Tries; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Sink = Chain(Turns, Stopwatch.GetTimestamp());
            best = Math.Max(best, (double)Turns * PerTurn / Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        return best;
    }

    /// <summary>The chain, to be timed beside something else; in cycles.</summary>
    public static Yardstick Chain() => new(() => Sink = Chain(Turns, Sink), (double)Turns * PerTurn);

    private static long Sink { get; set; }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long Chain(int turns, long step)
    {
        long sum = step;
        for (int i = 0; i < turns; i++)
        {
            // Two numbers that add up to each other: no compiler makes one of sixteen.
            step += sum;
            sum += step;
            step += sum;
            sum += step;
            step += sum;
            sum += step;
            step += sum;
            sum += step;
            step += sum;
            sum += step;
            step += sum;
            sum += step;
            step += sum;
            sum += step;
            step += sum;
            sum += step;
        }

        return sum;
    }
}
