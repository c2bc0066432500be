using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Arrivals;

/// <summary>The data path of a deskew: reads one frame from the ports by their alignments, into rows in lane order.</summary>
public static class FrameReader
{
    // Ports that are fetched while one is read: some lines of each.
    private const int Ahead = 4;

    /// <summary>Reads what is behind the markers, parities too; lanes that no port has, or whose bits are not there, are dark.</summary>
    /// <param name="streams">The ports.</param>
    /// <param name="alignments">By port; what markers number are channels.</param>
    /// <param name="layout">The frame's layout.</param>
    /// <param name="map">Which lane each channel carries.</param>
    /// <param name="frame">The frame, by the markers' count.</param>
    /// <param name="rows">Receives one row per lane of the map.</param>
    public static void Read(IPortStreams streams, ReadOnlySpan<PortAlignment> alignments, FrameLayout layout, LaneMap map, long frame, LinkBlock rows)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Read(streams, alignments, layout, map, frame, rows, 0, layout.BodyWords);
    }

    /// <summary>Reads some words of what is behind the markers; a lane is dark where any of the frame is not there.</summary>
    /// <param name="streams">The ports.</param>
    /// <param name="alignments">By port; what markers number are channels.</param>
    /// <param name="layout">The frame's layout.</param>
    /// <param name="map">Which lane each channel carries.</param>
    /// <param name="frame">The frame, by the markers' count.</param>
    /// <param name="rows">Receives one row per lane of the map, the words at its start.</param>
    /// <param name="firstWord">The first word behind the markers.</param>
    /// <param name="words">How many.</param>
    public static void Read(
        IPortStreams streams, ReadOnlySpan<PortAlignment> alignments, FrameLayout layout, LaneMap map, long frame, LinkBlock rows, int firstWord, int words)
    {
        ArgumentNullException.ThrowIfNull(streams);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(rows);
        Span<bool> written = stackalloc bool[map.Lanes];
        written.Clear();
        for (int port = 0; port < alignments.Length; port++)
        {
            if (port + Ahead < alignments.Length)
            {
                streams.Prefetch(port + Ahead, Position(alignments[port + Ahead], layout, frame) + (firstWord * 64L), words * 64);
            }

            if (CanRead(streams, port, alignments[port], layout, frame) && map.LaneOfChannel[alignments[port].Lane] is var lane and >= 0)
            {
                streams.Read(port, Position(alignments[port], layout, frame) + (firstWord * 64L), words * 64, rows.Row(lane)[..words]);
                written[lane] = true;
            }
        }

        for (int lane = 0; lane < map.Lanes; lane++)
        {
            if (!written[lane])
            {
                rows.Row(lane)[..words].Clear();
            }
        }
    }

    /// <summary>
    /// The rows in which a frame lies as it is to be read, marker first, one row per lane of the map, or null: wherever ports show whole rows of one
    /// block, each where its alignment says and in the order of lanes, what would be read need not be copied.
    /// </summary>
    /// <param name="streams">The ports.</param>
    /// <param name="alignments">By port; what markers number are channels.</param>
    /// <param name="layout">The frame's layout.</param>
    /// <param name="map">Which lane each channel carries.</param>
    /// <param name="frame">The frame, by the markers' count.</param>
    internal static LinkBlock? FindInPlace(IPortStreams streams, ReadOnlySpan<PortAlignment> alignments, FrameLayout layout, LaneMap map, long frame)
    {
        if (streams is not IPortViews views)
        {
            return null;
        }

        LinkBlock? rows = null;
        int found = 0;
        for (int port = 0; port < alignments.Length; port++)
        {
            if (!CanRead(streams, port, alignments[port], layout, frame) || map.LaneOfChannel[alignments[port].Lane] is not (var lane and >= 0))
            {
                continue;
            }

            PortView? view = views.View(port, Position(alignments[port], layout, frame), layout.BodyWords * 64);
            rows ??= view?.Rows;
            if (rows is null || view != new PortView(rows, lane, AlignmentMarker.LengthUi))
            {
                return null;
            }

            found++;
        }

        // No two ports show the same row.
        return found == map.Lanes ? rows : null;
    }

    /// <summary>Reads log-likelihoods, which are 0 for lanes that no port has, or whose bits are not there.</summary>
    /// <param name="streams">The ports.</param>
    /// <param name="alignments">By port; what markers number are channels.</param>
    /// <param name="layout">The frame's layout.</param>
    /// <param name="map">Which lane each channel carries.</param>
    /// <param name="frame">The frame, by the markers' count.</param>
    /// <param name="rows">Receives one row per lane of the map.</param>
    public static void Read(ISoftPortStreams streams, ReadOnlySpan<PortAlignment> alignments, FrameLayout layout, LaneMap map, long frame, SoftBlock rows)
    {
        ArgumentNullException.ThrowIfNull(streams);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(rows);
        Span<bool> written = stackalloc bool[map.Lanes];
        written.Clear();
        for (int port = 0; port < alignments.Length; port++)
        {
            if (CanRead(streams, port, alignments[port], layout, frame) && map.LaneOfChannel[alignments[port].Lane] is var lane and >= 0)
            {
                streams.Read(port, Position(alignments[port], layout, frame), layout.DataUi, rows.Row(lane));
                written[lane] = true;
            }
        }

        for (int lane = 0; lane < map.Lanes; lane++)
        {
            if (!written[lane])
            {
                rows.Row(lane).Clear();
            }
        }
    }

    private static bool CanRead(IPortStreams streams, int port, PortAlignment alignment, FrameLayout layout, long frame) =>
        alignment.Lane >= 0 && streams.Holds(port, Position(alignment, layout, frame), layout.BodyWords * 64);

    private static long Position(PortAlignment alignment, FrameLayout layout, long frame) =>
        alignment.FirstFrame + (frame * layout.FrameUi) + AlignmentMarker.LengthUi;
}
