using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// A Bernoulli process for small probabilities, a cell of UI at a time: points of a Poisson process of rate −ln(1−p̄) a UI, of which
/// a UI has at least one with probability p̄, independently of all others. A cell's number of points comes from one random word, each
/// point's place from another, whatever the others are: so the points of many lanes can be drawn side by side.
/// </summary>
/// <remarks>
/// The address of a lane has <see cref="Blocks"/> blocks for each cell: the number, then place and acceptance of each point. Of
/// several points in a UI the first in this order is the candidate, and the others are none.
/// </remarks>
internal sealed class CandidateCells
{
    /// <summary>Blocks of a cell. More points than fit have a probability below 2⁻⁶⁴ for a mean of <see cref="LargestMean"/>.</summary>
    public const uint Blocks = 64;

    /// <summary>The most points to expect of a cell.</summary>
    public const double LargestMean = 12;

    /// <summary>A lane of more than half as many cells has a multiple of these, so that they are drawn together.</summary>
    public const int Together = 8;

    private const double Two64 = 18446744073709551616.0;
    private const ulong RareTail = 1UL << 57; // 1 in 128
    private readonly ulong[] _tails;

    /// <param name="probability">p̄, above 0 and below 1.</param>
    /// <param name="ui">UI of a frame. Cells are equal, so the last one may reach further; what is there is no candidate.</param>
    public CandidateCells(double probability, int ui)
    {
        double rate = -Elementary.Log1P(-probability);
        Count = int.Max(1, (int)Math.Ceiling(rate * ui / LargestMean));
        Count = Count > Together / 2 ? (Count + Together - 1) / Together * Together : Count;
        Ui = (ui + Count - 1) / Count;
        _tails = TailsOf(rate * Ui);
    }

    /// <summary>The most cells that a lane may have, whose p̄ is below <see cref="LaneSampler.DenseFrom"/>.</summary>
    /// <param name="ui">UI of a frame.</param>
    public static long Most(long ui) => (long)(-Elementary.Log1P(-LaneSampler.DenseFrom) * ui / LargestMean) + 1 + Together;

    /// <summary>Cells of a frame.</summary>
    public int Count { get; }

    /// <summary>UI of a cell.</summary>
    public int Ui { get; }

    /// <summary>A cell has more than n points exactly if its word is below this.</summary>
    /// <param name="n">n.</param>
    public ulong Tail(int n) => n < _tails.Length ? _tails[n] : 0;

    /// <summary>What <see cref="Tail"/> says of 0, 1 … until it says 0.</summary>
    public ReadOnlySpan<ulong> Tails => _tails.AsSpan(0, _tails.AsSpan().IndexOf(0UL) + 1);

    /// <summary>So many tails are no rarer than that one of eight words is below them.</summary>
    public int SureTails
    {
        get
        {
            int sure = 0;
            while (_tails[sure] > RareTail / Together)
            {
                sure++;
            }

            return sure;
        }
    }

    /// <summary>The number of points that a cell's word says.</summary>
    /// <param name="word">All 64 bits are used.</param>
    public int Points(ulong word)
    {
        int points = 0;
        while (word < _tails[points])
        {
            points++;
        }

        return points;
    }

    /// <summary>Which point of a cell has a block of random numbers, counted from 0.</summary>
    /// <param name="block">The block.</param>
    public static int PointOf(int block) => (block & (int)(Blocks - 1)) - 1;

    /// <summary>The place within a cell that a word says: ⌊word·ui/2⁶⁴⌋.</summary>
    /// <param name="word">All 64 bits are used.</param>
    /// <param name="ui">UI of the cell.</param>
    public static int Place(ulong word, uint ui) => (int)(((word >> 32) * ui) + (((word & 0xFFFFFFFF) * ui) >> 32) >> 32);

    /// <summary>For n = 1, 2 … the probability of n points or more, in 2⁻⁶⁴, and 0 after the last that is not 0.</summary>
    private static ulong[] TailsOf(double mean)
    {
        var probabilities = new double[2 * (int)Blocks];
        probabilities[0] = Elementary.Exp(-mean);
        for (int n = 1; n < probabilities.Length; n++)
        {
            probabilities[n] = probabilities[n - 1] * mean / n;
        }

        // Added up from the smallest on, so that each tail is as good as its own terms.
        var tails = new ulong[Blocks];
        double tail = 0;
        for (int n = probabilities.Length - 1; n >= 1; n--)
        {
            tail += probabilities[n];
            if (n < tails.Length)
            {
                tails[n - 1] = tail < 1 ? (ulong)(tail * Two64) : ulong.MaxValue;
            }
        }

        return tails;
    }
}
