namespace Mosaic.Emulator.Link.Probes;

/// <summary>How often a lane's current was within each level, by instant and sent bit.</summary>
internal sealed class ProbeCounts(int instants, int levels)
{
    private readonly long[] _counts = new long[instants * 2 * levels];
    private double[] _workspace = [];

    /// <summary>Frames counted.</summary>
    public long Frames { get; set; }

    /// <summary>Counts of one instant: levels of zeros, then of ones.</summary>
    public Span<long> Of(int instant) => _counts.AsSpan(instant * 2 * levels, 2 * levels);

    /// <summary>Counts of one instant and bit.</summary>
    public ReadOnlySpan<long> Of(int instant, int bit) => Of(instant).Slice(bit * levels, levels);

    /// <summary>Adds another worker's counts: integers, so the order does not matter.</summary>
    public void Add(ProbeCounts other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Frames += other.Frames;
    }

    /// <summary>Scratch memory of this worker.</summary>
    public double[] Workspace(int length)
    {
        if (_workspace.Length < length)
        {
            _workspace = new double[length];
        }

        return _workspace;
    }
}
