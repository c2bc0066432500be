using System.Runtime.CompilerServices;

namespace Mosaic.Emulator.Bits;

/// <summary>
/// Bits of all lanes over one stretch of time: one row of packed words per lane, bit 0 of word 0 first in time, rows at
/// equal stride in one 64-byte aligned allocation. Each row has margin words before and after it, for what lies next to
/// it in time.
/// </summary>
public sealed class LinkBlock
{
    private const int WordsPerLine = 8;
    private readonly ulong[] _words;
    private readonly int _first; // where the block starts in its array
    private readonly int _length;

    /// <summary>Allocates a block of zeros.</summary>
    /// <param name="lanes">Rows; 1 or more.</param>
    /// <param name="words">Words in a row, margins not counted; 1 or more.</param>
    /// <param name="marginWords">Words before and after each row; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its range.</exception>
    public LinkBlock(int lanes, int words, int marginWords = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lanes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(words);
        ArgumentOutOfRangeException.ThrowIfNegative(marginWords);
        Lanes = lanes;
        Words = words;
        MarginWords = marginWords;
        Stride = StrideOf(words, marginWords);
        // One word more, so that any bit can be read as part of two words. The array itself is kept: a memory has to find out what is behind it, row by row.
        ArraySegment<ulong> segment = AlignedWords.AllocateSegment<ulong>(checked((lanes * Stride) + 1));
        (_words, _first, _length) = (segment.Array!, segment.Offset, segment.Count);
    }

    /// <summary>Rows.</summary>
    public int Lanes { get; }

    /// <summary>Words in a row, margins not counted.</summary>
    public int Words { get; }

    /// <summary>Words before and after each row.</summary>
    public int MarginWords { get; }

    /// <summary>Words from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>
    /// The <see cref="Stride"/> of a block. Whole cache lines, and an odd number of them: rows that are worked on together must
    /// not share cache sets.
    /// </summary>
    /// <param name="words">Words in a row, margins not counted.</param>
    /// <param name="marginWords">Words before and after each row.</param>
    public static int StrideOf(int words, int marginWords) =>
        (((words + (2 * marginWords) + WordsPerLine - 1) / WordsPerLine) | 1) * WordsPerLine;

    /// <summary>The whole allocation.</summary>
    public Span<ulong> Storage => new(_words, _first, _length);

    /// <summary>Where in <see cref="Storage"/> a row starts, behind its margin.</summary>
    /// <param name="lane">Lane, 0 … Lanes−1.</param>
    public int StartOf(int lane) => (lane * Stride) + MarginWords;

    /// <summary>One row without its margins.</summary>
    /// <param name="lane">Lane, 0 … Lanes−1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<ulong> Row(int lane)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)lane, (uint)Lanes, nameof(lane));
        return new Span<ulong>(_words, _first + (lane * Stride) + MarginWords, Words);
    }

    /// <summary>The words just before a row.</summary>
    /// <param name="lane">Lane, 0 … Lanes−1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<ulong> Before(int lane)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)lane, (uint)Lanes, nameof(lane));
        return new Span<ulong>(_words, _first + (lane * Stride), MarginWords);
    }

    /// <summary>The words just after a row.</summary>
    /// <param name="lane">Lane, 0 … Lanes−1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<ulong> After(int lane)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)lane, (uint)Lanes, nameof(lane));
        return new Span<ulong>(_words, _first + (lane * Stride) + MarginWords + Words, MarginWords);
    }
}
