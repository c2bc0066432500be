namespace Mosaic.Emulator.Bonding.Repair;

/// <summary>
/// Keeps lanes on good channels: maps out those that a bring-up test finds bad, watches errors lane by lane, and switches in a
/// spare a fixed number of frames after a lane has failed, so that both ends have time to agree on it. What it decides is in
/// <see cref="Maps"/> and <see cref="Decisions"/>.
/// </summary>
public sealed class RepairController
{
    private readonly RepairMode _mode;
    private readonly int _latency;
    private readonly ChannelMonitor _monitor;
    private readonly bool[] _bad; // by channel
    private readonly List<RepairDecision> _decisions = [];
    private volatile (int Channel, long KnownSince)[] _failed = []; // never changed, but replaced

    /// <summary>All channels are taken for good, and every lane is on the channel of its number.</summary>
    /// <param name="channels">Channels: one for each lane, and the spares behind them.</param>
    /// <param name="lanes">Lanes.</param>
    /// <param name="mode">What to do about lanes that fail.</param>
    /// <param name="latency">Frames from the one that shows that a lane has failed to the first on the new channel, 1 or more.</param>
    /// <param name="monitor">Says when a channel has failed.</param>
    public RepairController(int channels, int lanes, RepairMode mode, int latency, ChannelMonitor monitor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latency, 1);
        ArgumentNullException.ThrowIfNull(monitor);
        (_mode, _latency, _monitor) = (mode, latency, monitor);
        _bad = new bool[channels];
        Maps = new LaneMapHistory(LaneMap.Identity(lanes, channels));
    }

    /// <summary>Which lane each channel carries, by frame, as far as it is decided.</summary>
    public LaneMapHistory Maps { get; }

    /// <summary>What was decided while frames ran, in order.</summary>
    public IReadOnlyList<RepairDecision> Decisions => _decisions;

    /// <summary>Spares that are dark, and good as far as anybody knows.</summary>
    public int SparesLeft
    {
        get
        {
            int left = 0;
            for (int channel = 0; channel < _bad.Length; channel++)
            {
                left += !_bad[channel] && !Maps.Last.IsLit(channel) ? 1 : 0;
            }

            return left;
        }
    }

    /// <summary>Channels known to be bad, ascending.</summary>
    public IEnumerable<int> BadChannels => Enumerable.Range(0, _bad.Length).Where(channel => _bad[channel]);

    /// <summary>Maps channels out before the first frame: lanes on them move to spares, as long as there are any.</summary>
    /// <param name="bad">By channel: whether it is to be avoided.</param>
    /// <returns>Lanes for which no spare is left; they stay where they are.</returns>
    public IReadOnlyList<int> MapOut(ReadOnlySpan<bool> bad)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bad.Length, _bad.Length, nameof(bad));
        bad.CopyTo(_bad);
        LaneMap map = LaneMap.Identity(Maps.Last.Lanes, bad.Length);
        var left = new List<int>();
        for (int lane = 0; lane < map.Lanes; lane++)
        {
            // A lane that has moved up on its way is on a good channel already.
            int channel = map.ChannelOfLane[lane];
            if (_bad[channel] && Spare(map, channel) is var spare)
            {
                if (spare is { } free)
                {
                    map = _mode == RepairMode.Shift ? map.Shift(lane, free) : map.Move(lane, free);
                }
                else
                {
                    left.Add(lane);
                }
            }
        }

        Maps.Switch(0, map);
        return left;
    }

    /// <summary>Says of a lane that it does not work, from the first frame on.</summary>
    /// <param name="lane">A lane that <see cref="MapOut"/> has left where it is.</param>
    public void GiveUp(int lane) => _failed = [.. _failed, (Maps.Last.ChannelOfLane[lane], long.MinValue / 2)];

    /// <summary>Takes note of a frame's errors and decides.</summary>
    /// <param name="frame">The frame; all of them are shown, in order.</param>
    /// <param name="errors">By lane: errors seen.</param>
    /// <param name="bits">Bits of each lane that were looked at.</param>
    public void Observe(long frame, ReadOnlySpan<long> errors, long bits)
    {
        LaneMap map = Maps.At(frame);
        for (int lane = 0; lane < map.Lanes; lane++)
        {
            int channel = map.ChannelOfLane[lane];
            if (_monitor.Observe(channel, frame, errors[lane], bits))
            {
                Repair(frame, lane, channel);
            }
        }
    }

    /// <summary>Lanes whose channel has been known to be bad for a number of frames. May be asked while later frames are observed.</summary>
    /// <param name="frame">The frame in which they are looked for.</param>
    /// <param name="frames">The number, at least 1.</param>
    /// <param name="lanes">Receives the lanes, those that have been known for longest first.</param>
    /// <returns>How many there are; no more than there is room for.</returns>
    public int KnownBad(long frame, int frames, Span<int> lanes)
    {
        LaneMap map = Maps.At(frame);
        int count = 0;
        foreach ((int channel, long since) in _failed)
        {
            if (count < lanes.Length && since + frames <= frame && map.LaneOfChannel[channel] is var lane and >= 0)
            {
                lanes[count++] = lane;
            }
        }

        return count;
    }

    private void Repair(long frame, int lane, int channel)
    {
        _bad[channel] = true;
        // One that was given up as the link came up is known already.
        if (!Array.Exists(_failed, known => known.Channel == channel))
        {
            _failed = [.. _failed, (channel, frame)];
        }

        // A shift that is under way may bring another lane there.
        LaneMap map = Maps.Last;
        int planned = map.LaneOfChannel[channel], moved = 0;
        int? spare = _mode == RepairMode.None || planned < 0 ? null : Spare(map, channel);
        if (spare is { } free)
        {
            LaneMap next = _mode == RepairMode.Shift ? map.Shift(planned, free) : map.Move(planned, free);
            for (int i = 0; i < map.Lanes; i++)
            {
                moved += next.ChannelOfLane[i] != map.ChannelOfLane[i] ? 1 : 0;
            }

            Maps.Switch(frame + _latency, next);
        }

        _decisions.Add(new RepairDecision(lane, _monitor.FirstBad(channel), frame, spare is null ? null : frame + _latency, channel, spare, moved));
    }

    private int? Spare(LaneMap map, int above)
    {
        for (int channel = above + 1; channel < _bad.Length; channel++)
        {
            if (!_bad[channel] && !map.IsLit(channel))
            {
                return channel;
            }
        }

        return null;
    }

}
