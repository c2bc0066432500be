using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.LaneCode;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Frames;

/// <summary>One worker's way from the ports to counts: read the lanes as aligned, gather, decode, compare.</summary>
internal sealed class FrameReceiver
{
    private readonly LinkDesign _design;
    private readonly ISoftPortStreams _streams;
    private readonly PayloadStream _payload;
    private readonly SentStreams _sentStreams;
    private readonly Delivery _deliver;
    private readonly uint _trial;
    private readonly LinkBlock _aligned;
    private readonly SoftBlock? _softAligned;
    private readonly sbyte[] _softCode;
    private readonly LinkBlock? _sent;
    private readonly SectionStriping? _sentStriping;
    private SecdedVerdicts? _verdictsAcross;
    private readonly RepairController _repair;
    private readonly int[] _erased = new int[SecdedVerdicts.MostErased];
    private int _erasures;
    private readonly long[] _laneErrors;
    private readonly long[] _markerErrors;
    private readonly long[] _parityErrors;
    private readonly Memory<ulong> _code;
    private readonly Memory<ulong> _message;
    private readonly short[] _verdicts;
    private readonly FrameSection[] _sections;
    private readonly bool _readsWhole;
    private readonly FrameComparer<StripedLanes> _comparer;
    private LinkBlock? _inPlace;

    public FrameReceiver(LinkDesign design, ISoftPortStreams streams, PayloadStream payload, Delivery deliver, uint trial, RepairController repair)
    {
        _repair = repair;
        _design = design;
        _streams = streams;
        _payload = payload;
        _sentStreams = new SentStreams(design, payload);
        _deliver = deliver;
        _trial = trial;
        bool pieces = design.Striping.GathersInPieces;
        _sections = pieces ? design.Sections : FrameSection.Cut(design.Groups, design.Code, design.Groups);
        // Words across the lanes and parities are looked at before anything is gathered.
        _readsWhole = !pieces || design.Secded is not null || design.Layout.ParityUi > 0;
        _aligned = new LinkBlock(design.Lanes, _readsWhole ? design.Layout.BodyWords : LongestPiece());
        _sent = design.Secded is null ? null : new LinkBlock(design.Lanes, design.Layout.FrameWords);
        _sentStriping = design.Secded is null ? null : new SectionStriping(design, design.Batches[0]);
        _laneErrors = new long[design.Lanes];
        _markerErrors = new long[design.Lanes];
        _softAligned = design.SoftCode is null ? null : new SoftBlock(design.Lanes, design.Layout.DataUi);
        _softCode = new sbyte[design.SoftCode is null ? 0 : design.CodeWords * 64L];
        _parityErrors = new long[design.Lanes];
        _code = AlignedWords.Allocate(_sections[0].CodeWords + (pieces ? BitString.WordCount(design.Striping.PieceSlackBits) : 0));
        _message = AlignedWords.Allocate(_sections[0].MessageWords);
        _verdicts = new short[design.Groups * design.Code.Interleave];
        _comparer = new FrameComparer<StripedLanes>(design.Shape, design.Groups, new StripedLanes(design.Striping.Map));
    }

    public StageClock Clock { get; } = new();

