using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Link.Events;

/// <summary>What engine <c>event</c> does not take.</summary>
internal static class EventRules
{
    /// <summary>Refuses a link by name.</summary>
    /// <exception cref="ConfigurationException">It is not for this engine.</exception>
    public static void Check(LinkDesign design)
    {
        LinkOptions options = design.Options;
        Refuse(!design.Code.IsLinearHardDecision, $"fec.code: engine event decodes error patterns alone, which does not do for {design.Code.Name}: it is not linear with hard decisions");
        Refuse(options.Traffic.IsFile, "traffic.pattern: engine event delivers no payload bit by bit, so it takes random or PRBS traffic, no file");
        Refuse(!options.Traffic.Scramble && !string.Equals(options.Traffic.Pattern, "random", StringComparison.Ordinal), $"traffic.scramble: engine event needs uniform messages, which {options.Traffic.Pattern} without scrambling does not give");
        Refuse(options.Faults.Any(fault => fault.Kind is FaultKind.Slip), "faults: engine event takes lock as given, so no lane can slip");
        Refuse(options.Arrival.DriftPpm != 0, "arrival.driftPpm: engine event takes lock as given, so no lane can drift");
        Refuse(options.Probe.Lanes is not null, "probe.lanes: engine event makes no samples to look at");
        Refuse((options.Capture.Errors ?? options.Capture.Replay) is not null || options.Capture.Frame is not null, "capture: engine event neither writes errors down nor takes them again");
        int dead = design.BroughtUp.ChannelOfLane.ToArray().Count(design.IsDead);
        Refuse(dead > (design.Secded is null ? 0 : 1), "array.deadChannels, array.deadFraction: there are fewer spares than dead channels, so the link does not come up, which engine event takes as given");
    }

    private static void Refuse(bool refused, string why)
    {
        if (refused)
        {
            throw new ConfigurationException(why);
        }
    }
}
