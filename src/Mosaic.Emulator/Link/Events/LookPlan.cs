using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;

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
    private readonly List<Survivor> _survivors = new(64);
    private BitTrueChannel? _laterChannel;
    private LaneNeighbourhood?[] _lanes = [];
    private LaneMap? _map;
    private readonly CellDraw _draw = new();
    private readonly SymbolPlaces? _places;
    private readonly FirstStage _first;
    private readonly DealtLooks? _dealt;
    private readonly int _end;
    private int _room; // for as many candidates as a frame of the channel hardly ever has more of
    private LaneTables? _tables;
    private ChannelLooks? _drifting; // of this one alone, where each frame has a channel of its own

    public LookPlan(LinkDesign design, LanePayload payload, uint trial, LaneMapHistory maps)
    {
        (_design, _maps, _trial) = (design, maps, trial);
        var encoder = new GroupEncoder(design, payload);
        (Code, Before) = (new FrameCode(design, encoder, trial), new FrameCode(design, encoder, trial));
        Bits = new SentBits(design, Code, Before, trial, maps);
        (_looks, _later) = (new LookCount(design), new LookCount(design));
        Coarse = new CoarseCount(design);
        _end = design.Layout.LaneBits(design.Layout.Lanes - 1);
        // Where nothing is known to be independent, what matters is whether there is any parity: that is counted one by one.
        _places = design.Code.IndependentSymbols > 0 ? design.Looks.Places : null;
        _dealt = _places is null ? null : new DealtLooks(design, _places);
        _first = new FirstStage(design, trial);
    }

    /// <summary>Whether looks are counted group by group even where it is plain that they are few.</summary>
    public bool CountsAlways { get; init; }

    /// <summary>The bound from the candidates' UI alone.</summary>
    internal CoarseCount Coarse { get; }

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

    /// <summary>What the first stage has left of all others; null where all are looked at one by one.</summary>
    public FirstStage? First { get; private set; }

    /// <summary>Where the receivers look.</summary>
    public LaneTables Tables => _tables!;

    /// <summary>The UI between which a candidate's receiver looks at code bits alone.</summary>
    public (int From, int To) Inner { get; private set; }

    /// <summary>The frame's channel.</summary>
    public BitTrueChannel Channel { get; private set; } = null!;

    /// <summary>Turns to a frame: draws its candidates, and says which groups are encoded.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="channel">Its channel, none of whose lanes is dense.</param>
    /// <param name="isNextWhole">Whether the next frame is made whole, so that what it looks at in this one's end is the real parity.</param>
    /// <param name="encodesAll">Whether all parity that is looked at is encoded.</param>
    public void Make(long frame, BitTrueChannel channel, bool isNextWhole, bool encodesAll = false)
    {
        Learn(frame, _maps.At(frame), channel);
        Code.Start(frame);
        Before.Start(frame - 1);
        Bits.Start();
        _survivors.Clear();
        _looks.Clear();
        LookAhead((BitTrueChannel)_design.Faults.ChannelAt(frame + 1, _maps.At(frame + 1)));
        Candidates.Clear();
        Candidates.Reserve(_room);
        First = _first;
        if (isNextWhole || encodesAll || !AreFewWhateverIsLeft(frame))
        {
            Choose(frame);
        }

        for (int group = 0; isNextWhole && group < _design.Groups; group++)
        {
            if (_later.Of(group) > 0)
            {
                Code.Encode(group);
            }
        }

        if (encodesAll)
        {
            Code.EncodeAll();
        }
    }

    /// <summary>Has memory ready for frames of a channel, so that none is made when one comes.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="channel">Its channel, none of whose lanes is dense.</param>
    public void Prepare(long frame, BitTrueChannel channel)
    {
        Learn(frame, _maps.At(frame), channel);
        Candidates.Reserve(_room);
        _first.Start(_room);
    }

    /// <summary>Tries whether all looks together are few even if no candidate falls to the first stage: then nobody asks which parity is.</summary>
    private bool AreFewWhateverIsLeft(long frame)
    {
        if (CountsAlways || _later.IsEverywhere || !Coarse.MaybeFewWhateverIsLeft(Channel.ExpectedCandidates))
        {
            return false;
        }

        LookAtAll(frame, null, []);
        LookAtEnds();
        return AreFew([], Candidates.Places);
    }

    /// <summary>
    /// All candidates' first stage. If there are none yet they are drawn for it, a piece of the frame at a time, which is looked at while it is in the cache.
    /// </summary>
    private void LookAtAll(long frame, SymbolPlaces? places, Span<int> counts)
    {
        _first.Start(_room);
        int cells = Candidates.Count > 0 ? 0 : _draw.Cells.Count, looked = 0;
        for (int from = 0; from < cells; from += CellDraw.Together)
        {
            _draw.Draw(Address(frame), Candidates, from, int.Min(from + CellDraw.Together, cells));
            if (from + CellDraw.Together < cells)
            {
                int whole = Candidates.Count / LaneLooks.Step * LaneLooks.Step;
                _first.Run(Candidates, looked, whole, _tables!, Inner, frame, places, counts);
                looked = whole;
            }
        }

        _first.Run(Candidates, looked, Candidates.Count, _tables!, Inner, frame, places, counts);

        _first.End();
    }

    private RandomAddress Address(long frame) => new(_design.Options.Seed, RandomPurpose.Channel, _trial, checked((uint)frame));

    /// <summary>Finds out which groups are encoded from what first stages leave.</summary>
    private void Choose(long frame)
    {
        _survivors.Clear();
        _looks.Clear();
        if (_dealt is not null)
        {
            Choose(frame, _dealt);
            return;
        }

        First = null;
        if (Candidates.Count == 0)
        {
            _draw.Draw(Address(frame), Candidates);
        }

        for (int i = 0; i < Candidates.Count; i++)
        {
            LookAt(i);
        }

        Decide();
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
            if (Candidates.Levels[index] >= Channel.Probability(channel)!.OwnBounds[pattern])
            {
                return;
            }
        }

        _looks.Add(lane.Runs, data + lane.Earliest, data + lane.Latest);
        _survivors.Add(new Survivor(index, pattern));
    }

    /// <summary>The same where symbols are dealt. Looks are counted group by group where it is not plain that they are few.</summary>
    private void Choose(long frame, DealtLooks looks)
    {
        bool maybeFew = !CountsAlways && !_later.IsEverywhere && Coarse.MaybeFew(Channel.ExpectedCandidates);
        LookAtAll(frame, _places, maybeFew ? [] : looks.Tallies());
        LookAtEnds();
        if (maybeFew && AreFew())
        {
            return;
        }

        if (maybeFew)
        {
            LookAtAll(frame, _places, looks.Tallies());
        }

        looks.Count(_first.Survivors.Places, _tables!);
        CountEverywhere(_first.Survivors.Places);
        Decide();
    }

    private void LookAtEnds()
    {
        foreach (int end in _first.Ends)
        {
            LookAt(end);
        }
    }

    /// <summary>Whether it is plain without counting that no group has to be encoded.</summary>
    internal bool AreFew() => AreFew(Candidates.Places, _first.Survivors.Places);

    private bool AreFew(ReadOnlySpan<ulong> candidates, ReadOnlySpan<ulong> survivors)
    {
        int most = _design.Code.IndependentSymbols - _looks.Most;
        return Coarse.AreFew(candidates, survivors, most, most - _later.Most);
    }

    /// <summary>Survivors whose receivers may look at check lanes, which are sums over all, are counted one by one.</summary>
    private void CountEverywhere(ReadOnlySpan<ulong> survivors)
    {
        foreach (ulong place in _tables!.HasEverywhere ? survivors : [])
        {
            if (_lanes[CandidateList.LaneOf(place)]! is { Costs.Length: 0 } lane)
            {
                int data = CandidateList.UiOf(place) - AlignmentMarker.LengthUi;
                _looks.Add(lane.Runs, data + lane.Earliest, data + lane.Latest);
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

        foreach (int group in _later.Touched)
        {
            Decide(group);
        }

        if (First is null)
        {
            return;
        }

        ReadOnlySpan<int> counts = _dealt!.Counts;
        for (int group = 0; counts[group..].IndexOfAnyExceptInRange(0, _design.Code.IndependentSymbols) is var next and >= 0; group++)
        {
            group += next;
            Code.Encode(group);
        }
    }

    private void Decide(int group)
    {
        int looks = _looks.Of(group) + (First is null ? 0 : _dealt!.Counts[group]);
        if (looks > _design.Code.IndependentSymbols - _later.Of(group) && (First is not null || _looks.HasParity(group) || _later.HasParity(group)))
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
            Coarse.LearnNext(later.ReachBack);
        }
    }

    /// <summary>Finds out where the lanes' receivers look, where that has changed.</summary>
    private void Learn(long frame, LaneMap map, BitTrueChannel channel)
    {
        if (!ReferenceEquals(channel, Channel) || !ReferenceEquals(map, _map))
        {
            (Channel, _map) = (channel, map);
            _draw.Learn(channel);
            _room = _draw.Cells.Room(_draw.Cells.Count) + LaneLooks.Step;
            ChannelLooks looks = LooksOf(frame);
            (_lanes, _tables) = (looks.Lanes, looks.Tables);
            Coarse.Learn(_lanes, _tables.Latest - _tables.Earliest);
            Inner = (AlignmentMarker.LengthUi - _tables.Earliest, AlignmentMarker.LengthUi + _end - _tables.Latest);
        }
    }

    private ChannelLooks LooksOf(long frame)
    {
        if (!_design.Faults.IsDrifting(frame))
        {
            return _design.Looks.Of(Channel, _map!);
        }

        _drifting = ReferenceEquals(_drifting?.Map, _map) ? _drifting! : new ChannelLooks(_design, _map!, Channel);
        _drifting.Learn(Channel);
        return _drifting;
    }
}
