using System.Globalization;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Link.Faults;

/// <summary>Lanes whose streams slip, which is another arrival.</summary>
/// <param name="faults">The faults, checked by <see cref="FaultRules"/>.</param>
/// <param name="frameUi">UI of a frame: no lane arrives as late as that.</param>
internal sealed class SlipFaults(FaultList faults, int frameUi)
{
    // In time; several of a lane at once are one.
    private readonly (int Lane, long Frame, long Ui)[] _slips =
    [
        .. faults.Where(fault => fault.Kind is FaultKind.Slip).GroupBy(slip => (Lane: slip.Lane!.Value, Frame: slip.AtFrame)).OrderBy(slip => slip.Key.Frame)
            .Select(slip => (slip.Key.Lane, slip.Key.Frame, slip.Sum(part => (long)part.Ui!.Value))),
    ];

    /// <summary>Refuses slips that leave the delays that a lane can have.</summary>
    /// <param name="arrival">How the lanes arrive before any slip.</param>
    /// <exception cref="ConfigurationException">A lane would be early, or late by a frame or more.</exception>
    public void Check(Arrival arrival)
    {
        var total = new Dictionary<int, long>();
        foreach ((int lane, long frame, long ui) in _slips)
        {
            long sum = total[lane] = total.GetValueOrDefault(lane) + ui;
            (int delay, int latest) = arrival.DelaysOf(arrival.PortOf(lane));
            int most = frameUi - 1 - latest;
            if (sum < -delay || sum > most)
            {
                throw new ConfigurationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"faults: slips of lane {lane} add up to {sum} UI at frame {frame}; with its delay of {delay} UI (arrival.delayUi, arrival.skewUi) it is an integer from {-delay} to {most}"));
            }
        }
    }

    /// <summary>Makes lanes slip that do so before a frame, which is the next to be put.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="streams">What slips.</param>
    public void Slip(long frame, ArrivedFrames streams)
    {
        foreach ((int lane, long atFrame, long ui) in _slips)
        {
            if (atFrame == frame)
            {
                streams.Slip(lane, (int)ui);
            }
        }
    }
}
