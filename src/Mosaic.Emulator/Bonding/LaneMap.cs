using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding;

/// <summary>
/// Which lane each channel carries: lanes are what striping deals to, channels are LEDs and photodiodes, and those without a
/// lane are dark. Immutable. No lane is on a channel below its own number, since spares are the last channels.
/// </summary>
public sealed class LaneMap
{
    private const int None = -1;
    private readonly int[] _channelOf;
    private readonly int[] _laneOf;

    private LaneMap(int[] channelOf, int channels)
    {
        _channelOf = channelOf;
        _laneOf = new int[channels];
        Array.Fill(_laneOf, None);
        for (int lane = 0; lane < channelOf.Length; lane++)
        {
            _laneOf[channelOf[lane]] = lane;
            IsIdentity &= channelOf[lane] == lane;
        }
    }

    /// <summary>Lanes.</summary>
    public int Lanes => _channelOf.Length;

    /// <summary>Channels, as many or more.</summary>
    public int Channels => _laneOf.Length;

    /// <summary>Whether every lane is on the channel of its number.</summary>
    public bool IsIdentity { get; } = true;

    /// <summary>By lane: its channel.</summary>
    public ReadOnlySpan<int> ChannelOfLane => _channelOf;

    /// <summary>By channel: its lane, or −1 where it is dark.</summary>
    public ReadOnlySpan<int> LaneOfChannel => _laneOf;

    /// <summary>Every lane on the channel of its number.</summary>
    /// <param name="lanes">Lanes.</param>
    /// <param name="channels">Channels, as many or more.</param>
    public static LaneMap Identity(int lanes, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lanes);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, lanes);
        return new LaneMap([.. Enumerable.Range(0, lanes)], channels);
    }

    /// <summary>Whether a channel carries a lane.</summary>
    /// <param name="channel">Channel.</param>
    public bool IsLit(int channel) => _laneOf[channel] != None;

    /// <summary>The map after one lane has moved.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="channel">A channel that is dark, above the lane's.</param>
    /// <exception cref="ArgumentException">The channel is not dark, or not above the lane's.</exception>
    public LaneMap Move(int lane, int channel)
    {
        if (IsLit(channel) || channel < _channelOf[lane])
        {
            throw new ArgumentException($"Lane {lane} on channel {_channelOf[lane]} cannot move to channel {channel}.", nameof(channel));
        }

        int[] moved = [.. _channelOf];
        moved[lane] = channel;
        return new LaneMap(moved, Channels);
    }

    /// <summary>The map after a lane and all those on the channels between its own and a dark one have moved to the next channel.</summary>
    /// <param name="lane">The lane, whose channel becomes dark.</param>
    /// <param name="channel">A channel that is dark, above the lane's.</param>
    /// <exception cref="ArgumentException">The channel is not dark, or not above the lane's.</exception>
    public LaneMap Shift(int lane, int channel)
    {
        LaneMap map = this;
        for (int from = channel - 1, to = channel; to > _channelOf[lane]; from--)
        {
            // Channels that are dark already stay so.
            if (_laneOf[from] is var other and >= 0)
            {
                map = map.Move(other, to);
                to = from;
            }
        }

        return map;
    }

    /// <summary>Rows by lane become rows by channel, in place; those of dark channels become 0.</summary>
    /// <param name="rows">One row per channel, of which the first hold the lanes.</param>
    public void ToChannels(LinkBlock rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Lanes, Channels, nameof(rows));
        // No lane moves down, so what the last ones leave is free for those before them.
        for (int lane = Lanes - 1; lane >= 0 && !IsIdentity; lane--)
        {
            if (_channelOf[lane] != lane)
            {
                rows.Row(lane).CopyTo(rows.Row(_channelOf[lane]));
            }
        }

        for (int channel = 0; channel < Channels; channel++)
        {
            if (!IsLit(channel))
            {
                rows.Row(channel).Clear();
            }
        }
    }
}
