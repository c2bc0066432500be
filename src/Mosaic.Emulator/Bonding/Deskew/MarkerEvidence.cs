using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>What has been seen at one place of a port, one frame after another.</summary>
internal struct MarkerEvidence
{
    private SecondWords _words;

    /// <summary>Where the next marker would be.</summary>
    public long Next { get; private set; }

    /// <summary>Markers seen.</summary>
    public int Markers { get; private set; }

    /// <summary>Sync bits that were wrong in them.</summary>
    public int Wrong { get; private set; }

    /// <summary>Takes a marker into account.</summary>
    public void Add(ulong first, ulong second, long next)
    {
        _words[Markers++] = second;
        Wrong += AlignmentMarker.SyncDistance(first, second);
        Next = next;
    }

    /// <summary>Whether this is better evidence than another's: a smaller share of wrong bits.</summary>
    public readonly bool IsBetterThan(in MarkerEvidence other) => (long)Wrong * other.Markers < (long)other.Wrong * Markers;

    /// <summary>Bits of the lane number that differ, all markers together.</summary>
    public readonly int LaneDistance(int lane)
    {
        uint word = Golay24.Encode(lane);
        int distance = 0;
        for (int i = 0; i < Markers; i++)
        {
            distance += BitOperations.PopCount(((uint)_words[i] ^ word) & 0xFFFFFF);
        }

        return distance;
    }

    /// <summary>Bits of the frame counter that differ, all markers together, if the last one counts as given.</summary>
    public readonly int CountDistance(long lastFrame)
    {
        int distance = 0;
        for (int i = 0; i < Markers; i++)
        {
            int counter = (int)((lastFrame - (Markers - 1 - i)) & (AlignmentMarker.CounterPeriod - 1));
            distance += BitOperations.PopCount(((uint)(_words[i] >> 24) ^ Golay24.Encode(counter)) & 0xFFFFFF);
        }

        return distance;
    }

    [InlineArray(CorrelateLimits.MaxMarkers)]
    private struct SecondWords
    {
        private ulong _first;
    }
}
