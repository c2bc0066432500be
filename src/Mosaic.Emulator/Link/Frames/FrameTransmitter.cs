using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Link.Frames;

/// <summary>
/// One worker's way from payload to received lanes. A frame depends on its number alone: the bits before it, which leak
/// into it, are made again here, so frames can be sent in any order, on any thread, or one alone.
/// </summary>
internal sealed class FrameTransmitter
{
    private readonly LinkDesign _design;
    private readonly PayloadStream _payload;
    private readonly uint _trial;
    private readonly LaneMapHistory _maps;
    private readonly LinkBlock? _rows;
    private readonly Memory<ulong> _message;
    private readonly SectionStriping _striping;
    private readonly LinkBlock _tail;
    private readonly int _tailStartUi;
    private readonly int _tailGroups;
    private readonly Memory<ulong> _tailMessage;
    private readonly Memory<ulong> _tailCode;
    private readonly double[] _samples; // of probes

    /// <param name="design">The link.</param>
    /// <param name="source">Its payload.</param>
    /// <param name="scrambler">Scrambles it, or null.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="maps">Which lane each channel carries.</param>
    /// <param name="keepsSent">Whether <see cref="Sent"/> is wanted after the channel too.</param>
    public FrameTransmitter(LinkDesign design, IPayloadSource source, Scrambler? scrambler, uint trial, LaneMapHistory maps, bool keepsSent = false)
    {
        _maps = maps;
        Faults = design.Faults;
        _design = design;
        _payload = new PayloadStream(source, scrambler);
        _trial = trial;
        _samples = new double[design.Probes.Select(probe => probe.WorkspaceLength).DefaultIfEmpty().Max()];
        FrameLayout layout = design.Layout;
        int margin = design.Channel.MarginWords;
        _rows = keepsSent || !design.Channel.WorksInPlace ? new LinkBlock(design.Channels, layout.FrameWords, margin) : null;
        Sent = _rows ?? new LinkBlock(1, 1);
        _message = AlignedWords.Allocate(design.Sections[0].MessageWords);
        _striping = new SectionStriping(design, design.Sections[0]);

        // Enough groups, in whole words, to make the margin again; parities in it are those of the whole frame.
        _tail = new LinkBlock(design.Lanes, layout.ParityUi > 0 ? layout.BodyWords : Math.Max(margin, 1));
        _tailStartUi = layout.FrameUi - (_tail.Words * 64);
        _tailGroups = design.Groups - (int)(design.Striping.FirstBit(_tailStartUi) / design.Code.GroupCodeBits / 64 * 64);
        _tailMessage = AlignedWords.Allocate(_tailGroups / 64 * design.Code.GroupMessageBits);
        _tailCode = AlignedWords.Allocate(_tailGroups / 64 * design.Code.GroupCodeBits);
    }

    public StageClock Clock { get; } = new();

    /// <summary>What goes wrong: that of the design, unless other faults have come up since.</summary>
    public FaultSchedule Faults { get; set; }

    /// <summary>
    /// The channels as last sent, with what is sent before and after; unless that is kept, only until the channel has turned them into what is
    /// received.
    /// </summary>
    public LinkBlock Sent { get; private set; }

    /// <summary>Sends a frame of payload.</summary>
    /// <param name="frame">The frame, counted from the first with payload.</param>
    /// <param name="counter">The frame, counted from the first that was ever sent: what markers carry.</param>
    /// <param name="slot">Receives what is kept of the code, what probes saw, and received lanes.</param>
    public void Transmit(long frame, long counter, FrameSlot slot)
    {
        Prepare(frame, counter, slot);
        for (int i = 0; i < slot.Probes.Length; i++)
        {
            slot.Probes[i].Clear();
            _design.Probes[i].Observe(Sent, Address(RandomPurpose.Probe, frame), _samples, slot.Probes[i]);
        }

        if (!TryReplay(slot))
        {
            Transmit(Faults.ChannelAt(frame, _maps.At(frame)), slot, Address(RandomPurpose.Channel, frame));
            Faults.Bits.Burst(frame, slot.Received, slot.Soft, Address(RandomPurpose.Burst, frame));
            slot.Flips?.Find(Sent, slot.Received);
        }

        Clock.Mark(LinkStage.Channel);
    }

    /// <summary>Makes what is sent in a frame of payload: <see cref="Sent"/>.</summary>
    /// <param name="frame">The frame, counted from the first with payload.</param>
    /// <param name="counter">The frame, counted from the first that was ever sent.</param>
    /// <param name="slot">Receives what is kept of the code; and <see cref="Sent"/>, unless that is kept.</param>
    /// <param name="stick">Whether transmitters that are stuck send what they do, or what they should.</param>
    public void Prepare(long frame, long counter, FrameSlot slot, bool stick = true)
    {
        Clock.Start();
        Sent = _rows ?? slot.Received;
        foreach (FrameSection section in _design.Sections)
        {
            Span<ulong> message = _message.Span[..section.MessageWords], code = _striping.Room(section);
            _payload.Fill(frame, section.Message.Start.Value, message);
            Clock.Mark(LinkStage.Traffic);
            _design.Code.Encode(message, code, section.Groups);
            slot.Sent.Keep(section, message, code);
            Clock.Mark(LinkStage.Encode);
            _striping.Deal(section, Sent);
            Clock.Mark(LinkStage.Stripe);
        }

        _design.Striping.Pad(Sent, 0, Padding(frame));
        AddChecks(Sent, AlignmentMarker.Words, _design.Layout.BodyWords);
        LaneMap map = _maps.At(frame);
        map.ToChannels(Sent);
        SetMarkers(counter, map, _maps.At(frame + 1));
        SetPast(frame, counter);
        if (stick)
        {
            Faults.Bits.Stick(frame, map, Sent);
        }

        Clock.Mark(LinkStage.Stripe);
    }

