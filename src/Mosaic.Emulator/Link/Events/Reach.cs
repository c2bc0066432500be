using System.Diagnostics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>Where a candidate's receiver may look, in one word: the lowest lane and the highest, the earliest UI and the latest, from the candidate's own on.</summary>
internal static class Reach
{
    /// <summary>Where the fields start, of 16 bits each; to the UI <see cref="Bias"/> is added.</summary>
    public const int LastLaneAt = 16, EarliestAt = 32, LatestAt = 48;

    /// <summary>The ones of a field.</summary>
    public const ulong Field = 0xFFFF;

    /// <summary>Keeps UI from being negative.</summary>
    public const int Bias = 1 << 15;

    /// <summary>Makes one.</summary>
    public static ulong Of(LaneNeighbourhood lane)
    {
        Debug.Assert(lane.Earliest > -Bias && lane.Latest < Bias && lane.LastLane <= (int)Field);
        return (uint)lane.FirstLane | ((ulong)lane.LastLane << LastLaneAt) | ((ulong)(lane.Earliest + Bias) << EarliestAt) | ((ulong)(lane.Latest + Bias) << LatestAt);
    }
}
