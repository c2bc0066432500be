namespace Mosaic.Emulator.Bonding.Repair;

/// <summary>
/// Tells channels that have failed from channels that have had a bad moment, by counts of errors alone. A frame is bad for a
/// channel with so many errors, clear with so few, and neither in between; so many bad ones with no clear one among them, and the
/// channel has failed, for good.
/// </summary>
public sealed class ChannelMonitor
{
    /// <summary>Errors that a bad frame has at least: with fewer, chance would do where few bits are looked at.</summary>
    public const int LeastErrors = 8;

    private readonly double _failRatio;
    private readonly double _clearRatio;
    private readonly int _failFrames;
    private readonly Channel[] _channels;

    /// <summary>All channels are good.</summary>
    /// <param name="channels">Channels.</param>
    /// <param name="failRatio">Errors over bits from which on a frame is bad, above 0.</param>
    /// <param name="clearRatio">Errors over bits up to which it is clear; not above the former.</param>
    /// <param name="failFrames">Bad frames that make a channel fail, 1 or more.</param>
    public ChannelMonitor(int channels, double failRatio, double clearRatio, int failFrames)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(failRatio);
        ArgumentOutOfRangeException.ThrowIfNegative(clearRatio);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clearRatio, failRatio);
        ArgumentOutOfRangeException.ThrowIfLessThan(failFrames, 1);
        (_failRatio, _clearRatio, _failFrames) = (failRatio, clearRatio, failFrames);
        _channels = new Channel[channels];
    }

    /// <summary>Whether a channel has failed.</summary>
    /// <param name="channel">The channel.</param>
    public bool HasFailed(int channel) => _channels[channel].BadFrames >= _failFrames;

    /// <summary>The first bad frame of those that count, of a channel that has any.</summary>
    /// <param name="channel">The channel.</param>
    public long FirstBad(int channel) => _channels[channel].FirstBad;

    /// <summary>Takes note of a frame.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="frame">The frame, later than those before.</param>
    /// <param name="errors">Errors seen.</param>
    /// <param name="bits">Bits looked at.</param>
    /// <returns>Whether it is this frame with which the channel has failed.</returns>
    public bool Observe(int channel, long frame, long errors, long bits)
    {
        ref Channel state = ref _channels[channel];
        if (state.BadFrames >= _failFrames)
        {
            return false;
        }

        if (errors >= LeastErrors && errors >= _failRatio * bits)
        {
            state.FirstBad = state.BadFrames == 0 ? frame : state.FirstBad;
            return ++state.BadFrames == _failFrames;
        }

        state.BadFrames = errors <= _clearRatio * bits ? 0 : state.BadFrames;
        return false;
    }

    private struct Channel
    {
        public int BadFrames;
        public long FirstBad;
    }
}
