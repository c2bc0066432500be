using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mosaic.Emulator.Fec.Clause177;

/// <summary>Which of the 128 bits of a word to flip.</summary>
/// <param name="Low">Bits 0 … 63.</param>
/// <param name="High">Bits 64 … 127.</param>
internal readonly record struct WordFlips(ulong Low, ulong High)
{
    /// <summary>How many there are.</summary>
    public int Count => BitOperations.PopCount(Low) + BitOperations.PopCount(High);

    /// <summary>The same, but for one bit.</summary>
    /// <param name="bit">The bit, 0 … 127.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WordFlips Toggle(int bit)
    {
        ulong toggled = 1UL << bit, isHigh = (ulong)-(bit >> 6); // shifts count modulo 64
        return new(Low ^ (toggled & ~isHigh), High ^ (toggled & isHigh));
    }
}
