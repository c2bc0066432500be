using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>What was computed of one frame, or of many together. All sums are exact.</summary>
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

    /// <summary>By group: the same over its bits.</summary>
    public ClusteredMean Bits { get; } = new();

    /// <summary>By group: the probabilities that a codeword is lost, added up over its codewords.</summary>
    public ClusteredMean Codewords { get; } = new();

    /// <summary>By group: the probability that any of its codewords is lost.</summary>
    public ClusteredMean Groups { get; } = new();

    /// <summary>Adds others.</summary>
    public void Add(TailSums other)
    {
        for (int lane = 0; lane < Lanes.Length; lane++)
            Lanes[lane].Add(other.Lanes[lane]);
        Bits.Add(other.Bits);
        Codewords.Add(other.Codewords);
        Groups.Add(other.Groups);
    }

    /// <summary>Sets everything to 0.</summary>
    public void Clear()
    {
        foreach (ExactSum lane in Lanes)
            lane.Clear();
        Bits.Clear();
        Codewords.Clear();
        Groups.Clear();
    }

    /// <summary>One number that stands for all sums of a frame.</summary>
    public ulong Fingerprint(uint trial, long frame)
    {
        var words = new ulong[Lanes.Length + 3];
        for (int lane = 0; lane < Lanes.Length; lane++)
            words[lane] = BitConverter.DoubleToUInt64Bits(Lanes[lane].Value);
        words[^3] = BitConverter.DoubleToUInt64Bits(Bits.Sum);
        words[^2] = BitConverter.DoubleToUInt64Bits(Codewords.Sum);
        words[^1] = BitConverter.DoubleToUInt64Bits(Groups.Sum);
        return Measurement.Fingerprint.OfFrame(trial, frame, words);
    }
}
