using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// Where the bits lie that a candidate of one channel may look at, as runs of lanes: what bounds how many symbols of a codeword they
/// can be. A check lane's bits are sums over the data lanes, so a run over all of them stands for it.
/// </summary>
internal sealed class LaneNeighbourhood
{
    private readonly double[] _ownBounds;

    /// <param name="probability">What the channel's receiver looks at.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="map">Which lane each channel carries.</param>
    /// <param name="layout">How the lanes are filled.</param>
    public LaneNeighbourhood(LaneProbability probability, int channel, LaneMap map, FrameLayout layout)
    {
        (Earliest, Latest) = probability.Reach;
        (OwnEarliest, OwnLatest) = (-probability.Paths[0].LastShift, -probability.Paths[0].FirstShift);
        _ownBounds = probability.OwnBounds.ToArray();
        Own = Run(map.LaneOfChannel[channel], layout);
        var lanes = new SortedSet<int>(probability.Paths.Select(path => map.LaneOfChannel[path.Source]).Where(lane => lane >= 0));
        var runs = new List<(int First, int Last)>();
        foreach (int lane in lanes.Max >= layout.Lanes ? Enumerable.Range(0, layout.Lanes) : lanes)
        {
            if (runs.Count > 0 && runs[^1].Last == lane - 1)
            {
                runs[^1] = (runs[^1].First, lane);
            }
            else
            {
                runs.Add((lane, lane));
            }
        }

        Runs = [.. runs];
    }

    /// <summary>UI of the earliest bit, from the candidate's own on.</summary>
    public int Earliest { get; }

    /// <summary>UI of the latest.</summary>
    public int Latest { get; }

    /// <summary>UI of the earliest bit that the first stage looks at.</summary>
    public int OwnEarliest { get; }

    /// <summary>UI of the latest.</summary>
    public int OwnLatest { get; }

    /// <summary>Lanes that the first stage looks at.</summary>
    public (int First, int Last) Own { get; }

    /// <summary>For each pattern of those bits a bound on p, the other bits at their worst.</summary>
    public ReadOnlySpan<double> OwnBounds => _ownBounds;

    /// <summary>Lanes, the own among them.</summary>
    public (int First, int Last)[] Runs { get; }

    private static (int First, int Last) Run(int lane, FrameLayout layout) => lane >= layout.Lanes ? (0, layout.Lanes - 1) : (lane, lane);
}
