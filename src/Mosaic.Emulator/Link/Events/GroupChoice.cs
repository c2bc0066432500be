using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// Which groups of a frame have to be encoded: those of which candidates and the next frame may look at more than is independent. That is counted in the
/// coarsest way that says it: for all groups together, else group by group, side by side where symbols are dealt. Holds the memory of one worker.
/// </summary>
internal sealed class GroupChoice
{
    private readonly LinkDesign _design;
    private readonly LookCount _looks; // those told one by one
    private readonly LookCount _later; // what the next frame may look at in this one's end
    private readonly DealtLooks? _dealt;
    private readonly int _independent;
    private BitTrueChannel? _laterChannel;
    private ChannelLooks _receivers = null!;

    public GroupChoice(LinkDesign design)
    {
        _design = design;
        _independent = design.Code.IndependentSymbols;
        (_looks, _later) = (new LookCount(design), new LookCount(design));
        Coarse = new CoarseCount(design);
        // Where nothing is known to be independent, what matters is whether there is any parity: that is counted one by one.
        Places = _independent > 0 ? design.Looks.Places : null;
        _dealt = Places is null ? null : new DealtLooks(design, Places);
    }

    /// <summary>Whether looks are counted group by group even where it is plain that they are few.</summary>
    public bool CountsAlways { get; set; }

    /// <summary>The bound from the candidates' UI alone.</summary>
    internal CoarseCount Coarse { get; }

    /// <summary>Where symbols are, by which looks are counted side by side; null where all have to be told one by one.</summary>
    public SymbolPlaces? Places { get; }

    /// <summary>Turns to a channel.</summary>
    /// <param name="receivers">Where its receivers look.</param>
    public void Learn(ChannelLooks receivers)
    {
        _receivers = receivers;
        Coarse.Learn(receivers.Lanes, receivers.Reaches.Latest - receivers.Reaches.Earliest);
    }

    /// <summary>Finds out what the next frame may look at in this one's end, where that has changed.</summary>
    /// <param name="later">The next frame's channel.</param>
    public void LearnNext(BitTrueChannel later)
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

    /// <summary>Forgets what was told of candidates.</summary>
    public void Clear() => _looks.Clear();

    /// <summary>Is told that a candidate has looked at its own lane's bits.</summary>
    /// <param name="lane">Where its receiver looks.</param>
    /// <param name="ui">The candidate's UI.</param>
    /// <returns>Whether there may be parity among them.</returns>
    public bool LooksAtOwn(LaneNeighbourhood lane, int ui) =>
        _looks.Add([lane.Own], ui - AlignmentMarker.LengthUi + lane.OwnEarliest, ui - AlignmentMarker.LengthUi + lane.OwnLatest);

    /// <summary>Is told that a candidate may look at all that its receiver sees.</summary>
    /// <param name="lane">Where that looks.</param>
    /// <param name="ui">The candidate's UI.</param>
    public void LooksAround(LaneNeighbourhood lane, int ui) =>
        _looks.Add(lane.Runs, ui - AlignmentMarker.LengthUi + lane.Earliest, ui - AlignmentMarker.LengthUi + lane.Latest);

    /// <summary>Whether it pays to ask if looks are few, whatever first stages leave.</summary>
    public bool MaybeFewWhateverIsLeft() => !CountsAlways && !_later.IsEverywhere && Coarse.MaybeFewWhateverIsLeft(_receivers.Channel.ExpectedCandidates);

    /// <summary>Whether it pays to ask when first stages are done.</summary>
    public bool MaybeFew() => !CountsAlways && !_later.IsEverywhere && Coarse.MaybeFew(_receivers.Channel.ExpectedCandidates);

    /// <summary>Whether it is plain without counting by group that none has to be encoded.</summary>
    /// <param name="candidates">Places of candidates that have looked at their own lanes' bits.</param>
    /// <param name="survivors">Places of those that may look at all that their receivers see.</param>
    public bool AreFew(ReadOnlySpan<ulong> candidates, ReadOnlySpan<ulong> survivors)
    {
        int most = _independent - _looks.Most;
        return Coarse.AreFew(candidates, survivors, most, most - _later.Most);
    }

    /// <summary>What first stages count in, empty: <see cref="FirstStage.Run"/>.</summary>
    public int[] Tallies() => _dealt!.Tallies();

    /// <summary>Has groups encoded, after all candidates were told one by one.</summary>
    /// <param name="code">The frame's code.</param>
    public void Encode(FrameCode code) => EncodeTold(code, []);

    /// <summary>Has groups encoded, after first stages have counted and what they did not look at was told.</summary>
    /// <param name="code">The frame's code.</param>
    /// <param name="survivors">Places of those that they have left.</param>
    public void Encode(FrameCode code, ReadOnlySpan<ulong> survivors)
    {
        _dealt!.Count(survivors, _receivers.Reaches);
        CountEverywhere(survivors);
        ReadOnlySpan<int> counts = _dealt.Counts;
        EncodeTold(code, counts);
        for (int group = 0; counts[group..].IndexOfAnyExceptInRange(0, _independent) is var next and >= 0; group++)
        {
            group += next;
            code.Encode(group);
        }
    }

    /// <summary>Has those encoded at which the next frame may look.</summary>
    /// <param name="code">The frame's code.</param>
    public void EncodeEnd(FrameCode code)
    {
        for (int group = 0; group < _design.Groups; group++)
        {
            if (_later.Of(group) > 0)
            {
                code.Encode(group);
            }
        }
    }

    /// <summary>Has those encoded of which something was told, if it is too much.</summary>
    /// <param name="code">The frame's code.</param>
    /// <param name="counts">By group: what was counted besides, be it parity or not; or none.</param>
    private void EncodeTold(FrameCode code, ReadOnlySpan<int> counts)
    {
        if (_looks.IsEverywhere || _later.IsEverywhere)
        {
            for (int group = 0; group < _design.Groups; group++)
            {
                EncodeIfMany(code, group, counts);
            }

            return;
        }

        foreach (int group in _looks.Touched)
        {
            EncodeIfMany(code, group, counts);
        }

        foreach (int group in _later.Touched)
        {
            EncodeIfMany(code, group, counts);
        }
    }

    private void EncodeIfMany(FrameCode code, int group, ReadOnlySpan<int> counts)
    {
        int looks = _looks.Of(group) + (counts.IsEmpty ? 0 : counts[group]);
        if (looks > _independent - _later.Of(group) && (!counts.IsEmpty || _looks.HasParity(group) || _later.HasParity(group)))
        {
            code.Encode(group);
        }
    }

    /// <summary>Survivors whose receivers may look at check lanes, which are sums over all, are counted one by one.</summary>
    private void CountEverywhere(ReadOnlySpan<ulong> survivors)
    {
        foreach (ulong place in _receivers.Reaches.HasEverywhere ? survivors : [])
        {
            if (_receivers.Lanes[CandidateList.LaneOf(place)]! is { Costs.Length: 0 } lane)
            {
                LooksAround(lane, CandidateList.UiOf(place));
            }
        }
    }
}
