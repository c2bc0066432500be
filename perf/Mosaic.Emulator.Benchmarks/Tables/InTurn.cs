using System.Diagnostics;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>
/// Times things that are compared with each other: one after the other, round by round, so that all of them meet the machine in the same
/// minutes; of each the best round counts, since whoever shares the machine can only make it slower. BenchmarkDotNet, which finishes one
/// thing before it begins the next, cannot do that.
/// </summary>
internal static class InTurn
{
    /// <summary>Times them.</summary>
    /// <param name="rounds">Rounds that count; one more before them warms up.</param>
    /// <param name="leastMilliseconds">How long each is repeated in a round, at least; once at least.</param>
    /// <param name="things">What to time.</param>
    /// <returns>Nanoseconds that a call of each takes.</returns>
    public static double[] Best(int rounds, double leastMilliseconds, params Action[] things)
    {
        int[] calls = [.. things.Select(thing => Calls(thing, leastMilliseconds))];
        double[] best = [.. things.Select(_ => double.PositiveInfinity)];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < things.Length; i++)
            {
                // Forth and back, so that none is always behind the same other one.
                int at = round % 2 == 0 ? i : things.Length - 1 - i;
                best[at] = Math.Min(best[at], Time(things[at], calls[at]));
            }
        }

        return best;
    }

    /// <summary>Calls that take long enough, found by calling more and more often.</summary>
    private static int Calls(Action thing, double leastMilliseconds)
    {
        thing();
        int calls = 1;
        for (double milliseconds; leastMilliseconds > 0 && (milliseconds = Time(thing, calls) * calls / 1e6) < leastMilliseconds;)
        {
            calls = (int)Math.Clamp(calls * leastMilliseconds / Math.Max(milliseconds, 1e-3), calls + 1.0, calls * 100.0);
        }

        return calls;
    }

    private static double Time(Action thing, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            thing();
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
    }
}
