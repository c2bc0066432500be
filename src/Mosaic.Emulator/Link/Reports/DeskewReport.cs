using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;

namespace Mosaic.Emulator.Link.Reports;

/// <summary>Alignment of the lanes.</summary>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Locked">Whether every lane is aligned.</param>
/// <param name="LockTimeUi">UI from the first bit sent until all lanes were aligned for the first time; null where that never happened.</param>
/// <param name="SkewUi">How much later than the earliest lane each one arrives, by lane; null where a lane was not found.</param>
/// <param name="BufferUi">UI that the deskew buffers hold for the earliest lane: the largest skew that was undone.</param>
/// <param name="LockLosses">How often a locked lane was lost.</param>
/// <param name="Slips">How often a lane slipped in the frames counted, by drift or fault.</param>
/// <param name="MisalignedLaneFrames">What that cost: lanes not read where they are throughout a frame, added up over the frames counted.</param>
/// <param name="Missing">Lanes that are not aligned.</param>
public sealed record DeskewReport(
    string Algorithm,
    bool Locked,
    long? LockTimeUi,
    IReadOnlyList<long?> SkewUi,
    long BufferUi,
    long LockLosses,
    long Slips,
    long MisalignedLaneFrames,
    IReadOnlyList<int> Missing)
{
    /// <summary>That of an engine that reads lanes where they are, without looking for them.</summary>
    internal static DeskewReport TakenAsGiven(LinkDesign design) => new(
        "none", Locked: true, LockTimeUi: null, new long?[design.Lanes], BufferUi: 0, LockLosses: 0, Slips: 0, MisalignedLaneFrames: 0, Missing: []);

    internal static DeskewReport From(LinkDeskew deskew, LinkTally tally)
    {
        DeskewState known = deskew.Known();
        // What a deskew numbers are channels; those that are dark are of no use to anybody.
        LaneMap map = tally.Repairs.LastMap(tally.Repair);
        PortAlignment[] alignments = [.. known.Alignments.Select(a => a.Lane >= 0 ? a with { Lane = map.LaneOfChannel[a.Lane] } : a)];
        var skew = new long?[map.Lanes];
        long first = alignments.Where(a => a.Lane >= 0).Select(a => a.FirstFrame).DefaultIfEmpty(0).Min();
        foreach (PortAlignment alignment in alignments.Where(a => a.Lane >= 0))
        {
            skew[alignment.Lane] = alignment.FirstFrame - first;
        }

        long buffer = skew.Max() ?? 0;
        IReadOnlyList<(int Lane, long? SkewUi)> missing =
            [.. known.Missing.Select(m => (Lane: map.LaneOfChannel[m.Lane], m.SkewUi)).Where(m => m.Lane >= 0).OrderBy(m => m.Lane)];
        foreach ((int lane, long? found) in missing)
        {
            skew[lane] = found;
        }

        return new DeskewReport(
            deskew.Algorithm.Name,
            missing.Count == 0,
            known.LockTimeUi,
            skew,
            buffer,
            known.LockLosses,
            deskew.Slips,
            deskew.MisalignedLaneFrames,
            [.. missing.Select(m => m.Lane)]);
    }
}
