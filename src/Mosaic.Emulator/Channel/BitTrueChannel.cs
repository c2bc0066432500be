using System.Runtime.CompilerServices;
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
    private readonly LaneSampler?[] _lanes;
    private readonly int _words;
    private readonly int _stride;
    private readonly Lazy<ErrorProbabilities?[]> _probabilities;
    private readonly DefaultObjectPool<CellThinning> _thinning;
    private readonly int _ahead; // how many lanes further those are that a lane mostly looks at
    private readonly int[] _dense; // lanes whose candidates are drawn UI by UI

    /// <summary>Prepares the lanes.</summary>
    /// <param name="lanes">Decision model of each lane; the sources of its paths are lane numbers.</param>
    /// <param name="words">Words in each lane's row of a frame.</param>
    public BitTrueChannel(IReadOnlyList<LaneDecisionModel> lanes, int words)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        MarginWords = ReachMargin.Words(lanes);
        (_words, _stride) = (words, LinkBlock.StrideOf(words, MarginWords));
        _lanes = [.. lanes.Select((model, lane) => new LaneSampler(model, lane, words, _stride, MarginWords))];
        (_dense, _ahead, ReachBack, ExpectedCandidates) = Sort();
        (_probabilities, _thinning) = (new(MakeProbabilities), MakePool());
    }

    private BitTrueChannel(BitTrueChannel other, LaneSampler?[] lanes)
    {
        (MarginWords, _words, _stride, _lanes) = (other.MarginWords, other._words, other._stride, lanes);
        (_dense, _ahead, ReachBack, ExpectedCandidates) = Sort();
        (_probabilities, _thinning) = (new(MakeProbabilities), MakePool());
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
        CellThinning thinning = _thinning.Get();
        FlipList flips = thinning.Flips;
        flips.Clear();
        thinning.Flip(sent, received, address);
        foreach (int lane in _dense)
        {
            Fetch(sent, lane + _ahead);
            flips.Begin(received.StartOf(lane));
            _lanes[lane]!.FlipDense(sent, flips, address with { Lane = lane });
        }

        // Only now: lanes look at what others sent.
        for (int lane = 0; lane < _lanes.Length && !ReferenceEquals(sent, received); lane++)
        {
            sent.Row(lane).CopyTo(received.Row(lane));
        }

        flips.Apply(received.Storage);
        _thinning.Return(thinning);
    }

    /// <summary>Asks for a row that will be looked at in more places than it is worth waiting for each.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Fetch(LinkBlock sent, int lane)
    {
        if (lane < _lanes.Length && _lanes[lane] is { Bound: > 0 })
        {
            CacheLines.Prefetch(sent.Row(lane));
        }
    }

    /// <inheritdoc/>
    public IChannel WithLanes(IReadOnlyList<LaneDecisionModel?> lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(lanes.Count, _lanes.Length, nameof(lanes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lanes.Max(model => model?.Reach ?? 0), MarginWords * 64, nameof(lanes));
        return new BitTrueChannel(this, [.. _lanes.Select((sampler, lane) =>
            lanes[lane] is not { } model ? null
            : ReferenceEquals(sampler?.Model, model) ? sampler
            : new LaneSampler(model, lane, _words, _stride, MarginWords))]);
    }

    /// <summary>Whether a lane's candidates are as many as its bits, so that there is no list of them.</summary>
    internal bool IsDense => _dense.Length > 0;

    /// <summary>Candidates to expect of a frame.</summary>
    internal double ExpectedCandidates { get; }

    /// <summary>How many UI before its own the bits are that any receiver looks at.</summary>
    internal int ReachBack { get; }

    /// <summary>Channels.</summary>
    internal int Channels => _lanes.Length;

    /// <summary>The lanes whose errors are drawn.</summary>
    internal IEnumerable<LaneSampler> Samplers => _lanes.OfType<LaneSampler>();

    /// <summary>A lane's probabilities; null where nobody looks at what it decides.</summary>
    internal LaneProbability? Probability(int lane) => _lanes[lane]?.Probability;

    /// <summary>Makes what draws a frame's candidates, of which <see cref="Transmit"/> accepts those whose p is above their level.</summary>
    internal CellDraw MakeCells() => new(_lanes, _words * 64);

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

    private DefaultObjectPool<CellThinning> MakePool() => new(new MadePolicy<CellThinning>(() => new CellThinning(MakeCells(), _lanes, _words * 64, _ahead)), int.MaxValue);

    private ErrorProbabilities?[] MakeProbabilities() =>
        [.. _lanes.Select((sampler, lane) => sampler is null ? null : new ErrorProbabilities(sampler.Model, lane, _stride, MarginWords))];

    /// <summary>What there is to know of the lanes together.</summary>
    private (int[] Dense, int Ahead, int ReachBack, double Candidates) Sort() => (
        [.. Enumerable.Range(0, _lanes.Length).Where(lane => _lanes[lane] is { Bound: > 0, Cells: null })],
        1 + _lanes.Select((sampler, lane) => sampler is null ? 0 : sampler.Model.Paths.Take(sampler.Probability.NearPaths).Max(path => path.Source - lane)).Max(),
        _lanes.Max(lane => lane?.Model.MaxShift ?? 0),
        _lanes.Sum(lane => lane?.Bound ?? 0) * _words * 64);
}