    /// <summary>Receives a frame.</summary>
    /// <param name="frame">The frame, counted from the first with payload.</param>
    /// <param name="counter">The frame, counted from the first that was ever sent.</param>
    /// <param name="payloadBits">How many of its bits are payload.</param>
    /// <param name="slot">What was sent; receives counts and fingerprint, and what is wanted of the message delivered.</param>
    public void Receive(long frame, long counter, long payloadBits, FrameSlot slot)
    {
        Clock.Start();
        if (_readsWhole)
        {
            FrameReader.Read(_streams, slot.Alignments, _design.Layout, _repair.Maps.At(frame), counter, _aligned);
        }
        else
        {
            _inPlace = FrameReader.FindInPlace(_streams, slot.Alignments, _design.Layout, _repair.Maps.At(frame), counter);
        }

        if (_softAligned is not null)
        {
            FrameReader.Read(_streams, slot.Alignments, _design.Layout, _repair.Maps.At(frame), counter, _softAligned);
        }

        Clock.Mark(LinkStage.Deskew);
        SeeParities();
        Array.Clear(slot.SeenErrors);
        if (_design.Secded is { } secded && _sent is not null)
        {
            CountLaneErrors(frame, slot.Sent, secded, _sent);
            Clock.Mark(LinkStage.Compare);
            slot.DetectedUi = secded.Decode(_aligned, Verdicts(frame, secded), slot.SeenErrors);
            slot.CorrectedBits = slot.SeenErrors.Sum();
        }

        SeeMarkers(counter, _repair.Maps.At(frame), slot);
        if (_softAligned is not null)
        {
            _design.Striping.Gather(_softAligned, _softCode);
        }

        LinkCounts counts = slot.Counts;
        counts.Clear();
        for (int lane = 0; lane < _design.Lanes; lane++)
        {
            counts.LaneBits[lane] = LaneBits(lane);
        }

        _comparer.Begin(payloadBits, counts);
        WordHash hash = default;
        long gathered = 0;
        foreach (FrameSection section in _sections)
        {
            gathered = Gather(section, gathered, slot, frame, counter);
            Clock.Mark(LinkStage.Gather);
            Span<ulong> code = _code.Span[..section.CodeWords], message = _message.Span[..section.MessageWords];
            Decode(section, code, message);
            Clock.Mark(LinkStage.Decode);
            Compare(frame, section, code, message, slot);
            hash.Add(message);
            Clock.Mark(LinkStage.Compare);
        }

        _comparer.End(_verdicts);
        if (_sent is not null)
        {
            // What the comparer found on the lanes is what is left of their errors.
            _laneErrors.CopyTo(counts.LaneErrors, 0);
        }

        slot.Fingerprint = Fingerprint.OfFrame(_trial, frame, counts, hash);
        if (_deliver == Delivery.Errors)
        {
            _comparer.FailedGroups.CopyTo(slot.FailedGroups);
        }

        Clock.Mark(LinkStage.Compare);
    }

    /// <summary>The code stream of a section, and perhaps the beginning of the next one's, behind it.</summary>
    [MethodImpl(Kernel.Compiled)]
    private long Gather(FrameSection section, long gathered, FrameSlot slot, long frame, long counter)
    {
        if (!_design.Striping.GathersInPieces)
        {
            _design.Striping.Gather(_aligned, _code.Span);
            return _design.Layout.Bits;
        }

        Span<ulong> code = _code.Span;
        int first = section.Code.Start.Value;
        if (first > 0)
        {
            // What the piece before brought of this section stands behind that.
            int before = _sections[0].CodeWords;
            code[before..(int)(((gathered + 63) / 64) - first + before)].CopyTo(code);
        }

        long wanted = section.Code.End.Value * 64L;
        if (gathered >= wanted)
        {
            return gathered;
        }

        if (_inPlace is { } rows)
        {
            return _design.Striping.Gather(rows, -AlignmentMarker.LengthUi, code, first, wanted, gathered);
        }

        int startUi = 0;
        if (!_readsWhole)
        {
            (startUi, int endUi) = _design.Striping.PieceUi(wanted, gathered);
            FrameReader.Read(_streams, slot.Alignments, _design.Layout, _repair.Maps.At(frame), counter, _aligned, startUi / 64, (endUi - startUi) / 64);
            Clock.Mark(LinkStage.Deskew);
        }

        return _design.Striping.Gather(_aligned, startUi, code, first, wanted, gathered);
    }

    /// <summary>Words of each lane that the longest piece needs.</summary>
    private int LongestPiece()
    {
        int longest = 1;
        long gathered = 0;
        foreach (FrameSection section in _sections)
        {
            long wanted = section.Code.End.Value * 64L;
            if (gathered < wanted)
            {
                (int start, int end) = _design.Striping.PieceUi(wanted, gathered);
                (longest, gathered) = (Math.Max(longest, (end - start) / 64), _design.Striping.PieceEnd(wanted));
            }
        }

        return longest;
    }

    [MethodImpl(Kernel.Compiled)]
    private void Decode(FrameSection section, ReadOnlySpan<ulong> code, Span<ulong> message)
    {
        int interleave = _design.Code.Interleave;
        Span<short> verdicts = _verdicts.AsSpan(section.FirstGroup * interleave, section.Groups * interleave);
        if (_design.SoftCode is { } soft)
        {
            soft.Decode(_softCode.AsSpan(section.Code.Start.Value * 64, section.CodeWords * 64), message, verdicts, section.Groups);
        }
        else
        {
            _design.Code.Decode(code, message, verdicts, section.Groups);
        }
    }

