using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link;

/// <summary>What has been counted of a trial: of the frames that belong to its result, added in order.</summary>
/// <param name="design">The link.</param>
/// <param name="repair">Looks after its lanes, by frame with payload.</param>
internal sealed class LinkTally(LinkDesign design, RepairController repair)
{
    /// <summary>The counts.</summary>
    public LinkCounts Counts { get; } = new(design.Lanes, design.Code.CodewordSymbols);

    /// <summary>Sum of the frames' fingerprints.</summary>
    public ulong Fingerprint { get; private set; }

    /// <summary>What the words across the lanes did; null without them.</summary>
    public LaneSecdedReport? Secded { get; private set; } = design.Secded is null ? null : new(design.Options.Bonding.CheckLanes, 0, 0);

    /// <summary>Looks after the lanes.</summary>
    public RepairController Repair => repair;

    /// <summary>What repairs have cost, and what each channel has carried.</summary>
    public RepairLog Repairs { get; } = new(design);

    /// <summary>Adds counts, of one frame or of several in a row between which no lane has moved.</summary>
    /// <param name="frame">The last of them.</param>
    /// <param name="counts">Their counts.</param>
    public void Add(long frame, LinkCounts counts)
    {
        Counts.Add(counts);
        Repairs.Add(frame, counts, repair.Maps.At(frame));
    }

    /// <summary>Adds what is not among the counts of a frame.</summary>
    /// <param name="fingerprint">The frame's fingerprint.</param>
    /// <param name="correctedBits">Bits that words across the lanes corrected.</param>
    /// <param name="detectedUi">UI in which they found more than they could correct.</param>
    public void Add(ulong fingerprint, long correctedBits, long detectedUi)
    {
        Fingerprint = unchecked(Fingerprint + fingerprint);
        if (Secded is { } across && (correctedBits | detectedUi) != 0)
        {
            Secded = across with { CorrectedBits = across.CorrectedBits + correctedBits, DetectedUi = across.DetectedUi + detectedUi };
        }
    }
}
