using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.LaneCode;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>From what the lanes of a frame have wrong to counts: words across the lanes, codewords, and what repairs are decided by. Holds the memory of one worker.</summary>
internal sealed class FrameTally
{
    private readonly LinkDesign _design;
    private readonly RepairController _repair;
    private readonly WordErrors _words;
    private const int Chunk = 512;

    private readonly int[] _laneBits;
    private readonly ulong[] _bitsOfLane; // the same, to gather from
    private readonly Column<ulong> _found = new(Chunk + LaneLooks.Step), _foundPlaces = new(Chunk + LaneLooks.Step); // errors that are code bits
    private readonly long _bits;
    private readonly ulong[] _parities;
    private readonly long[] _markerErrors;
    private readonly int[] _erased = new int[SecdedVerdicts.MostErased];
    private readonly SymbolPlaces? _places;
    private SecdedVerdicts? _verdicts;
    private int _erasures;

    public FrameTally(LinkDesign design, RepairController repair)
    {
        (_design, _repair) = (design, repair);
        _words = new WordErrors(design);
        _places = design.Looks.Places;
        _laneBits = [.. Enumerable.Range(0, design.Lanes).Select(lane => design.Layout.LaneBits(lane < design.Layout.Lanes ? lane : 0))];
        _bitsOfLane = GC.AllocateArray<ulong>(design.Lanes, pinned: true);
        _laneBits.Select(bits => (ulong)bits).ToArray().CopyTo(_bitsOfLane, 0);
        _bits = _laneBits.Sum(bits => (long)bits);
        _parities = new ulong[design.Lanes];
        _markerErrors = new long[design.Lanes];
    }

    /// <summary>Bits that words across the lanes corrected in the last frame.</summary>
    public long CorrectedBits { get; private set; }

    /// <summary>UI of it in which they found more than they could correct.</summary>
    public long DetectedUi { get; private set; }

    /// <summary>Code bits of each lane; of check lanes, the UI in which there are any.</summary>
    public ReadOnlySpan<int> LaneBits => _laneBits;

    /// <summary>Counts a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="errors">What is wrong; sorted here where words across the lanes ask for it.</param>
    /// <param name="counts">Receives the counts besides what it holds; bits per lane are not this method's.</param>
    /// <param name="seen">Receives, by lane, what is seen of its errors, where lanes are watched.</param>
    /// <returns>What the frame added.</returns>
    public LinkTotals Count(long frame, ErrorList errors, LinkCounts counts, Span<long> seen)
    {
        Span<ulong> places = errors.Places;
        (long words, long groups, long payload, long bitErrors) = (counts.CodewordErrors, counts.FailedGroups, counts.PayloadBitErrors, 0);
        bool isDirect = _design.Secded is null, isDealt = isDirect && _places is not null; // what the lanes have wrong is what the code has
        foreach (ulong place in isDealt ? [] : places)
        {
            int lane = ErrorList.LaneOf(place), data = ErrorList.UiOf(place) - AlignmentMarker.LengthUi;
            if ((uint)data < (uint)_laneBits[lane])
            {
                counts.LaneErrors[lane]++;
                bitErrors++;
                if (isDirect)
                {
                    AddCodeBit(lane, data);
                }
            }
        }

        for (int first = 0; isDealt && first < places.Length; first += Chunk)
        {
            ReadOnlySpan<ulong> some = places.Slice(first, int.Min(Chunk, places.Length - first));
            int count = Words8.IsSupported ? Find<Words8>(some) : Find<Words4>(some);
            _words.Add(_found.Span[..count]);
            bitErrors += count;
            foreach (ulong place in _foundPlaces.Span[..count])
            {
                counts.LaneErrors[ErrorList.LaneOf(place)]++;
            }
        }

        if (_design.Secded is { } secded)
        {
            places.Sort();
            seen.Clear();
            AcrossLanes(places, secded, Verdicts(frame, secded), seen);
            CorrectedBits = 0;
            foreach (long corrected in seen)
            {
                CorrectedBits += corrected;
            }
        }

        if (_design.IsWatched)
        {
            Watch(places, seen);
        }

        _words.Judge(counts);
        counts.Frames++;
        counts.PayloadBits += _design.MessageBits;
        return new LinkTotals(
            1, _bits, bitErrors, (long)_design.Groups * _design.Code.Interleave, counts.CodewordErrors - words,
            _design.Groups, counts.FailedGroups - groups, _design.MessageBits, counts.PayloadBitErrors - payload);
    }

    /// <summary>A bit that is wrong as the code sees it, where it is one of the code.</summary>
    private void AddBit(int lane, int data)
    {
        if (lane < _design.Layout.Lanes && (uint)data < (uint)_laneBits[lane])
        {
            AddCodeBit(lane, data);
        }
    }