    /// <summary>Compares a section with what was sent, and delivers what is wanted of it.</summary>
    private void Compare(long frame, FrameSection section, ReadOnlySpan<ulong> code, ReadOnlySpan<ulong> message, FrameSlot slot)
    {
        int batchGroups = _design.Code.BatchGroups;
        foreach (FrameSection batch in _design.Batches.AsSpan(section.FirstGroup / batchGroups, section.Groups / batchGroups))
        {
            ReadOnlySpan<ulong> sentCode = _sentStreams.Make(frame, batch, slot.Sent), sent = _sentStreams.Message;
            ReadOnlySpan<ulong> decoded = message.Slice(batch.Message.Start.Value - section.Message.Start.Value, batch.MessageWords);
            ReadOnlySpan<ulong> received = code.Slice(batch.Code.Start.Value - section.Code.Start.Value, batch.CodeWords);
            _comparer.Compare(sentCode, received, batch.Code.Start.Value, sent, decoded, batch.Message.Start.Value);
            if (_deliver == Delivery.Errors)
            {
                TensorPrimitives.Xor(sent, decoded, slot.Delivered.Span[batch.Message]);
            }
        }

        if (_deliver == Delivery.Payload)
        {
            Span<ulong> delivered = slot.Delivered.Span[section.Message];
            message.CopyTo(delivered);
            _payload.Descramble(frame, section.Message.Start.Value, delivered);
        }
    }

    /// <summary>What syndromes say where lanes are known to have failed; made anew where these change.</summary>
    private SecdedVerdicts Verdicts(long frame, LaneSecded secded)
    {
        Span<int> erased = stackalloc int[SecdedVerdicts.MostErased];
        int count = _repair.KnownBad(frame, LinkRun.BatchFrames, erased);
        if (_verdictsAcross is null || !erased[..count].SequenceEqual(_erased.AsSpan(0, _erasures)))
        {
            erased.CopyTo(_erased);
            _erasures = count;
            _verdictsAcross = secded.Verdicts(erased[..count]);
        }

        return _verdictsAcross;
    }

    /// <summary>
    /// What parities and a marker have wrong stands for what is behind it, where that shows more: with two lanes that have failed already, words across
    /// the lanes cannot tell which is the third. A few wrong bits of a marker say nothing.
    /// </summary>
    private void SeeMarkers(long counter, LaneMap map, FrameSlot slot)
    {
        if (!_design.IsWatched)
        {
            return;
        }

        MarkerErrors.Count(_streams, slot.Alignments, _design.Layout, map, counter, _markerErrors);
        for (int lane = 0; lane < _markerErrors.Length; lane++)
        {
            slot.SeenErrors[lane] = Math.Max(slot.SeenErrors[lane], _parityErrors[lane]);
            if (_markerErrors[lane] >= ChannelMonitor.LeastErrors)
            {
                slot.SeenErrors[lane] = Math.Max(slot.SeenErrors[lane], _markerErrors[lane] * _design.Layout.DataUi / AlignmentMarker.LengthUi);
            }
        }
    }

    /// <summary>Before anything is corrected.</summary>
    private void SeeParities()
    {
        for (int lane = 0; lane < _parityErrors.Length && _design.Layout.ParityUi > 0; lane++)
        {
            _parityErrors[lane] = LaneParity.Errors(_aligned.Row(lane));
        }
    }

    /// <summary>What the lanes have wrong before anything is corrected.</summary>
    private void CountLaneErrors(long frame, SentCode code, LaneSecded secded, LinkBlock sent)
    {
        foreach (FrameSection batch in _design.Batches)
        {
            _sentStreams.Make(frame, batch, code).CopyTo(_sentStriping!.Room(batch));
            _sentStriping.Deal(batch, sent);
        }

        _design.Striping.Pad(sent, 0, new RandomAddress(_design.Options.Seed, RandomPurpose.Padding, _trial, checked((uint)frame)));
        secded.Encode(sent, AlignmentMarker.Words, _aligned.Words);
        for (int lane = 0; lane < _design.Lanes; lane++)
        {
            _laneErrors[lane] = BitString.HammingDistance(sent.Row(lane)[AlignmentMarker.Words..], _aligned.Row(lane), LaneBits(lane));
        }
    }

    /// <summary>Code bits of a lane; of a check lane, all UI in which there are any.</summary>
    private int LaneBits(int lane) => _design.Layout.LaneBits(lane < _design.Layout.Lanes ? lane : 0);

    private readonly struct StripedLanes(StripingMap map) : IBitLanes
    {
        public int LaneOf(long bit) => map.LaneOf(bit);
    }
}
