using System.Globalization;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>
/// Lanes that engines which repair would not leave as they are: their channels would be mapped out as the link comes up, or found to
/// have failed as it runs. Which, and when, is a matter of what is seen of them; here it is taken from what is predicted.
/// </summary>
internal static class RepairedLanes
{
    private const int Shown = 8;

    /// <summary>Why a link would not stay as it is; null where it would.</summary>
    /// <param name="design">The link.</param>
    public static string? Of(LinkDesign design)
    {
        RepairOptions repair = design.Options.Repair;
        bool hasSpares = design.Options.Bonding.SpareLanes > 0;
        if (design.Secded is null && !hasSpares)
        {
            return null;
        }

        IReadOnlyList<double?> rates = LinkPrediction.Of(design).LaneBer;
        return (hasSpares ? Above(design, rates, "repair.testBer", repair.TestBer, "would be mapped out as the link comes up") : null)
            ?? (design.Secded is not null || repair.RepairMode != RepairMode.None ? Above(design, rates, "repair.failBer", Seen(design), "would be found to have failed") : null);
    }

    /// <summary>From which error rate on a lane is found to fail: where only markers are looked at, they show no less than eight errors in each.</summary>
    private static double Seen(LinkDesign design) => design.Secded is not null || design.Options.Bonding.LaneParity
        ? design.Options.Repair.FailBer
        : Math.Max(design.Options.Repair.FailBer, (double)ChannelMonitor.LeastErrors / AlignmentMarker.LengthUi);

    private static string? Above(LinkDesign design, IReadOnlyList<double?> rates, string setting, double limit, string fate)
    {
        int[] channels = [.. Enumerable.Range(0, design.Channels).Where(channel => rates[channel] > limit && !design.IsDead(channel))];
        if (channels.Length == 0)
        {
            return null;
        }

        string named = string.Join(", ", channels.Take(Shown)) + (channels.Length > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {channels.Length - Shown} more") : "");
        double worst = channels.Max(channel => rates[channel]!.Value);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{setting}: channels {named} have error rates up to {worst:0.0e-00}, above {limit}, and {fate}; engine tail repairs nothing. It takes a larger {setting}, or channels that are out from the start (array.deadChannels)");
    }
}
