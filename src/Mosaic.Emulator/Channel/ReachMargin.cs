using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>How much of what is sent before and after a frame its receivers look at.</summary>
internal static class ReachMargin
{
    /// <summary>Words of margin at either end of a row: what any lane's paths reach, and one in any case, since a window is read as two words.</summary>
    /// <param name="lanes">The lanes.</param>
    public static int Words(IReadOnlyList<LaneDecisionModel> lanes) => Math.Max(1, (lanes.Max(model => model.Reach) + 63) / 64);
}
