namespace Mosaic.Emulator.Link.Probes;

/// <summary>How often a lane's current was within each level, by instant and sent bit.</summary>
internal sealed class ProbeCounts(int instants, int levels)
{
    private readonly long[] _counts = new long[instants * 2 * levels];

    /// <summary>Frames counted.</summary>
    public long Frames { get; set; }

    /// <summary>Counts of one instant: levels of zeros, then of ones.</summary>
    public Span<long> Of(int instant) => _counts.AsSpan(instant * 2 * levels, 2 * levels);

    /// <summary>Counts of one instant and bit.</summary>
    public ReadOnlySpan<long> Of(int instant, int bit) => Of(instant).Slice(bit * levels, levels);

    /// <summary>Adds another frame's counts.</summary>
    public void Add(ProbeCounts other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Frames += other.Frames;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Frames = 0;
    }
}
