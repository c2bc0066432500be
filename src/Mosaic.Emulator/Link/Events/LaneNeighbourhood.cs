using System.Collections.Immutable;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// Where the bits lie that a candidate of one channel may look at, as runs of lanes: what bounds how many symbols of a codeword they
/// can be. A check lane's bits are sums over the data lanes, so a run over all of them stands for it.
/// </summary>
internal sealed class LaneNeighbourhood
{
    private readonly ImmutableArray<LeakagePath> _paths;

    /// <param name="probability">What the channel's receiver looks at.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="map">Which lane each channel carries.</param>
    /// <param name="layout">How the lanes are filled.</param>
    public LaneNeighbourhood(LaneProbability probability, int channel, LaneMap map, FrameLayout layout)
    {
        (Earliest, Latest) = probability.Reach;
        (OwnEarliest, OwnLatest) = (-probability.Paths[0].LastShift, -probability.Paths[0].FirstShift);
        _paths = probability.Paths;
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
        (FirstLane, LastLane) = (runs[0].First, runs[^1].Last);
        MostLooks = lanes.Max >= layout.Lanes ? int.MaxValue : runs.Sum(run => Cost(run, layout));
        Costs = lanes.Max >= layout.Lanes ? [] : [.. Enumerable.Range(0, layout.SymbolBits).Select(offset => runs.Sum(run => Cost(run, offset, probability, map, layout)))];
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

    /// <summary>Lanes, the own among them.</summary>
    public (int First, int Last)[] Runs { get; }

    /// <summary>The lowest lane.</summary>
    public int FirstLane { get; }

    /// <summary>The highest lane.</summary>
    public int LastLane { get; }

    /// <summary>
    /// By the candidate's UI within its symbol: the most symbols of a codeword among all bits, where symbols are dealt; none where check lanes are among
    /// the lanes. Units on lanes next to each other have no more of a codeword than they touch columns of the code stream.
    /// </summary>
    public int[] Costs { get; }

    /// <summary>The most symbols of a codeword among all bits, however lanes are striped and wherever the candidate is; no bound where check lanes are among the lanes.</summary>
    public int MostLooks { get; }

    /// <summary>Whether what another receiver of the same channel looks at lies in the same places, whatever it does there.</summary>
    /// <param name="probability">What it looks at.</param>
    public bool IsThatOf(LaneProbability probability)
    {
        ReadOnlySpan<LeakagePath> paths = probability.Paths.AsSpan();
        bool are = paths.Length == _paths.Length && AreAlike(paths[0], _paths[0]);
        for (int i = 1; are && i < paths.Length; i++)
        {
            are = AreAlike(paths[i], _paths[i]) || Contains(paths[i]);
        }

        return are;
    }

    private bool Contains(LeakagePath path)
    {
        foreach (LeakagePath known in _paths)
        {
            if (AreAlike(known, path))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AreAlike(LeakagePath one, LeakagePath other) =>
        (one.Source, one.FirstShift, one.LastShift) == (other.Source, other.FirstShift, other.LastShift);

    /// <summary>The most symbols of a codeword that a run of lanes can have between the earliest bit and the latest.</summary>
    private int Cost((int First, int Last) run, FrameLayout layout)
    {
        bool codewords = layout.Unit == StripingUnit.Codeword;
        int ui = Latest - Earliest + 1, rounds = ((ui + layout.UnitBits - 2) / layout.UnitBits) + 1;
        int columnUnits = codewords ? layout.Interleave : layout.Interleave * (layout.SymbolBits / layout.UnitBits);
        // A unit that is a codeword has as many symbols as there are in all of its bits, and at a border of two units one more.
        int symbols = codewords ? ((ui + layout.SymbolBits - 2) / layout.SymbolBits) + rounds : rounds;
        return symbols * (((run.Last - run.First + columnUnits - 1) / columnUnits) + 1);
    }

    private static int Cost((int First, int Last) run, int offset, LaneProbability probability, LaneMap map, FrameLayout layout)
    {
        LeakagePath[] paths = [.. probability.Paths.Where(path => map.LaneOfChannel[path.Source] is var lane && lane >= run.First && lane <= run.Last)];
        int m = layout.SymbolBits, from = offset - paths.Max(path => path.LastShift), to = offset - paths.Min(path => path.FirstShift);
        int rounds = (int)(Math.Floor((double)to / m) - Math.Floor((double)from / m)) + 1;
        return rounds * (((run.Last - run.First + layout.Interleave - 1) / layout.Interleave) + 1);
    }

    private static (int First, int Last) Run(int lane, FrameLayout layout) => lane >= layout.Lanes ? (0, layout.Lanes - 1) : (lane, lane);
}
