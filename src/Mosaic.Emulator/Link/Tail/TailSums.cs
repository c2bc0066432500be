using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>What was computed of one frame, or of many together, lanes apart. All sums are exact.</summary>
internal sealed class TailSums
{
    public TailSums(int lanes)
    {
        Lanes = new ExactSum[lanes];
        for (int lane = 0; lane < lanes; lane++)
            Lanes[lane] = new ExactSum();
    }

    /// <summary>By lane: the sum of its bits' error probabilities.</summary>
    public ExactSum[] Lanes { get; }

    /// <summary>What is computed by group.</summary>
    public TailTotals Totals { get; } = new();

    /// <summary>By group: the mean weight of what was drawn, where anything was.</summary>
    public ClusteredMean Weights { get; } = new();

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
