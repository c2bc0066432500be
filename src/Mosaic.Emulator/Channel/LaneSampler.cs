using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// Draws one lane's errors exactly, by thinning: candidates are a Bernoulli(p̄) process with p̄ no less than any p, and a
/// candidate becomes an error with probability p/p̄, p being that of the bits really sent around it.
/// </summary>
/// <remarks>
/// Two stages: the own lane's bits give a bound on p, with the neighbours at their worst, that most candidates fail;
/// what is left looks at every bit that leaks in. Both compare the same uniform number, so the first stage changes
/// nothing but the work. Which of two ways a lane's candidates are drawn depends on its p̄ alone.
/// </remarks>
internal sealed class LaneSampler
{
    /// <summary>From here on a candidate every 12 UI: drawing 8 bits for each UI is no slower than drawing points.</summary>
    public const double DenseFrom = 1.0 / 12;

    private const double Two64 = 18446744073709551616.0;
    private const int Batch = 16;

    private readonly LaneProbability _probability;
    private readonly double _bound;

    /// <param name="model">The lane.</param>
    /// <param name="lane">Its row.</param>
    /// <param name="words">Words of a row.</param>
    /// <param name="stride">Words from row to row of the blocks that are sent.</param>
    /// <param name="marginWords">Words before each row.</param>
    public LaneSampler(LaneDecisionModel model, int lane, int words, int stride, int marginWords)
    {
        Model = model;
        _probability = new LaneProbability(model, lane, stride, marginWords);
        _bound = model.ErrorBound;
        Cells = _bound is > 0 and < DenseFrom ? new CandidateCells(_bound, words * 64) : null;
    }

    /// <summary>The lane.</summary>
    public LaneDecisionModel Model { get; }

    /// <summary>p of the lane's bits.</summary>
    public LaneProbability Probability => _probability;

    /// <summary>p̄.</summary>
    public double Bound => _bound;

    /// <summary>How candidates are drawn cell by cell; null where they are not.</summary>
    public CandidateCells? Cells { get; }

    /// <summary>What p must be above for a candidate to be an error.</summary>
    private double Level(ulong acceptance) => RandomAddress.ToUnit(acceptance) * _bound;

    /// <summary>The probability with which the bit at a UI is received wrongly, given what is sent.</summary>
    internal double ErrorProbability(LinkBlock sent, int ui) => _probability.At(sent, ui);

    /// <summary>Finds the errors of one frame, of a lane without cells.</summary>
    /// <param name="sent">All lanes' rows.</param>
    /// <param name="flips">Receives them, by UI of the lane's row.</param>
    /// <param name="address">The lane's random numbers.</param>
    public void FlipDense(LinkBlock sent, FlipList flips, RandomAddress address)
    {
        ulong threshold = _bound >= 1 ? ulong.MaxValue : (ulong)(_bound * Two64), rest = threshold & 0x00FF_FFFF_FFFF_FFFF;
        var candidates = new DenseCandidates(address);
        Span<ulong> draws = stackalloc ulong[2 * Batch];
        Span<int> places = stackalloc int[Batch];
        uint block = Xoshiro256x8.FirstFreeBlock;
        address.Fill(draws, block);
        int used = 0, count = 0;
        for (int word = 0; word < sent.Words; word++)
        {
            ulong below = candidates.Next((byte)(threshold >> 56), out ulong ties);
            for (ulong left = below | ties; left != 0; left &= left - 1)
            {
                int bit = BitOperations.TrailingZeroCount(left);
                // A tie that its other 56 bits decide against is no candidate: the next one takes its acceptance.
                places[count] = (word * 64) + bit;
                count += (ties >> bit & 1) == 0 || draws[used] >> 8 < rest ? 1 : 0;
                if (++used == Batch)
                {
                    Thin(sent, flips, places[..count], draws[Batch..]);
                    (used, count, block) = (0, 0, block + Batch);
                    address.Fill(draws, block);
                }
            }
        }

        Thin(sent, flips, places[..count], draws[Batch..]);
    }

    /// <summary>Accepts up to a batch of candidates, each by a word of its own.</summary>
    /// <param name="sent">All lanes' rows.</param>
    /// <param name="flips">Receives those that are errors.</param>
    /// <param name="places">UI of the candidates.</param>
    /// <param name="acceptance">Their words.</param>
    [SkipLocalsInit]
    private void Thin(LinkBlock sent, FlipList flips, ReadOnlySpan<int> places, ReadOnlySpan<ulong> acceptance)
    {
        Span<Candidate> left = stackalloc Candidate[Batch];
        ref ulong rows = ref MemoryMarshal.GetReference(sent.Storage);
        ReadOnlySpan<double> bounds = _probability.OwnBounds;
        int count = 0;
        for (int i = 0; i < places.Length; i++)
        {
            int ui = places[i];
            Debug.Assert(ui >= 0 && ui < sent.Words * 64);
            double level = Level(acceptance[i]);
            int pattern = _probability.OwnPattern(ref rows, ui);
            left[count] = new Candidate(ui, pattern, level);
            count += level < bounds[pattern] ? 1 : 0;
        }

        foreach (Candidate candidate in left[..count])
        {
            if (_probability.IsAbove(ref rows, candidate.Ui, candidate.OwnPattern, candidate.Level))
            {
                flips.Add(candidate.Ui);
            }
        }
    }

    /// <summary>What the own lane's bits left over.</summary>
    private readonly record struct Candidate(int Ui, int OwnPattern, double Level);
}
