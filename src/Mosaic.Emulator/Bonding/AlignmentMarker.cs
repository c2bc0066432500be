using System.Numerics;

namespace Mosaic.Emulator.Bonding;

/// <summary>
/// The 128 UI that start every frame on every lane, all lanes at the same UI:
/// <code>
/// word 0            sync, 64 bits, the same on all lanes
/// word 1, bits 0–23   lane number, extended Golay
/// word 1, bits 24–47  frame counter modulo 4,096, extended Golay
/// word 1, bits 48–63  the last 16 bits of the sync
/// </code>
/// The sync word is balanced, has no run over five, and differs from each of its own shifts, over the bits that overlap,
/// as a random word would: no autocorrelation sidelobe is larger than 8 of 64.
/// </summary>
public static class AlignmentMarker
{
    /// <summary>Length in UI; two words.</summary>
    public const int LengthUi = 128;

    /// <summary>Words.</summary>
    public const int Words = LengthUi / 64;

    /// <summary>Lanes that can be told apart.</summary>
    public const int MaxLanes = Golay24.Count;

    /// <summary>The frame counter counts modulo this.</summary>
    public const int CounterPeriod = Golay24.Count;

    internal const ulong Sync = 0x16F6182C4BB4766B;
    private const ulong SyncTail = 0x4D9A;
    private const int SyncTailShift = 48;

    /// <summary>The second word of a marker; the first is always the same.</summary>
    /// <param name="lane">Lane number, 0 … 4095.</param>
    /// <param name="frame">Frame, of which the counter takes the lowest 12 bits.</param>
    public static ulong SecondWord(int lane, long frame) =>
        Golay24.Encode(lane) | ((ulong)Golay24.Encode((int)(frame & (CounterPeriod - 1))) << 24) | (SyncTail << SyncTailShift);

    /// <summary>Writes a marker.</summary>
    /// <param name="words">Receives two words.</param>
    /// <param name="lane">Lane number, 0 … 4095.</param>
    /// <param name="frame">Frame, of which the counter takes the lowest 12 bits.</param>
    public static void Write(Span<ulong> words, int lane, long frame)
    {
        words[0] = Sync;
        words[1] = SecondWord(lane, frame);
    }

    /// <summary>Bits of a received marker that differ from the one expected.</summary>
    /// <param name="first">Received word 0.</param>
    /// <param name="second">Received word 1.</param>
    /// <param name="lane">The lane expected.</param>
    /// <param name="frame">The frame expected.</param>
    public static int Distance(ulong first, ulong second, int lane, long frame) =>
        BitOperations.PopCount(first ^ Sync) + BitOperations.PopCount(second ^ SecondWord(lane, frame));

    /// <summary>Bits of the sync part that differ.</summary>
    /// <param name="first">Received word 0.</param>
    /// <param name="second">Received word 1.</param>
    public static int SyncDistance(ulong first, ulong second) =>
        BitOperations.PopCount(first ^ Sync) + BitOperations.PopCount((second >> SyncTailShift) ^ SyncTail);

    /// <summary>Lane and frame counter of a received marker; −1 where more than three bits of the number are wrong.</summary>
    /// <param name="second">Received word 1.</param>
    public static (int Lane, int Counter) Read(ulong second) =>
        (Golay24.Decode((uint)second & 0xFFFFFF), Golay24.Decode((uint)(second >> 24) & 0xFFFFFF));
}
