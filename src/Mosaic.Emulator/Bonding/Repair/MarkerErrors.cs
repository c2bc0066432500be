using Mosaic.Emulator.Bonding.Arrivals;

namespace Mosaic.Emulator.Bonding.Repair;

/// <summary>What is wrong with the markers of a frame, lane by lane: every bit of them is known, so they show how well a lane does.</summary>
public static class MarkerErrors
{
    /// <summary>Counts wrong bits.</summary>
    /// <param name="streams">The ports.</param>
    /// <param name="alignments">By port; what markers number are channels.</param>
    /// <param name="layout">The frame's layout.</param>
    /// <param name="map">Which lane each channel carries.</param>
    /// <param name="frame">The frame, by the markers' count.</param>
    /// <param name="errors">Receives, by lane, how many of <see cref="AlignmentMarker.LengthUi"/> bits are wrong: half of them where no port has the lane.</param>
    public static void Count(
        IPortStreams streams, ReadOnlySpan<PortAlignment> alignments, FrameLayout layout, LaneMap map, long frame, Span<long> errors)
    {
        ArgumentNullException.ThrowIfNull(streams);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(map);
        errors.Fill(AlignmentMarker.LengthUi / 2);
        Span<ulong> marker = stackalloc ulong[AlignmentMarker.Words];
        for (int port = 0; port < alignments.Length; port++)
        {
            (int channel, long firstFrame) = alignments[port];
            long position = firstFrame + (frame * layout.FrameUi);
            if (channel >= 0 && map.LaneOfChannel[channel] is var lane and >= 0 && streams.Holds(port, position, AlignmentMarker.LengthUi))
            {
                streams.Read(port, position, AlignmentMarker.LengthUi, marker);
                errors[lane] = AlignmentMarker.Distance(marker[0], marker[1], channel, frame);
            }
        }
    }
}
