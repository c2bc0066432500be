using Mosaic.Emulator.Bonding;

namespace Mosaic.Emulator.Link.Events;

/// <summary>Where the receivers of a channel may look, and at how much, in tables over all lanes.</summary>
internal sealed class ReachTables
{
    /// <param name="lanes">By channel: where it may look.</param>
    /// <param name="layout">How the lanes are filled.</param>
    /// <param name="most">More looks than these need not be told apart.</param>
    public ReachTables(LaneNeighbourhood?[] lanes, FrameLayout layout, int most)
    {
        (Earliest, Latest) = (lanes.Min(lane => lane?.Earliest ?? 0), lanes.Max(lane => lane?.Latest ?? 0));
        Inner = (AlignmentMarker.LengthUi - Earliest, AlignmentMarker.LengthUi + layout.LaneBits(layout.Lanes - 1) - Latest);
        // Gathered from, so that they must not move.
        Reaches = GC.AllocateArray<ulong>(lanes.Length, pinned: true);
        Costs = GC.AllocateArray<ulong>(lanes.Length * layout.SymbolBits, pinned: true);
        for (int at = 0; at < lanes.Length; at++)
        {
            if (lanes[at] is { } lane)
            {
                Reaches[at] = Reach.Of(lane);
                HasEverywhere |= lane.Costs.Length == 0;
                for (int offset = 0; offset < lane.Costs.Length; offset++)
                {
                    Costs[(at * layout.SymbolBits) + offset] = (ulong)int.Min(lane.Costs[offset], most);
                }
            }
        }
    }

    /// <summary>UI of the earliest bit that any receiver looks at, from a candidate's own on.</summary>
    public int Earliest { get; }

    /// <summary>UI of the latest.</summary>
    public int Latest { get; }

    /// <summary>The UI between which a candidate's receiver looks at code bits alone.</summary>
    public (int From, int To) Inner { get; }

    /// <summary>By channel: where it may look, a <see cref="Reach"/>.</summary>
    public ulong[] Reaches { get; }

    /// <summary>By channel and UI within a symbol: see <see cref="LaneNeighbourhood.Costs"/>; zeros where check lanes are among what it looks at.</summary>
    public ulong[] Costs { get; }

    /// <summary>Whether some channel may look at check lanes, which are sums over all.</summary>
    public bool HasEverywhere { get; }
}
