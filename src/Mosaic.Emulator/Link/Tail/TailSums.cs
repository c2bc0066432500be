using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>What was computed of one frame, or of many together, lanes apart. All sums are exact.</summary>
internal sealed class TailSums
{
    private readonly int _clusterGroups;
    private (double Bits, double Lost, double Any, int Groups) _cluster;

    public TailSums(LinkDesign design)
    {
        _clusterGroups = GroupCluster.Size(design);
        Lanes = [.. Enumerable.Range(0, design.Lanes).Select(static _ => new ExactSum())];
    }

    /// <summary>By lane: the sum of its bits' error probabilities.</summary>
    public ExactSum[] Lanes { get; }

    /// <summary>What is computed by cluster of groups.</summary>
    public TailTotals Totals { get; } = new();

    /// <summary>By group: the mean weight of what was drawn, where anything was.</summary>
    public ClusteredMean Weights { get; } = new();

    /// <summary>Adds a group; a frame's come in order, and are whole clusters.</summary>
    /// <param name="bits">The error probabilities of its bits, added up.</param>
    /// <param name="lost">The probabilities that a codeword is lost, added up over its codewords.</param>
    /// <param name="any">The probability that any of its codewords is lost.</param>
    public void AddGroup(double bits, double lost, double any)
    {
        _cluster = (_cluster.Bits + bits, _cluster.Lost + lost, _cluster.Any + any, _cluster.Groups + 1);
        if (_cluster.Groups < _clusterGroups)
            return;

        Totals.Bits.Add(_cluster.Bits / _clusterGroups);
        Totals.Codewords.Add(_cluster.Lost / _clusterGroups);
        Totals.Groups.Add(_cluster.Any / _clusterGroups);
        _cluster = default;
    }

    /// <summary>Adds others.</summary>
    public void Add(TailSums other)
    {
        for (int lane = 0; lane < Lanes.Length; lane++)
            Lanes[lane].Add(other.Lanes[lane]);
        Totals.Add(other.Totals);
        Weights.Add(other.Weights);
    }

    /// <summary>Sets everything to 0.</summary>
    public void Clear()
    {
        foreach (ExactSum lane in Lanes)
            lane.Clear();
        Totals.Clear();
        _cluster = default;
        Weights.Clear();
    }

    /// <summary>One number that stands for all sums of a frame.</summary>
    public ulong Fingerprint(uint trial, long frame)
    {
        var words = new ulong[Lanes.Length + 3];
        for (int lane = 0; lane < Lanes.Length; lane++)
            words[lane] = BitConverter.DoubleToUInt64Bits(Lanes[lane].Value);
        words[^3] = BitConverter.DoubleToUInt64Bits(Totals.Bits.Sum);
        words[^2] = BitConverter.DoubleToUInt64Bits(Totals.Codewords.Sum);
        words[^1] = BitConverter.DoubleToUInt64Bits(Totals.Groups.Sum);
        return Measurement.Fingerprint.OfFrame(trial, frame, words);
    }
}
