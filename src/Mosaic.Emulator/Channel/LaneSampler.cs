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
/// nothing but the work. Which of three ways a lane's candidates are drawn depends on its p̄ alone.
/// </remarks>
internal sealed class LaneSampler
{
    /// <summary>From here on a candidate every 12 UI: drawing 8 bits for each UI is no slower than drawing gaps.</summary>
    private const double DenseFrom = 1.0 / 12;

    /// <summary>From here on a frame has so many candidates that seeding generators for gaps between them costs less than blocks of Philox.</summary>
    private const double StreamFrom = 1.0 / 1024;

    private const double Two64 = 18446744073709551616.0;
    private const int Batch = 16;
    private const int FirstBlocks = 8; // of a cell: what one step of Philox makes

    private readonly LaneProbability _probability;
    private readonly double _bound;
    private readonly double _gapScale;

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
        _gapScale = -1 / Elementary.Log1P(-_bound);
        Cells = _bound > 0 && _bound < StreamFrom ? new CandidateCells(_bound, words * 64) : null;
    }

    /// <summary>The lane.</summary>
    public LaneDecisionModel Model { get; }

    /// <summary>p of the lane's bits.</summary>
    public LaneProbability Probability => _probability;

    /// <summary>p̄.</summary>
    public double Bound => _bound;

    /// <summary>Whether candidates are drawn UI by UI.</summary>
    public bool IsDense => _bound >= DenseFrom;

    /// <summary>How candidates are drawn cell by cell; null where they are not.</summary>
    public CandidateCells? Cells { get; }

    /// <summary>Finds the errors of one frame.</summary>
    /// <param name="sent">All lanes' rows.</param>
    /// <param name="flips">Receives them, by UI of the lane's row.</param>
    /// <param name="address">The lane's random numbers.</param>
    public void Flip(LinkBlock sent, FlipList flips, RandomAddress address)
    {
        if (_bound <= 0)
        {
            return;
        }

        if (IsDense)
        {
            FlipDense(sent, flips, address);
        }
        else if (Cells is not null)
        {
            FlipByCells(sent, flips, address, Cells);
        }
        else
        {
            FlipByGaps(sent, flips, address);
        }
    }

    /// <summary>Adds the candidates of a frame to a list, of a lane whose candidates are drawn by gaps: those of <see cref="Flip"/>.</summary>
    /// <param name="frameUi">UI of the frame.</param>
    /// <param name="address">The lane's random numbers.</param>
    /// <param name="list">Receives them.</param>
    public void DrawByGaps(int frameUi, RandomAddress address, CandidateList list)
    {
        var gaps = new GapCandidates(address, _gapScale, frameUi);
        Span<ulong> acceptance = stackalloc ulong[Batch];
        Span<int> ui = stackalloc int[Batch];
        Words4 row = Words4.Create((ulong)(uint)address.Lane << 32);
        for (int count = Batch; count == Batch;)
        {
            list.Reserve(Batch);
            (ulong[] places, int[] blocks, double[] levels) = list.Arrays;
            int first = list.Count;
            count = gaps.Next(ui, acceptance);
            blocks.AsSpan(first, Batch).Fill(1);
            levels.AsSpan(first, Batch).Fill(_bound);
            for (int i = 0; i < Batch; i += Words4.Count)
            {
                (row | Words4.Widen(ref Unsafe.As<int, uint>(ref ui[0]), i)).Store(ref places[first], i);
                // As Level.
                (Words4.Load(ref acceptance[0], i) >>> 11).Scale(ref levels[first], i, 1.0 / (1UL << 53));
            }

            list.Extend(count);
        }
    }

    /// <summary>What p must be above for a candidate to be an error.</summary>
    private double Level(ulong acceptance) => RandomAddress.ToUnit(acceptance) * _bound;

    /// <summary>The probability with which the bit at a UI is received wrongly, given what is sent.</summary>
    internal double ErrorProbability(LinkBlock sent, int ui) => _probability.At(sent, ui);

    [SkipLocalsInit]
    private void FlipByCells(LinkBlock sent, FlipList flips, RandomAddress address, CandidateCells cells)
    {
        Span<ulong> draws = stackalloc ulong[2 * (int)CandidateCells.Blocks];
        Span<int> places = stackalloc int[(int)CandidateCells.Blocks];
        Span<ulong> acceptance = stackalloc ulong[(int)CandidateCells.Blocks];
        int length = sent.Words * 64;
        for (int cell = 0; cell < cells.Count; cell++)
        {
            uint block = (uint)cell * CandidateCells.Blocks;
            address.Fill(draws[..(2 * FirstBlocks)], block);
            int points = cells.Points(draws[0]), count = 0;
            if (points >= FirstBlocks)
            {
                address.Fill(draws[(2 * FirstBlocks)..(2 * (points + 1))], block + FirstBlocks);
            }

            for (int point = 0; point < points; point++)
            {
                int ui = (cell * cells.Ui) + CandidateCells.Place(draws[2 + (2 * point)], (uint)cells.Ui);
                (places[count], acceptance[count]) = (ui, draws[3 + (2 * point)]);
                count += ui < length ? 1 : 0;
            }

            for (int first = 0; first < count; first += Batch)
            {
                Thin(sent, flips, places[..int.Min(first + Batch, count)], acceptance[first..], first);
            }
        }
    }

    /// <summary>The gap before a candidate is ⌊E/−ln(1−p̄)⌋ with E exponential: geometric. Candidates come in batches of 16, each from
    /// 32 random words: 16 that place the candidates, then 16 that accept them.</summary>
    private void FlipByGaps(LinkBlock sent, FlipList flips, RandomAddress address)
    {
        var gaps = new GapCandidates(address, _gapScale, sent.Words * 64);
        Span<ulong> acceptance = stackalloc ulong[Batch];
        Span<int> places = stackalloc int[Batch];
        for (int count = Batch; count == Batch;)
        {
            count = gaps.Next(places, acceptance);
            Thin(sent, flips, places[..count], acceptance);
        }
    }

    private void FlipDense(LinkBlock sent, FlipList flips, RandomAddress address)
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
    /// <param name="places">UI of the candidates, and before them those of the same cell, which they may repeat.</param>
    /// <param name="acceptance">Their words.</param>
    /// <param name="first">The first of the batch.</param>
    [SkipLocalsInit]
    private void Thin(LinkBlock sent, FlipList flips, ReadOnlySpan<int> places, ReadOnlySpan<ulong> acceptance, int first = 0)
    {
        Span<Candidate> left = stackalloc Candidate[Batch];
        ref ulong rows = ref MemoryMarshal.GetReference(sent.Storage);
        ReadOnlySpan<double> bounds = _probability.OwnBounds;
        int count = 0;
        for (int i = first; i < places.Length; i++)
        {
            int ui = places[i];
            Debug.Assert(ui >= 0 && ui < sent.Words * 64);
            double level = Level(acceptance[i - first]);
            int pattern = _probability.OwnPattern(ref rows, ui);
            left[count] = new Candidate(ui, i, pattern, level);
            count += level < bounds[pattern] ? 1 : 0;
        }

        foreach (Candidate candidate in left[..count])
        {
            bool flip = _probability.IsAbove(ref rows, candidate.Ui, candidate.OwnPattern, candidate.Level);
            if (flip && (Cells is null || !places[..candidate.Index].Contains(candidate.Ui)))
            {
                flips.Add(candidate.Ui);
            }
        }
    }

    /// <summary>What the own lane's bits left over.</summary>
    private readonly record struct Candidate(int Ui, int Index, int OwnPattern, double Level);
}