    private void AddCodeBit(int lane, int data)
    {
        FrameLayout layout = _design.Layout;
        (int round, int offset) = Math.DivRem(data, layout.UnitBits);
        _words.Add(_design.Striping.Map.BitAt(((((long)round * layout.Lanes) + lane) * layout.UnitBits) + offset));
    }

    /// <summary>Those of some errors that are code bits, and where: how many there are.</summary>
    [MethodImpl(Kernel.Compiled)]
    private int Find<TWords>(ReadOnlySpan<ulong> errors)
        where TWords : struct, IWords<TWords>
    {
        SymbolPlaces places = _places!;
        errors.CopyTo(_foundPlaces.Span);
        ref ulong place = ref _foundPlaces.First, found = ref _found.First;
        ref ulong laneBits = ref MemoryMarshal.GetArrayDataReference(_bitsOfLane);
        TWords end = TWords.Create((ulong)errors.Length);
        nint count = 0;
        for (nint i = 0; i < errors.Length; i += TWords.Count)
        {
            TWords at = TWords.Load(ref place, i), lane = at & TWords.Create(uint.MaxValue), data = (at >>> 32) - TWords.Create(AlignmentMarker.LengthUi);
            TWords isCode = TWords.IsLess(data, TWords.Gather(ref laneBits, lane)) & TWords.IsLess(TWords.Numbers + TWords.Create((ulong)i), end);
            places.ErrorsAt(lane, data).StoreSome(isCode, ref found, count);
            at.StoreSome(isCode, ref place, count);
            count += BitOperations.PopCount(isCode.Mask);
        }

        return (int)count;
    }

    /// <summary>UI by UI: what the words across the lanes make of it.</summary>
    private void AcrossLanes(ReadOnlySpan<ulong> places, LaneSecded secded, SecdedVerdicts verdicts, Span<long> corrected)
    {
        ReadOnlySpan<ushort> columns = secded.Columns.Columns;
        DetectedUi = 0;
        for (int first = 0, end; first < places.Length; first = end)
        {
            int ui = ErrorList.UiOf(places[first]), syndrome = 0;
            for (end = first; end < places.Length && ErrorList.UiOf(places[end]) == ui; end++)
            {
                syndrome ^= columns[ErrorList.LaneOf(places[end])];
            }

            int data = ui - AlignmentMarker.LengthUi;
            if (data < 0)
            {
                continue;
            }

            ReadOnlySpan<short> inverted = syndrome == 0 ? [] : verdicts.LanesOf(syndrome);
            DetectedUi += syndrome != 0 && inverted.IsEmpty ? 1 : 0;
            foreach (short lane in inverted)
            {
                corrected[lane]++;
                if (!Contains(places[first..end], lane))
                {
                    AddBit(lane, data);
                }
            }

            foreach (ulong place in places[first..end])
            {
                if (!inverted.Contains((short)ErrorList.LaneOf(place)))
                {
                    AddBit(ErrorList.LaneOf(place), data);
                }
            }
        }
    }

    private static bool Contains(ReadOnlySpan<ulong> places, int lane)
    {
        foreach (ulong place in places)
        {
            if (ErrorList.LaneOf(place) == lane)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What syndromes say where lanes are known to have failed; made anew where these change.</summary>
    private SecdedVerdicts Verdicts(long frame, LaneSecded secded)
    {
        Span<int> erased = stackalloc int[SecdedVerdicts.MostErased];
        int count = _repair.KnownBad(frame, LinkRun.BatchFrames, erased);
        if (_verdicts is null || !erased[..count].SequenceEqual(_erased.AsSpan(0, _erasures)))
        {
            erased.CopyTo(_erased);
            _erasures = count;
            _verdicts = secded.Verdicts(erased[..count]);
        }

        return _verdicts;
    }

    /// <summary>What parities and markers show, as <see cref="FrameReceiver"/> sees it.</summary>
    private void Watch(ReadOnlySpan<ulong> places, Span<long> seen)
    {
        if (_design.Secded is null)
        {
            seen.Clear();
        }

        Array.Clear(_parities);
        Array.Clear(_markerErrors);
        foreach (ulong place in places)
        {
            int lane = ErrorList.LaneOf(place), data = ErrorList.UiOf(place) - AlignmentMarker.LengthUi;
            if (data < 0)
            {
                _markerErrors[lane]++;
            }
            else
            {
                _parities[lane] ^= 1UL << data;
            }
        }

        for (int lane = 0; lane < _markerErrors.Length; lane++)
        {
            if (_design.Layout.ParityUi > 0)
            {
                seen[lane] = Math.Max(seen[lane], LaneParity.ErrorsOf(_parities[lane]));
            }

            if (_markerErrors[lane] >= ChannelMonitor.LeastErrors)
            {
                seen[lane] = Math.Max(seen[lane], _markerErrors[lane] * _design.Layout.DataUi / AlignmentMarker.LengthUi);
            }
        }
    }
}
