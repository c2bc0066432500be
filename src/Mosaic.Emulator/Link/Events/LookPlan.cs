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
    private readonly int[] _counts; // by group, with two more that may be looked up
    private readonly int _end, _groupCode;

    public LookPlan(LinkDesign design, IPayloadSource source, Scrambler? scrambler, uint trial, LaneMapHistory maps)
    {
        (_design, _maps, _trial) = (design, maps, trial);
        Code = new FrameCode(design, source, scrambler, trial);
        Before = new FrameCode(design, source, scrambler, trial);
        Bits = new SentBits(design, Code, Before, trial, maps);
        (_looks, _later) = (new LookCount(design), new LookCount(design));
        _counts = new int[design.Groups + 2];
        (_end, _groupCode) = (design.Layout.LaneBits(design.Layout.Lanes - 1), design.Code.GroupCodeBits);
        // Where nothing is known to be independent, what matters is whether there is any parity: that is counted one by one.
        if (source is RandomPayload && design.Code.IndependentSymbols > 0 && design.Looks.Places is { } places)
        {
            _places = places;
            _first = new FirstStage(design, places, trial);
        }
    }

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

    /// <summary>Those that the first stage has left, or that need for it what is not decided yet.</summary>
    public List<Survivor> Survivors => _survivors;

    /// <summary>The frame's channel.</summary>
    public BitTrueChannel Channel { get; private set; } = null!;

    /// <summary>Turns to a frame: draws its candidates, and says which groups are encoded.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="channel">Its channel, none of whose lanes is dense.</param>
    public void Make(long frame, BitTrueChannel channel)
    {
        Look(_maps.At(frame), channel);
        Code.Start(frame);
        Before.Start(frame - 1);
        Bits.Start();
        _survivors.Clear();
        _looks.Clear();
        channel.Draw(new RandomAddress(_design.Options.Seed, RandomPurpose.Channel, _trial, checked((uint)frame)), _cells!, Candidates);
        if (_first is null)
        {
            for (int i = 0; i < Candidates.Count; i++)
            {
                LookAt(i);
            }
        }
        else
        {
            Array.Clear(_counts);
            _first.Run(Candidates, frame, _counts);
            Sift(_first.Looks);
        }

        Decide((BitTrueChannel)_design.Faults.ChannelAt(frame + 1, _maps.At(frame + 1)));
    }

    /// <summary>Whether a group has been chosen to be encoded.</summary>
    public bool IsEncoded(int group) => Code.Wanted.Count > 0 && Code.IsWanted(group);

    /// <summary>One candidate's first stage, wherever it is.</summary>
    private void LookAt(int index)
    {
        int channel = Candidates.Lanes[index], ui = Candidates.Ui[index], data = ui - AlignmentMarker.LengthUi;
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

    /// <summary>Keeps of the candidates what the first stage leaves, or needs parity for.</summary>
    private void Sift(ReadOnlySpan<FirstStage.Look> looks)
    {
        ReadOnlySpan<int> channels = Candidates.Lanes, places = Candidates.Ui;
        ReadOnlySpan<double> levels = Candidates.Levels;
        for (int i = 0; i < channels.Length; i++)
        {
            ref readonly FirstStage.Look look = ref looks[i];
            if (look.Pattern == FirstStage.Look.Unseen)
            {
                LookAt(i);
                continue;
            }

            LaneNeighbourhood lane = _lanes[channels[i]]!;
            if (look.Parity != 0 || levels[i] < lane.OwnBounds[look.Pattern])
            {
                Count(lane, places[i] - AlignmentMarker.LengthUi);
                _survivors.Add(new Survivor(i, look.Pattern, look.Parity));
            }
        }
    }

    /// <summary>Counts what a candidate may look at.</summary>
    private void Count(LaneNeighbourhood lane, int data)
    {
        int from = data + lane.Earliest, to = data + lane.Latest;
        if (from < 0 || to >= _end || lane.Costs.Length == 0)
        {
            _looks.Add(lane.Runs, from, to);
            return;
        }

        SymbolPlaces places = _places!;
        int first = (int)((ulong)from * places.Reciprocal >> 32), last = (int)((ulong)to * places.Reciprocal >> 32), own = (int)((ulong)data * places.Reciprocal >> 32);
        int cost = lane.Costs[data - (own * places.SymbolBits)], end = Group(places.Rounds[last], lane.LastLane);
        for (int group = Group(places.Rounds[first], lane.FirstLane); group <= end; group++)
        {
            _counts[group] += cost;
        }
    }

    private int Group(in SymbolPlaces.Round round, int lane)
    {
        int group = round.Group;
        for (int within = round.Column + _places!.Columns[round.Rest + lane]; within >= _groupCode; within -= _groupCode)
        {
            group++;
        }

        return group;
    }

    /// <summary>Says which groups of the frame are encoded.</summary>
    private void Decide(BitTrueChannel later)
    {
        if (!ReferenceEquals(later, _laterChannel))
        {
            FrameLayout layout = _design.Layout;
            int end = layout.DataUi + layout.ParityUi;
            _laterChannel = later;
            _later.Clear();
            _later.Add([(0, layout.Lanes - 1)], end - later.ReachBack, end - 1);
        }

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

    /// <summary>Finds out where the lanes' receivers look, where that has changed.</summary>
    private void Look(LaneMap map, BitTrueChannel channel)
    {
        if (!ReferenceEquals(channel, Channel) || !ReferenceEquals(map, _map))
        {
            _cells = ReferenceEquals(channel, Channel) ? _cells : channel.MakeCells();
            (Channel, _map) = (channel, map);
            _lanes = _design.Looks.Of(channel, map).Lanes;
            _first?.Learn(_lanes, _design.Layout);
        }
    }
}
