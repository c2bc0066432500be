using System.ComponentModel.DataAnnotations;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Link.Options;

/// <summary>Alignment of the lanes.</summary>
public sealed record DeskewOptions
{
    /// <summary>
    /// <c>marker</c>: locked on two good alignment markers and lost on five bad ones. <c>correlate</c>: by evidence added up
    /// over many markers, for lanes at bit error rates up to about 0.2. <c>lane-code</c>: up by markers, and from then on by the words
    /// across the lanes (<c>bonding.laneSecded</c>), which find a lane that slips before its next frame is read.
    /// <c>plugin:file#type</c>: one of one's own.
    /// </summary>
    [AllowedOrOwnValues("marker", "correlate", DeskewCatalog.LaneCode)]
    public string Algorithm { get; init; } = "marker";

    /// <summary>The largest skew that can be undone, in UI.</summary>
    [Range(0, 1_000_000)]
    public int MaxSkewUi { get; init; } = 1024;

    /// <summary>Frames that the link may take to come up.</summary>
    [Range(2, 1000)]
    public int BringUpFrames { get; init; } = 8;
}
