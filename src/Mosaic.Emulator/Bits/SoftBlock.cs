using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Bits;

/// <summary>
/// Log-likelihoods of all lanes over one stretch of time: one row of signed bytes per lane, one for each UI, rows at equal
/// stride in one 64-byte aligned allocation. Positive says 0, negative says 1, and 0 says nothing.
/// </summary>
public sealed class SoftBlock
{
    private const int LineBytes = 64;
    private readonly Memory<ulong> _storage;

    /// <summary>Allocates a block of zeros.</summary>
    /// <param name="lanes">Rows; 1 or more.</param>
    /// <param name="ui">UI in a row; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its range.</exception>
    /// <exception cref="OverflowException">The block has 2³¹ bytes or more.</exception>
    public SoftBlock(int lanes, int ui)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lanes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ui);
        (Lanes, Ui) = (lanes, ui);
        // An odd number of cache lines: rows that are worked on together must not share cache sets.
        Stride = checked(((ui + LineBytes - 1) / LineBytes) | 1) * LineBytes;
        _storage = AlignedWords.Allocate(checked(lanes * Stride) / sizeof(ulong));
    }

    /// <summary>Rows.</summary>
    public int Lanes { get; }

    /// <summary>UI in a row.</summary>
    public int Ui { get; }

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>The whole allocation: row <c>l</c> starts at <c>l·Stride</c>.</summary>
    public Span<sbyte> Storage => MemoryMarshal.Cast<ulong, sbyte>(_storage.Span);

    /// <summary>One row.</summary>
    /// <param name="lane">Lane, 0 … Lanes−1.</param>
    public Span<sbyte> Row(int lane)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)lane, (uint)Lanes, nameof(lane));
        return Storage.Slice(lane * Stride, Ui);
    }
}
