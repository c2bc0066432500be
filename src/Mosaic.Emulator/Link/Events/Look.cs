namespace Mosaic.Emulator.Link.Events;

/// <summary>What a window shows, in one word: up to 8 bits, the earliest lowest, and what they are of.</summary>
internal static class Look
{
    /// <summary>The bits.</summary>
    public const ulong Pattern = 0xFF;

    /// <summary>The first stage did not leave it for what the bits are, but since some are parity.</summary>
    public const ulong IsAbove = 1 << 8;

    /// <summary>The window is not among code bits, so that nothing was seen.</summary>
    public const ulong Unseen = 1UL << UnseenAt;

    /// <summary>Where that is.</summary>
    public const int UnseenAt = 12;

    /// <summary>Bits of the first symbol are parity, taken as drawn.</summary>
    public const ulong FirstIsParity = 1 << 9;

    /// <summary>Bits of the second are.</summary>
    public const ulong SecondIsParity = 1 << 10;

    /// <summary>Bits of either are.</summary>
    public const ulong HasParity = FirstIsParity | SecondIsParity;

    /// <summary>There is a second symbol.</summary>
    public const ulong IsTwo = 1UL << IsTwoAt;

    /// <summary>Where that is.</summary>
    public const int IsTwoAt = 11;

    /// <summary>Where the symbols' groups start, 24 bits each.</summary>
    public const int FirstGroupAt = 16, SecondGroupAt = 40;

    private const ulong GroupMask = 0xFFFFFF;

    /// <summary>Makes one.</summary>
    public static ulong Of(ulong pattern, bool firstIsParity, bool secondIsParity, bool isTwo, int firstGroup, int secondGroup) =>
        pattern | (firstIsParity ? FirstIsParity : 0) | (secondIsParity ? SecondIsParity : 0) | (isTwo ? IsTwo : 0)
        | ((ulong)firstGroup << FirstGroupAt) | ((ulong)secondGroup << SecondGroupAt);

    /// <summary>The first symbol's group.</summary>
    public static int FirstGroup(ulong look) => (int)(look >> FirstGroupAt & GroupMask);

    /// <summary>The second symbol's; 0 where there is none.</summary>
    public static int SecondGroup(ulong look) => (int)(look >> SecondGroupAt & GroupMask);
}
