using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// A frame's candidates up to the point where it is known which groups have to be encoded: those of which more is looked at than is
/// independent. That is decided from the places of candidates and from bits of messages alone, never from a bit of parity: a
/// candidate of which the first stage would need one is counted as if it had passed.
/// </summary>
internal sealed class LookPlan
{
    private readonly LinkDesign _design;
    private readonly LaneMapHistory _maps;
    private readonly uint _trial;
    private readonly LookCount _looks;
    private readonly LookCount _later; // what the next frame may look at in this one's end
    private readonly List<Survivor> _survivors = [];
    private BitTrueChannel? _laterChannel;
    private LaneNeighbourhood?[] _lanes = [];
    private LaneMap? _map;
    private CellDraw? _cells;
    private readonly SymbolPlaces? _places;
    private readonly FirstStage? _first;
    private readonly int[] _counts; // by group, with some more that may be looked up
    private readonly CoarseCount _coarse;
    private readonly int _end;
    private LaneTables? _tables;

    public LookPlan(LinkDesign design, IPayloadSource source, Scrambler? scrambler, uint trial, LaneMapHistory maps)
    {
        (_design, _maps, _trial) = (design, maps, trial);
        Code = new FrameCode(design, source, scrambler, trial);
        Before = new FrameCode(design, source, scrambler, trial);
        Bits = new SentBits(design, Code, Before, trial, maps);
        (_looks, _later) = (new LookCount(design), new LookCount(design));
        _counts = new int[design.Groups + 2 + (design.Layout.Lanes * design.Layout.SymbolBits / design.Code.GroupCodeBits)];
        _coarse = new CoarseCount(design);
        _end = design.Layout.LaneBits(design.Layout.Lanes - 1);
        // Where nothing is known to be independent, what matters is whether there is any parity: that is counted one by one.
        if (source is RandomPayload && design.Code.IndependentSymbols > 0 && design.Looks.Places is { } places)
        {
            _places = places;
            _first = new FirstStage(design, places, trial);
        }
    }

    /// <summary>Whether looks are counted group by group even where it is plain that they are few.</summary>
    public bool CountsAlways { get; init; }

    /// <summary>Where symbols are, where their bits can be made side by side; else null.</summary>
    public SymbolPlaces? Places => _places;

    /// <summary>The frame's code.</summary>
    public FrameCode Code { get; }

    /// <summary>The code of the frame before.</summary>
    public FrameCode Before { get; }

    /// <summary>What is sent in the frame.</summary>
    public SentBits Bits { get; }

    /// <summary>The candidates.</summary>
    public CandidateList Candidates { get; } = new();

    /// <summary>Those looked at one by one that the first stage has left, or that need for it what is not decided yet.</summary>
    public List<Survivor> Survivors => _survivors;

    /// <summary>What the first stage has left of all others; null where bits are looked at one by one.</summary>
    public FirstStage? First => _first;

    /// <summary>Where the receivers look, where there is a first stage for all.</summary>
    public LaneTables Tables => _tables!;

    /// <summary>The UI between which a candidate's receiver looks at code bits alone.</summary>
    public (int From, int To) Inner { get; private set; }

    /// <summary>The frame's channel.</summary>
    public BitTrueChannel Channel { get; private set; } = null!;

    /// <summary>Turns to a frame: draws its candidates, and says which groups are encoded.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="channel">Its channel, none of whose lanes is dense.</param>
    /// <param name="isNextWhole">Whether the next frame is made whole, so that what it looks at in this one's end is the real parity.</param>
    public void Make(long frame, BitTrueChannel channel, bool isNextWhole)
    {
        Learn(_maps.At(frame), channel);
        Code.Start(frame);
        Before.Start(frame - 1);
        Bits.Start();
        _survivors.Clear();
        _looks.Clear();
        LookAhead((BitTrueChannel)_design.Faults.ChannelAt(frame + 1, _maps.At(frame + 1)));
        channel.Draw(new RandomAddress(_design.Options.Seed, RandomPurpose.Channel, _trial, checked((uint)frame)), _cells!, Candidates);
        if (_first is null)
        {
            for (int i = 0; i < Candidates.Count; i++)
            {
                LookAt(i);
            }

            Decide();
        }
        else
        {
            LookAtAll(frame);
        }

        for (int group = 0; isNextWhole && group < _design.Groups; group++)
        {
            if (_later.Of(group) > 0)
            {
                Code.Encode(group);
            }
        }
    }

    /// <summary>One candidate's first stage, wherever it is.</summary>
    private void LookAt(int index)
    {
        int channel = CandidateList.LaneOf(Candidates.Places[index]), ui = CandidateList.UiOf(Candidates.Places[index]), data = ui - AlignmentMarker.LengthUi;
        LaneNeighbourhood lane = _lanes[channel]!;
        int pattern = Survivor.Unknown;
        if (!_looks.Add([lane.Own], data + lane.OwnEarliest, data + lane.OwnLatest) && ui + lane.OwnEarliest >= 0)
        {
            pattern = Bits.Window(channel, ui + lane.OwnEarliest, lane.OwnLatest - lane.OwnEarliest + 1);
            if (Candidates.Levels[index] >= lane.OwnBounds[pattern])
            {
                return;
            }
        }

        _looks.Add(lane.Runs, data + lane.Earliest, data + lane.Latest);
        _survivors.Add(new Survivor(index, pattern));
    }

