using System.Runtime.InteropServices;
using Microsoft.Extensions.ObjectPool;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// Pushes every bit. Given the sent bits each received bit is wrong independently with its own probability; the errors
/// are drawn by exact thinning, so the cost follows the errors and nothing is approximated.
/// </summary>
public sealed class BitTrueChannel : IChannel
{
    private const int ManyCandidates = 16;

    private readonly LaneSampler?[] _lanes;
    private readonly int _words;
    private readonly int _stride;
    private readonly Lazy<ErrorProbabilities?[]> _probabilities;
    private readonly DefaultObjectPool<Thinning> _thinning; // shared by channels that come from one
    private readonly List<int> _dense = [];
    private readonly List<int> _fetched = [];

    /// <summary>Prepares the lanes.</summary>
    /// <param name="lanes">Decision model of each lane; the sources of its paths are lane numbers.</param>
    /// <param name="words">Words in each lane's row of a frame.</param>
    public BitTrueChannel(IReadOnlyList<LaneDecisionModel> lanes, int words)
        : this(Sample(lanes, words), words, ReachMargin.Words(lanes), new(new MadePolicy<Thinning>(() => new Thinning()), int.MaxValue))
    {
    }

    private BitTrueChannel(LaneSampler?[] lanes, int words, int marginWords, DefaultObjectPool<Thinning> thinning)
    {
        (_lanes, _words, MarginWords, _thinning) = (lanes, words, marginWords, thinning);
        _stride = LinkBlock.StrideOf(words, MarginWords);
        Probabilities = new LaneProbability?[lanes.Length];
        double bounds = 0;
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            if (lanes[lane] is { } sampler)
            {
                Probabilities[lane] = sampler.Probability;
                (Ahead, ReachBack) = (int.Max(Ahead, sampler.Probability.Ahead + 1), int.Max(ReachBack, sampler.Model.MaxShift));
                bounds += sampler.Bound;
                Sort(lane, sampler);
            }
        }

        ExpectedCandidates = bounds * words * 64;
        _probabilities = new(MakeProbabilities);
    }

    /// <inheritdoc/>
    public string Name => "bit-true";

    /// <inheritdoc/>
    public int MarginWords { get; }

    /// <inheritdoc/>
    public bool WorksInPlace => true;

    /// <inheritdoc/>
    public void Transmit(LinkBlock sent, LinkBlock received, RandomAddress address)
    {
        ArgumentNullException.ThrowIfNull(sent);
        ArgumentNullException.ThrowIfNull(received);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sent.MarginWords, MarginWords, nameof(sent));
        ArgumentOutOfRangeException.ThrowIfNotEqual(sent.Stride, _stride, nameof(sent));
        ArgumentOutOfRangeException.ThrowIfLessThan(sent.Lanes, _lanes.Length, nameof(sent));
        Thinning thinning = _thinning.Get();
        thinning.Flip(this, sent, received, address);
        // Only now: lanes look at what others sent.
        for (int lane = 0; lane < _lanes.Length && !ReferenceEquals(sent, received); lane++)
        {
            sent.Row(lane).CopyTo(received.Row(lane));
        }

        thinning.Flips.Apply(received.Storage);
        _thinning.Return(thinning);
    }

    /// <inheritdoc/>
    public IChannel WithLanes(IReadOnlyList<LaneDecisionModel?> lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(lanes.Count, _lanes.Length, nameof(lanes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lanes.Max(model => model?.Reach ?? 0), MarginWords * 64, nameof(lanes));
        var samplers = new LaneSampler?[_lanes.Length];
        for (int lane = 0; lane < samplers.Length; lane++)
        {
            samplers[lane] = lanes[lane] is not { } model ? null
                : ReferenceEquals(_lanes[lane]?.Model, model) ? _lanes[lane] : new LaneSampler(model, lane, _words, _stride, MarginWords);
        }

        return new BitTrueChannel(samplers, _words, MarginWords, _thinning);
    }

    /// <summary>Whether a lane's candidates are as many as its bits, so that there is no list of them.</summary>
    internal bool IsDense => _dense.Count > 0;

    /// <summary>These lanes.</summary>
    internal ReadOnlySpan<int> Dense => CollectionsMarshal.AsSpan(_dense);

    /// <summary>Candidates to expect of a frame.</summary>
    internal double ExpectedCandidates { get; }

    /// <summary>How many UI before its own the bits are that any receiver looks at.</summary>
    internal int ReachBack { get; }

    /// <summary>Channels.</summary>
    internal int Channels => _lanes.Length;

    /// <summary>A lane's probabilities; null where nobody looks at what it decides.</summary>
    internal LaneProbability? Probability(int lane) => Probabilities[lane];

    /// <summary>The probabilities of all lanes; null where nobody looks at what one decides.</summary>
    internal LaneProbability?[] Probabilities { get; }

    /// <summary>The lanes, with what a frame's candidates are drawn by, of which <see cref="Transmit"/> accepts those whose p is above their level.</summary>
    internal ReadOnlySpan<LaneSampler?> Lanes => _lanes;

    /// <summary>UI of a frame.</summary>
    internal int FrameUi => _words * 64;

    /// <summary>Lanes with cells whose rows are looked at in more places than it is worth waiting for each.</summary>
    internal ReadOnlySpan<int> Fetched => CollectionsMarshal.AsSpan(_fetched);

    /// <summary>How many lanes further those are that a lane mostly looks at.</summary>
    internal int Ahead { get; }

    /// <summary>The probability with which a bit is received wrongly, given what is sent: what <see cref="Transmit"/> samples.</summary>
    /// <param name="sent">One row per lane, with margins.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="ui">The UI within the rows.</param>
    public double ErrorProbability(LinkBlock sent, int lane, int ui) => _lanes[lane]?.ErrorProbability(sent, ui) ?? 0;

    /// <summary>Fills a span with <see cref="ErrorProbability"/> of consecutive bits.</summary>
    /// <param name="sent">One row per lane, with margins.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="firstUi">The UI of the first, a multiple of <see cref="ErrorProbabilities.BlockUi"/>.</param>
    /// <param name="probabilities">Receives them; a multiple of <see cref="ErrorProbabilities.BlockUi"/>, within the row.</param>
    /// <param name="workspace">Grown where it is too small.</param>
    internal void FillErrorProbabilities(LinkBlock sent, int lane, int firstUi, Span<double> probabilities, ref double[] workspace)
    {
        if (_probabilities.Value[lane] is not { } row)
        {
            probabilities.Clear();
            return;
        }

        if (workspace.Length < row.Workspace)
        {
            workspace = new double[row.Workspace];
        }

        row.Fill(sent, firstUi, probabilities, workspace);
    }

    private static LaneSampler[] Sample(IReadOnlyList<LaneDecisionModel> lanes, int words)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        int margin = ReachMargin.Words(lanes), stride = LinkBlock.StrideOf(words, margin);
        return [.. lanes.Select((model, lane) => new LaneSampler(model, lane, words, stride, margin))];
    }

    private ErrorProbabilities?[] MakeProbabilities() =>
        [.. _lanes.Select((sampler, lane) => sampler is null ? null : new ErrorProbabilities(sampler.Model, lane, _stride, MarginWords))];

    private void Sort(int lane, LaneSampler sampler)
    {
        if (sampler is { Bound: > 0, Cells: null })
        {
            _dense.Add(lane);
        }

        if (sampler.Cells is not null && sampler.Bound * _words * 64 > ManyCandidates)
        {
            _fetched.Add(lane);
        }
    }
}
