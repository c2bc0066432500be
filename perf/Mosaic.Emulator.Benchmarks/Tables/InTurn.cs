using System.Diagnostics;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>
/// Times things that are compared with each other: one after the other, round by round, so that all of them meet the machine in the same
/// minutes; of each the best round counts, since whoever shares the machine can only make it slower. They go on until the best of each has
/// been met a second time, or patience is at an end. BenchmarkDotNet, which finishes one thing before it begins the next, cannot do that.
/// </summary>
internal static class InTurn
{
    // As good as the best, and so many times the rounds.
    private const double AsGood = 1.02;
    private const int Patience = 4;

    /// <summary>Times them.</summary>
    /// <param name="rounds">Rounds, at least.</param>
    /// <param name="leastMilliseconds">How long each is repeated in a round, at least; once at least.</param>
    /// <param name="things">What to time.</param>
    /// <returns>Nanoseconds that a call of each takes.</returns>
    public static double[] Best(int rounds, double leastMilliseconds, params Action[] things)
    {
        return Best(rounds, [.. things.Select(thing => Timed(thing, Calls(thing, leastMilliseconds)))]);
    }

    /// <summary>Does them in turn, forth and back, so that none is always behind the same other one.</summary>
    /// <param name="rounds">Rounds, at least.</param>
    /// <param name="things">What to do, once a round; each says how long it took.</param>
    /// <returns>The least of each.</returns>
    public static double[] Best(int rounds, params Func<double>[] things)
    {
        double[] best = [.. things.Select(_ => double.PositiveInfinity)], second = [.. best];
        for (int round = 0; round < rounds || (round < Patience * rounds && !IsMetAgain()); round++)
        {
            for (int i = 0; i < things.Length; i++)
            {
                int thing = round % 2 == 0 ? i : things.Length - 1 - i;
                double time = things[thing]();
                (best[thing], second[thing]) = (Math.Min(best[thing], time), Math.Min(second[thing], Math.Max(best[thing], time)));
            }
        }

        return best;

        bool IsMetAgain() => Enumerable.Range(0, things.Length).All(i => second[i] <= AsGood * best[i]);
    }

    private static Func<double> Timed(Action thing, int calls) => () => Time(thing, calls);

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

    /// <summary>Nanoseconds that a call takes.</summary>
    /// <param name="thing">What to time.</param>
    /// <param name="calls">Calls, one after the other.</param>
    public static double Time(Action thing, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            thing();
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
    }
}
