using System.Runtime.CompilerServices;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>What a window shows, in one word: up to 8 bits, the earliest lowest, and, where that is asked, of which groups their symbols are.</summary>
internal static class Look
{
    /// <summary>The bits.</summary>
    public const ulong Pattern = 0xFF;

    /// <summary>The first stage did not leave it for what the bits are, but since some are parity.</summary>
    public const ulong IsAbove = 1 << 8;

    /// <summary>Where it stands that bits of the first symbol are parity, and of the second.</summary>
    public const int FirstIsParityAt = 9, SecondIsParityAt = 10;

    /// <summary>Bits of the first symbol are parity, taken as drawn.</summary>
    public const ulong FirstIsParity = 1 << FirstIsParityAt;

    /// <summary>Bits of the second are.</summary>
    public const ulong SecondIsParity = 1 << SecondIsParityAt;

    /// <summary>Bits of either are.</summary>
    public const ulong HasParity = FirstIsParity | SecondIsParity;

    /// <summary>Where the symbols' groups start, 24 bits each; what there is not is of <see cref="SymbolPlaces.NoGroup"/>.</summary>
    public const int FirstGroupAt = 16, SecondGroupAt = 40;

    private const ulong GroupMask = 0xFFFFFF;

    /// <summary>Makes one without bits.</summary>
    public static ulong Of(bool firstIsParity, bool secondIsParity, int firstGroup, int secondGroup) =>
        (firstIsParity ? FirstIsParity : 0) | (secondIsParity ? SecondIsParity : 0) | ((ulong)firstGroup << FirstGroupAt) | ((ulong)secondGroup << SecondGroupAt);

    /// <summary>The first symbol's group.</summary>
    public static int FirstGroup(ulong look) => (int)(look >> FirstGroupAt & GroupMask);

    /// <summary>The second symbol's.</summary>
    public static int SecondGroup(ulong look) => (int)(look >> SecondGroupAt & GroupMask);

    /// <summary>Which of many may show parity that is encoded, a bit for each; few others are among them.</summary>
    /// <param name="looks">The looks.</param>
    /// <param name="wantedModulo64">As <see cref="FrameCode.WantedModulo64"/>, as often as there is room.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MaybeEncoded<TWords>(TWords looks, TWords wantedModulo64)
        where TWords : struct, IWords<TWords>
    {
        TWords first = TWords.ShiftRight(wantedModulo64, (looks >>> FirstGroupAt) & TWords.Create(63)) & (looks >>> FirstIsParityAt);
        TWords second = TWords.ShiftRight(wantedModulo64, (looks >>> SecondGroupAt) & TWords.Create(63)) & (looks >>> SecondIsParityAt);
        return ((first | second) << 63).Mask;
    }
}
