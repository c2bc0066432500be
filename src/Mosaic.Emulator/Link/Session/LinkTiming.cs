using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Session;

/// <summary>
/// When payload is on the link, in ns from the beginning of the first frame with payload. Payload enters steadily while the
/// lanes carry the codewords that it is in; a group of interleaved codewords has been received when its last round has
/// arrived on the slowest lane, since deskew waits for that lane and the decoder for whole codewords. What a decoder then
/// takes to compute is not part of the model.
/// </summary>
public sealed class LinkTiming
{
    private readonly FrameLayout _layout;
    private readonly double _groupMessageBits;
    private readonly double _groupCodeBits;
    private readonly double _uiNs;
    private readonly int _latestUi;

    internal LinkTiming(LinkDesign design, int latestUi)
    {
        _layout = design.Layout;
        _groupMessageBits = design.Code.GroupMessageBits;
        _groupCodeBits = design.Code.GroupCodeBits;
        _uiNs = 1 / design.Options.Lane.BitRateGbps;
        _latestUi = latestUi;
        FrameBytes = (int)(design.MessageBits / 8);
        PayloadGbps = design.PayloadGbps;
        PropagationNs = design.Options.Fiber.LengthM * design.Options.Fiber.CoreIndex / ModalDelays.LightSpeed * 1e9;
    }

    /// <summary>Payload bytes of a frame.</summary>
    public int FrameBytes { get; }

    /// <summary>Payload that the link carries, in Gb/s.</summary>
    public double PayloadGbps { get; }

    /// <summary>From the beginning of a frame to that of the next.</summary>
    public double FrameNs => _layout.FrameUi * _uiNs;

    /// <summary>What the lanes take for a group of interleaved codewords.</summary>
    public double GroupNs => _groupCodeBits / _layout.Lanes * _uiNs;

    /// <summary>Through the fibre: length · index of the core / speed of light.</summary>
    public double PropagationNs { get; }

    /// <summary>The most that a block's last bit takes from one end to the other, while no lane slips: fibre, slowest lane, the codewords that it is in.</summary>
    public double MaxLatencyNs => PropagationNs + (_latestUi * _uiNs) + GroupNs + (_layout.UnitBits * _uiNs);

    /// <summary>When a bit enters the link.</summary>
    internal double EntryNs(long frame, long bit) =>
        ((frame * (double)_layout.FrameUi) + AlignmentMarker.LengthUi + (bit / _groupMessageBits * _groupCodeBits / _layout.Lanes)) * _uiNs;

    /// <summary>When the group that a bit is in has been received.</summary>
    /// <param name="frame">Its frame.</param>
    /// <param name="bit">The bit, within the payload of the frame.</param>
    /// <param name="latestUi">How late the slowest lane is.</param>
    internal double ReceptionNs(long frame, long bit, long latestUi)
    {
        long codeBits = ((long)(bit / _groupMessageBits) + 1) * (long)_groupCodeBits;
        long rounds = ((codeBits / _layout.UnitBits) + _layout.Lanes - 1) / _layout.Lanes;
        return (((frame * (double)_layout.FrameUi) + AlignmentMarker.LengthUi + (rounds * (double)_layout.UnitBits) + latestUi) * _uiNs) + PropagationNs;
    }
}
