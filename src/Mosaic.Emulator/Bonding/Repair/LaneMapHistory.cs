namespace Mosaic.Emulator.Bonding.Repair;

/// <summary>
/// Which lane each channel carries, frame by frame: maps change at the borders of frames, and later changes never reach
/// back. Any number of threads may read, also while one adds.
/// </summary>
public sealed class LaneMapHistory
{
    private volatile (long FirstFrame, LaneMap Map)[] _maps; // never changed, but replaced

    /// <summary>One map for all frames.</summary>
    /// <param name="first">The map.</param>
    public LaneMapHistory(LaneMap first)
    {
        ArgumentNullException.ThrowIfNull(first);
        _maps = [(long.MinValue, first)];
    }

    /// <summary>The map that is valid in the end.</summary>
    public LaneMap Last => _maps[^1].Map;

    /// <summary>The map of a frame.</summary>
    /// <param name="frame">The frame.</param>
    public LaneMap At(long frame)
    {
        (long FirstFrame, LaneMap Map)[] maps = _maps;
        int index = maps.Length - 1;
        while (maps[index].FirstFrame > frame)
        {
            index--;
        }

        return maps[index].Map;
    }

    /// <summary>Changes the map.</summary>
    /// <param name="firstFrame">The first frame that has the new one; not before that of an earlier change.</param>
    /// <param name="map">The map.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is a change at a later frame already.</exception>
    public void Switch(long firstFrame, LaneMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstFrame, _maps[^1].FirstFrame);
        int kept = _maps.Length - (_maps[^1].FirstFrame == firstFrame ? 1 : 0);
        _maps = [.. _maps.AsSpan(0, kept), (firstFrame, map)];
    }
}
