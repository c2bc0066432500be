using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// A frame's candidates up to the point where it is known which groups have to be encoded. That is decided from the places of candidates and from bits of
/// messages alone, never from a bit of parity: a candidate of which the first stage would need one is counted as if it had passed.
/// </summary>
internal sealed class LookPlan
{
    private readonly LinkDesign _design;
    private readonly LaneMapHistory _maps;
    private readonly uint _trial;
    private readonly List<Survivor> _survivors = new(64);
    private readonly CellDraw _draw = new();
    private readonly FirstStage _first;
    private int _room; // for as many candidates as a frame of the channel hardly ever has more of
    private ChannelLooks? _drifting; // of this one alone, where each frame has a channel of its own

    public LookPlan(LinkDesign design, LanePayload payload, uint trial, LaneMapHistory maps)
    {
        (_design, _maps, _trial) = (design, maps, trial);
        var encoder = new GroupEncoder(design, payload);
        (Code, Before) = (new FrameCode(design, encoder, trial), new FrameCode(design, encoder, trial));
        Bits = new SentBits(design, Code, Before, trial, maps);
        Choice = new GroupChoice(design);
        _first = new FirstStage(design, trial);
    }

    /// <summary>Which groups have to be encoded.</summary>
    internal GroupChoice Choice { get; }

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

    /// <summary>The frame's channel, and where its receivers look.</summary>
    public ChannelLooks Looks { get; private set; } = null!;

    /// <summary>Turns to a frame: draws its candidates, and says which groups are encoded.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="channel">Its channel, none of whose lanes is dense.</param>
    /// <param name="isNextWhole">Whether the next frame is made whole, so that what it looks at in this one's end is the real parity.</param>
    /// <param name="encodesAll">Whether all parity that is looked at is encoded.</param>
    public void Make(long frame, BitTrueChannel channel, bool isNextWhole, bool encodesAll = false)
    {
        Learn(frame, channel);
        Choice.LearnNext((BitTrueChannel)_design.Faults.ChannelAt(frame + 1, _maps.At(frame + 1)));
        Code.Start(frame);
        Before.Start(frame - 1);
        Bits.Start();
        Candidates.Clear();
        Candidates.Reserve(_room);
        if (isNextWhole || encodesAll || !AreFewWhateverIsLeft(frame))
        {
            Choose(frame);
        }

        if (isNextWhole)
        {
            Choice.EncodeEnd(Code);
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
        Learn(frame, channel);
        Candidates.Reserve(_room);
        _first.Start(_room);
    }

    /// <summary>Tries whether all looks together are few even if no candidate falls to the first stage: then nobody asks which parity is.</summary>
    private bool AreFewWhateverIsLeft(long frame)
    {
        if (!Choice.MaybeFewWhateverIsLeft())
        {
            return false;
        }

        LookAtAll(frame, null, []);
        return Choice.AreFew([], Candidates.Places);
    }

    /// <summary>Finds out which groups are encoded from what first stages leave. Looks are counted group by group where it is not plain that they are few.</summary>
    private void Choose(long frame)
    {
        if (Choice.Places is null)
        {
            LookAtEach(frame);
            Choice.Encode(Code);
            return;
        }

        bool maybeFew = Choice.MaybeFew();
        LookAtAll(frame, Choice.Places, maybeFew ? [] : Choice.Tallies());
        if (maybeFew && Choice.AreFew(Candidates.Places, _first.Survivors.Places))
        {
            return;
        }

        if (maybeFew)
        {
            LookAtAll(frame, Choice.Places, Choice.Tallies());
        }

        Choice.Encode(Code, _first.Survivors.Places);
    }

    /// <summary>
    /// All candidates' first stage, side by side where that can be. If there are none yet they are drawn for it, a piece of the frame at a time, which is
    /// looked at while it is in the cache.
    /// </summary>
    private void LookAtAll(long frame, SymbolPlaces? places, Span<int> counts)
    {
        Forget();
        First = _first;
        _first.Start(_room);
        int cells = Candidates.Count > 0 ? 0 : _draw.Cells.Count, looked = 0;
        for (int from = 0; from < cells; from += CellDraw.Together)
        {
            _draw.Draw(Address(frame), Candidates, from, int.Min(from + CellDraw.Together, cells));
            if (from + CellDraw.Together < cells)
            {
                int whole = Candidates.Count / LaneLooks.Step * LaneLooks.Step;
                _first.Run(Candidates, looked, whole, Looks, frame, places, counts);
                looked = whole;
            }
        }

        _first.Run(Candidates, looked, Candidates.Count, Looks, frame, places, counts);
        _first.End();
        foreach (int end in _first.Ends)
        {
            LookAt(end);
        }
    }

    /// <summary>All candidates' first stage, one by one.</summary>
    private void LookAtEach(long frame)
    {
        Forget();
        First = null;
        if (Candidates.Count == 0)
        {
            _draw.Draw(Address(frame), Candidates);
        }

        for (int i = 0; i < Candidates.Count; i++)
        {
            LookAt(i);
        }
    }

    private void Forget()
    {
        _survivors.Clear();
        Choice.Clear();
    }

    private RandomAddress Address(long frame) => new(_design.Options.Seed, RandomPurpose.Channel, _trial, checked((uint)frame));

    /// <summary>One candidate's first stage, wherever it is.</summary>
    private void LookAt(int index)
    {
        int channel = CandidateList.LaneOf(Candidates.Places[index]), ui = CandidateList.UiOf(Candidates.Places[index]);
        LaneNeighbourhood lane = Looks.Lanes[channel]!;
        int pattern = Survivor.Unknown;
        if (!Choice.LooksAtOwn(lane, ui) && ui + lane.OwnEarliest >= 0)
        {
            pattern = Bits.Window(channel, ui + lane.OwnEarliest, lane.OwnLatest - lane.OwnEarliest + 1);
            if (Candidates.Levels[index] >= Looks.Channel.Probability(channel)!.OwnBounds[pattern])
            {
                return;
            }
        }

        Choice.LooksAround(lane, ui);
        _survivors.Add(new Survivor(index, pattern));
    }

    /// <summary>Finds out where the lanes' receivers look, where that has changed.</summary>
    private void Learn(long frame, BitTrueChannel channel)
    {
        LaneMap map = _maps.At(frame);
        if (!ReferenceEquals(channel, Looks?.Channel) || !ReferenceEquals(map, Looks.Map))
        {
            _draw.Learn(channel);
            _room = _draw.Cells.Room(_draw.Cells.Count) + LaneLooks.Step;
            Looks = _design.Faults.IsDrifting(frame) ? Drifting(map, channel) : _design.Looks.Of(channel, map);
            Choice.Learn(Looks);
        }
    }

    private ChannelLooks Drifting(LaneMap map, BitTrueChannel channel)
    {
        _drifting = ReferenceEquals(_drifting?.Map, map) ? _drifting! : new ChannelLooks(_design, map, channel);
        _drifting.Learn(channel);
        return _drifting;
    }
}