    /// <summary>Sends a frame while the link is brought up: random bits behind markers.</summary>
    public void Train(long counter, FrameSlot slot)
    {
        Sent = _rows ?? slot.Received;
        for (int channel = 0; channel < Sent.Lanes; channel++)
        {
            (Address(RandomPurpose.Training, counter) with { Lane = channel }).Fill(Sent.Row(channel)[AlignmentMarker.Words..]);
        }

        SetTrainingPast(counter);
        SetMarkers(counter, null, null);
        if (!TryReplay(slot))
        {
            Faults.Training.Transmit(Sent, slot.Received, Address(RandomPurpose.TrainingChannel, counter));
            slot.Flips?.Find(Sent, slot.Received);
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private void Transmit(IChannel channel, FrameSlot slot, RandomAddress address)
    {
        if (_design.SoftCode is not null)
        {
            ((ISoftChannel)channel).Transmit(Sent, slot.Received, slot.Soft!, address);
        }
        else
        {
            channel.Transmit(Sent, slot.Received, address);
        }
    }

    /// <summary>Parities of the lanes, and words across them; parities of check lanes are such words by themselves.</summary>
    private void AddChecks(LinkBlock rows, int firstWord, int words)
    {
        if (_design.Layout.ParityUi > 0)
        {
            LaneParity.Write(rows, _design.Layout.Lanes, firstWord, words - 1);
        }

        _design.Secded?.Encode(rows, firstWord, words);
    }

    private bool TryReplay(FrameSlot slot)
    {
        if (slot.IsReplayed)
        {
            slot.Flips!.Apply(Sent, slot.Received);
        }

        return slot.IsReplayed;
    }

    /// <summary>
    /// This frame's markers, and those of the next one, which are all that the margin shows of it. They number channels: which
    /// lane a channel carries is agreed on by both ends.
    /// </summary>
    private void SetMarkers(long counter, LaneMap? map, LaneMap? nextMap)
    {
        Span<ulong> next = stackalloc ulong[AlignmentMarker.Words];
        for (int channel = 0; channel < Sent.Lanes; channel++)
        {
            next.Clear();
            if (nextMap?.IsLit(channel) ?? true)
            {
                AlignmentMarker.Write(next, channel, counter + 1);
            }

            next[..Sent.MarginWords].CopyTo(Sent.After(channel));
            if (map?.IsLit(channel) ?? true)
            {
                AlignmentMarker.Write(Sent.Row(channel), channel, counter);
            }
        }
    }

    /// <summary>The end of the frame before.</summary>
    private void SetPast(long frame, long counter)
    {
        if (frame == 0)
        {
            SetTrainingPast(counter);
            return;
        }

        int firstGroup = _design.Groups - _tailGroups;
        _payload.Fill(frame - 1, firstGroup / 64 * _design.Code.GroupMessageBits, _tailMessage.Span);
        _design.Code.Encode(_tailMessage.Span, _tailCode.Span, _tailGroups);
        _design.Striping.StripeEnd(_tailCode.Span, (long)firstGroup * _design.Code.GroupCodeBits, _tail, _tailStartUi);
        _design.Striping.Pad(_tail, _tailStartUi, Padding(frame - 1));
        AddChecks(_tail, 0, _tail.Words);
        ReadOnlySpan<int> lanes = _maps.At(frame - 1).LaneOfChannel;
        for (int channel = 0; channel < lanes.Length; channel++)
        {
            Sent.Before(channel).Clear();
            if (lanes[channel] is var lane and >= 0)
            {
                _tail.Row(lane)[^Sent.MarginWords..].CopyTo(Sent.Before(channel));
            }
        }
    }

    /// <summary>The end of the training frame before; the very first frame has its own end before it.</summary>
    private void SetTrainingPast(long counter)
    {
        int margin = Sent.MarginWords;
        Span<ulong> training = stackalloc ulong[margin + 1];
        int first = (_design.Layout.DataUi / 64) - margin;
        for (int channel = 0; channel < Sent.Lanes; channel++)
        {
            (Address(RandomPurpose.Training, Math.Max(0, counter - 1)) with { Lane = channel }).Fill(training, (uint)(first / 2));
            training.Slice(first % 2, margin).CopyTo(Sent.Before(channel));
        }
    }

    private RandomAddress Padding(long frame) => Address(RandomPurpose.Padding, frame);

    private RandomAddress Address(RandomPurpose purpose, long frame) =>
        new(_design.Options.Seed, purpose, _trial, checked((uint)frame));
}
