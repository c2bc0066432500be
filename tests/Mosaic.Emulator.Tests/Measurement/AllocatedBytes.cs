namespace Mosaic.Emulator.Tests.Measurement;

/// <summary>
/// What code allocates on this thread. The runtime allocates too, on whichever thread it is at that moment: a cast between types that have not met before may make
/// its cache of casts a table of twice the size (some 6 kB, then 12). So the same is done some times over: what the code allocates it allocates each time.
/// </summary>
internal static class AllocatedBytes
{
    private const int Rounds = 3;

    /// <summary>The fewest bytes of three rounds.</summary>
    /// <param name="prepare">Makes afresh what a round needs; its own bytes do not count.</param>
    /// <param name="round">The same each time.</param>
    public static long Least<T>(Func<T> prepare, Action<T> round)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Rounds; i++)
        {
            T prepared = prepare();
            long before = GC.GetAllocatedBytesForCurrentThread();
            round(prepared);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            (prepared as IDisposable)?.Dispose();
        }

        return least;
    }
}
