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

    public LookPlan(LinkDesign design, IPayloadSource source, Scrambler? scrambler, uint trial, LaneMapHistory maps)
    {
        (_design, _maps, _trial) = (design, maps, trial);
        Code = new FrameCode(design, source, scrambler, trial);
        Before = new FrameCode(design, source, scrambler, trial);
        Bits = new SentBits(design, Code, Before, trial, maps);
        (_looks, _later) = (new LookCount(design), new LookCount(design));
    }

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
        channel.Draw(new RandomAddress(_design.Options.Seed, RandomPurpose.Channel, _trial, checked((uint)frame)), Candidates);
        ReadOnlySpan<int> lanes = Candidates.Lanes, places = Candidates.Ui;
        ReadOnlySpan<double> levels = Candidates.Levels;
        for (int i = 0; i < lanes.Length; i++)
        {
            LaneNeighbourhood lane = _lanes[lanes[i]]!;
            int ui = places[i], data = ui - AlignmentMarker.LengthUi;
            int pattern = Survivor.Unknown;
            if (!_looks.Add([lane.Own], data + lane.OwnEarliest, data + lane.OwnLatest) && ui + lane.OwnEarliest >= 0)
            {
                pattern = Bits.Window(lanes[i], ui + lane.OwnEarliest, lane.OwnLatest - lane.OwnEarliest + 1);
                if (levels[i] >= lane.OwnBounds[pattern])
                {
                    continue;
                }
            }

            _looks.Add(lane.Runs, data + lane.Earliest, data + lane.Latest);
            _survivors.Add(new Survivor(i, pattern));
        }

        Decide((BitTrueChannel)_design.Faults.ChannelAt(frame + 1, _maps.At(frame + 1)));
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

        if (_looks.IsEverywhere)
        {
            for (int group = 0; group < _design.Groups; group++)
            {
                Decide(group);
            }
        }

        foreach (int group in _looks.Touched)
        {
            Decide(group);
        }
    }

    private void Decide(int group)
    {
        if (_looks.HasParity(group) && _looks.Of(group) > _design.Code.IndependentSymbols - _later.Of(group))
        {
            Code.Encode(group);
        }
    }

    /// <summary>Finds out where the lanes' receivers look, where that has changed.</summary>
    private void Look(LaneMap map, BitTrueChannel channel)
    {
        if (!ReferenceEquals(channel, Channel) || !ReferenceEquals(map, _map))
        {
            (Channel, _map) = (channel, map);
            _lanes = [.. Enumerable.Range(0, channel.Channels).Select(lane =>
                channel.Probability(lane) is { } probability && map.IsLit(lane) ? new LaneNeighbourhood(probability, lane, map, _design.Layout) : null)];
        }
    }
}