    /// <summary>All candidates' first stage. Looks are counted group by group where it is not plain that they are few.</summary>
    private void LookAtAll(long frame)
    {
        bool areFew = !CountsAlways && !_later.IsEverywhere && _coarse.MaybeFew(Channel.ExpectedCandidates);
        _first!.Run(Candidates, _tables!, Inner, frame, areFew ? [] : Counts());
        foreach (int end in _first.Ends)
        {
            LookAt(end);
        }

        if (areFew && AreFew())
        {
            return;
        }

        if (areFew)
        {
            _first.Run(Candidates, _tables!, Inner, frame, Counts());
        }

        Count(_first.Places);
        Decide();
    }

    /// <summary>Whether it is plain without counting that no group has to be encoded.</summary>
    internal bool AreFew()
    {
        int most = _design.Code.IndependentSymbols - _looks.Most;
        return _coarse.AreFew(Candidates.Places, _first!.Places, most, most - _later.Most);
    }

    private int[] Counts()
    {
        Array.Clear(_counts);
        return _counts;
    }

    /// <summary>Counts what survivors may look at.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Count(ReadOnlySpan<ulong> survivors)
    {
        ref LaneTables.Reach reaches = ref MemoryMarshal.GetArrayDataReference(_tables!.Reaches);
        ref int costs = ref MemoryMarshal.GetArrayDataReference(_tables.Costs), counts = ref MemoryMarshal.GetArrayDataReference(_counts);
        SymbolPlaces at = _places!;
        (Reciprocal bySymbol, Reciprocal byGroup, int lanes, int bits) = (at.BySymbol, at.ByGroup, at.Lanes, at.SymbolBits);
        foreach (ulong place in survivors)
        {
            int channel = CandidateList.LaneOf(place), data = CandidateList.UiOf(place) - AlignmentMarker.LengthUi;
            ref readonly LaneTables.Reach reach = ref Unsafe.Add(ref reaches, channel);
            if (reach.IsEverywhere)
            {
                _looks.Add(_lanes[channel]!.Runs, data + reach.Earliest, data + reach.Latest);
                continue;
            }

            int own = bySymbol.Divide(data), from = bySymbol.Divide(data + reach.Earliest), to = bySymbol.Divide(data + reach.Latest);
            int cost = Unsafe.Add(ref costs, (channel * bits) + data - (own * bits));
            int first = byGroup.Divide((from * lanes) + reach.FirstLane), last = byGroup.Divide((to * lanes) + reach.LastLane);
            Unsafe.Add(ref counts, first) += cost;
            Unsafe.Add(ref counts, last) += cost & -int.Min(last - first, 1);
            for (int between = first + 1; between < last; between++)
            {
                Unsafe.Add(ref counts, between) += cost;
            }
        }
    }

    /// <summary>Says which groups of the frame are encoded.</summary>
    private void Decide()
    {
        if (_looks.IsEverywhere || _later.IsEverywhere)
        {
            for (int group = 0; group < _design.Groups; group++)
            {
                Decide(group);
            }

            return;
        }

        foreach (int group in _looks.Touched)
        {
            Decide(group);
        }

        if (_first is null)
        {
            return;
        }

        foreach (int group in _later.Touched)
        {
            Decide(group);
        }

        ReadOnlySpan<int> counts = _counts.AsSpan(0, _design.Groups);
        for (int group = 0; counts[group..].IndexOfAnyExceptInRange(0, _design.Code.IndependentSymbols) is var next and >= 0; group++)
        {
            group += next;
            Code.Encode(group);
        }
    }

    private void Decide(int group)
    {
        int looks = _looks.Of(group) + _counts[group];
        if (looks > _design.Code.IndependentSymbols - _later.Of(group) && (_first is not null || _looks.HasParity(group)))
        {
            Code.Encode(group);
        }
    }

    /// <summary>Finds out what the next frame may look at in this one's end, where that has changed.</summary>
    private void LookAhead(BitTrueChannel later)
    {
        if (!ReferenceEquals(later, _laterChannel))
        {
            FrameLayout layout = _design.Layout;
            int end = layout.DataUi + layout.ParityUi;
            _laterChannel = later;
            _later.Clear();
            _later.Add([(0, layout.Lanes - 1)], end - later.ReachBack, end - 1);
            _coarse.LearnNext(later.ReachBack);
        }
    }

    /// <summary>Finds out where the lanes' receivers look, where that has changed.</summary>
    private void Learn(LaneMap map, BitTrueChannel channel)
    {
        if (!ReferenceEquals(channel, Channel) || !ReferenceEquals(map, _map))
        {
            _cells = ReferenceEquals(channel, Channel) ? _cells : channel.MakeCells();
            (Channel, _map) = (channel, map);
            EventLooks.ChannelLooks looks = _design.Looks.Of(channel, map);
            _lanes = looks.Lanes;
            if (_first is not null)
            {
                _tables = looks.Tables;
                int earliest = _lanes.Min(lane => lane?.Earliest ?? 0), latest = _lanes.Max(lane => lane?.Latest ?? 0);
                _coarse.Learn(_lanes, latest - earliest);
                Inner = (AlignmentMarker.LengthUi - earliest, AlignmentMarker.LengthUi + _end - latest);
            }
        }
    }
}
