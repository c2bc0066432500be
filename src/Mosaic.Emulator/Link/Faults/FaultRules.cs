using System.Globalization;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Link.Faults;

/// <summary>Which keys a fault of each kind takes.</summary>
internal static class FaultRules
{
    // Kind, and whether it takes a lane, an end, dB and UI.
    private static readonly (string Kind, bool Lane, bool Until, bool Db, bool Ui)[] Takes =
    [
        (FaultKind.Dead, true, true, false, false),
        (FaultKind.Weak, true, true, true, false),
        (FaultKind.Drift, true, true, true, false),
        (FaultKind.Noisy, true, true, true, false),
        (FaultKind.StuckOne, true, true, false, false),
        (FaultKind.Burst, false, false, false, true),
        (FaultKind.Slip, true, false, false, true),
    ];

    /// <summary>Refuses faults that do not fit their kind or the link.</summary>
    /// <param name="faults">The faults, each key within its own range.</param>
    /// <param name="channels">Channels of the link.</param>
    /// <exception cref="ConfigurationException">There is one.</exception>
    public static void Check(FaultList faults, int channels)
    {
        for (int i = 0; i < faults.Count; i++)
        {
            FaultOptions fault = faults[i];
            string path = string.Create(CultureInfo.InvariantCulture, $"faults[{i}]");
            (string kind, bool lane, bool until, bool db, bool ui) = Array.Find(Takes, t => string.Equals(t.Kind, fault.Kind, StringComparison.Ordinal));
            string laneRange = string.Create(CultureInfo.InvariantCulture, $"an integer from 0 to {channels - 1}, a channel of the link (bonding.dataLanes, bonding.laneSecded, bonding.spareLanes)");
            string uiRange = ui && lane ? "an integer from -1000000 to 1000000, but not 0" : "an integer from 1 to 1000000";
            string dbRange = string.Equals(kind, FaultKind.Noisy, StringComparison.Ordinal) ? "a number from 0 to 100" : "a number from -3 to 100";
            Check($"{path}.lane", kind, lane, fault.Lane, value => value < channels, laneRange);
            Check($"{path}.db", kind, db, fault.Db, value => value >= 0 || !string.Equals(kind, FaultKind.Noisy, StringComparison.Ordinal), dbRange);
            Check($"{path}.ui", kind, ui, fault.Ui, value => value > 0 || (lane && value != 0), uiRange);
            if (fault.UntilFrame is { } end)
            {
                Check($"{path}.untilFrame", kind, until, (long?)end, value => value > fault.AtFrame, $"an integer above atFrame, {fault.AtFrame.ToString(CultureInfo.InvariantCulture)}");
            }
        }
    }

    private static void Check<T>(string path, string kind, bool takes, T? value, Func<T, bool> allowed, string range)
        where T : struct, IFormattable
    {
        string? wrong = (takes, value) switch
        {
            (true, null) => $"is missing; kind {kind} needs {range}",
            (false, { } some) => $"{Shown(some)} is of no use with kind {kind}, which takes none",
            (true, { } some) when !allowed(some) => $"{Shown(some)} is not allowed with kind {kind}; it is {range}",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new ConfigurationException($"{path}: {wrong}");
        }
    }

    private static string Shown<T>(T value)
        where T : struct, IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
