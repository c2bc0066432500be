using System.Globalization;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Link;

/// <summary>What a link's options must not say together. Refusals are <see cref="ConfigurationException"/>s that name the keys.</summary>
internal static class LinkRules
{
    /// <summary>Checks spares and channels that are dead.</summary>
    public static void CheckRepair(LinkOptions options)
    {
        RepairOptions repair = options.Repair;
        if (repair.ClearBer > repair.FailBer)
        {
            throw Contradiction($"repair.clearBer: {repair.ClearBer} is not allowed; it is at most repair.failBer, {repair.FailBer}");
        }

        if (options.Bonding.SpareLanes > 0 && repair.TestFrames > options.Deskew.BringUpFrames)
        {
            throw Contradiction($"repair.testFrames: {repair.TestFrames} is not allowed; it is at most deskew.bringUpFrames, {options.Deskew.BringUpFrames}");
        }

        foreach (int channel in options.Array.DeadChannels)
        {
            if (channel >= options.Bonding.Channels)
            {
                throw Contradiction($"array.deadChannels: {channel} is not allowed; it is an integer from 0 to {options.Bonding.Channels - 1}, a channel of the link (bonding.dataLanes, bonding.laneSecded, bonding.spareLanes)");
            }
        }
    }

    /// <summary>Checks what a deskew asks of the lanes.</summary>
    public static void CheckDeskew(LinkOptions options)
    {
        if (!string.Equals(options.Deskew.Algorithm, DeskewCatalog.LaneCode, StringComparison.Ordinal))
        {
            return;
        }

        if (!options.Bonding.LaneSecded)
        {
            throw Contradiction("deskew.algorithm: lane-code needs words across the lanes; set bonding.laneSecded true");
        }

        if (options.Bonding.SpareLanes > 0)
        {
            throw Contradiction($"bonding.spareLanes: {options.Bonding.SpareLanes} is not allowed with deskew.algorithm lane-code, whose lanes stay on their channels; it is 0");
        }
    }

    /// <summary>Checks that lanes and spares fit on the array.</summary>
    public static void CheckLanes(LinkOptions options, int channels)
    {
        BondingOptions bonding = options.Bonding;
        string array = string.Create(CultureInfo.InvariantCulture, $"an array of {options.Array.Rows} x {options.Array.Columns} = {channels} channels");
        if (bonding.DataLanes > channels)
        {
            throw Contradiction($"bonding.dataLanes: {bonding.DataLanes} lanes do not fit on {array}; the largest value is {channels}");
        }

        if (bonding.DataLanes + bonding.CheckLanes > channels)
        {
            throw Contradiction($"bonding.laneSecded: {bonding.CheckLanes} check lanes do not fit beside {bonding.DataLanes} data lanes (bonding.dataLanes) on {array}");
        }

        if (bonding.Channels > channels)
        {
            throw Contradiction($"bonding.spareLanes: {bonding.SpareLanes} spares do not fit beside {bonding.DataLanes + bonding.CheckLanes} lanes (bonding.dataLanes, bonding.laneSecded) on {array}; the largest value is {channels - bonding.DataLanes - bonding.CheckLanes}");
        }
    }

    /// <summary>Checks that what is to be sent can be counted.</summary>
    public static void CheckCount(StopOptions stop, IBlockCode code)
    {
        long largest = (long)((double)StopOptions.LargestCount * code.MessageSymbols / code.CodewordSymbols);
        if (stop.PayloadBits > largest)
        {
            throw Contradiction($"stop.payloadBits: {stop.PayloadBits} is too large for {code.Name}; at most {largest}, which is {StopOptions.LargestCount:0e0} code bits, can be counted");
        }
    }

    /// <summary>Checks that files go with file traffic.</summary>
    public static void CheckTraffic(TrafficOptions traffic)
    {
        if (!traffic.IsFile && (traffic.Input ?? traffic.Output) is { } path)
        {
            throw Contradiction($"traffic.{(traffic.Input is null ? "output" : "input")}: '{path}' is of no use with traffic.pattern {traffic.Pattern}; it takes traffic.pattern file");
        }
    }

    /// <summary>A refusal of options that do not go together.</summary>
    public static ConfigurationException Contradiction(FormattableString message) => new(message.ToString(CultureInfo.InvariantCulture));

    /// <summary>A refusal of options that do not go together.</summary>
    public static ConfigurationException Contradiction(string message) => new(message);
}
