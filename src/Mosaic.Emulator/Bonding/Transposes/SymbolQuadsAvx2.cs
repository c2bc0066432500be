using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Transposes;

/// <summary>
/// Between a stream in which four codewords alternate by symbols of 10 bits, and the four codewords: 8 symbols of each at a time, which
/// are 10 bytes, in 16 bits each on the way. What is <see cref="CodewordStriping"/>'s for any number and size, where both are the usual ones.
/// </summary>
internal static class SymbolQuadsAvx2
{
    /// <summary>Codewords, and bits of a symbol.</summary>
    public const int Codewords = 4, SymbolBits = 10;

    /// <summary>Bytes of a codeword that go at once.</summary>
    public const int Step = 10;

    private const int Loaded = 16;

    // Field k of 10 bytes starts with bit 10·k: two bytes have all of it, 0 1, 1 2, 2 3, 3 4, 5 6 …. Multiplied it ends where they end.
    private static Vector256<byte> FieldBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0x0403_0302_0201_0100UL, 0x0908_0807_0706_0605UL, 0x0403_0302_0201_0100UL, 0x0908_0807_0706_0605UL).AsByte();
    }

    private static Vector256<ushort> FieldFactors
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0x0001_0004_0010_0040UL).AsUInt16();
    }

    // Two symbols of each codeword, codeword by codeword: fields 0, 4, 1, 5, 2, 6, 3, 7.
    private static Vector256<byte> PairBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0x0706_0201_0605_0100UL, 0x0908_0403_0807_0302UL, 0x0706_0201_0605_0100UL, 0x0908_0403_0807_0302UL).AsByte();
    }

    private static Vector256<ushort> PairFactors
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0x0010_0010_0040_0040UL, 0x0001_0001_0004_0004UL, 0x0010_0010_0040_0040UL, 0x0001_0001_0004_0004UL).AsUInt16();
    }

    private static Vector256<short> JoinTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(1 | (1 << (SymbolBits + 16))).AsInt16();
    }

    private static Vector256<byte> FiveOfEight
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0x0A09_0804_0302_0100UL, 0xFFFF_FFFF_FFFF_0C0BUL, 0x0A09_0804_0302_0100UL, 0xFFFF_FFFF_FFFF_0C0BUL).AsByte();
    }

    /// <summary>Whether the machine has what it takes.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>The four codewords of a stream.</summary>
    /// <param name="stream">The stream: four times as long as a codeword.</param>
    /// <param name="first">Receives the first codeword: a multiple of <see cref="Step"/> bytes.</param>
    /// <param name="second">Receives the second, as long.</param>
    /// <param name="third">Receives the third.</param>
    /// <param name="fourth">Receives the fourth.</param>
    [MethodImpl(Kernel.Compiled)]
    public static void ToCodewords(ReadOnlySpan<byte> stream, Span<byte> first, Span<byte> second, Span<byte> third, Span<byte> fourth)
    {
        CheckLengths(stream.Length, first.Length, second.Length, third.Length, fourth.Length);
        ref byte from = ref MemoryMarshal.GetReference(stream);
        ref byte a = ref MemoryMarshal.GetReference(first), b = ref MemoryMarshal.GetReference(second), c = ref MemoryMarshal.GetReference(third), d = ref MemoryMarshal.GetReference(fourth);
        nint last = first.Length - Step;
        for (nint at = 0; at < last; at += Step)
        {
            Part(ref Unsafe.Add(ref from, Codewords * at), ref Unsafe.Add(ref a, at), ref Unsafe.Add(ref b, at), ref Unsafe.Add(ref c, at), ref Unsafe.Add(ref d, at));
        }

        // Loads reach beyond what is there.
        Span<byte> end = stackalloc byte[(3 * Step) + Loaded];
        stream[^(Codewords * Step)..].CopyTo(end);
        Part(ref end[0], ref Unsafe.Add(ref a, last), ref Unsafe.Add(ref b, last), ref Unsafe.Add(ref c, last), ref Unsafe.Add(ref d, last));
    }

    /// <summary>The stream of four codewords, as above.</summary>
    [MethodImpl(Kernel.Compiled)]
    public static void ToStream(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, ReadOnlySpan<byte> fourth, Span<byte> stream)
    {
        CheckLengths(stream.Length, first.Length, second.Length, third.Length, fourth.Length);
        ref byte to = ref MemoryMarshal.GetReference(stream);
        ref byte a = ref MemoryMarshal.GetReference(first), b = ref MemoryMarshal.GetReference(second), c = ref MemoryMarshal.GetReference(third), d = ref MemoryMarshal.GetReference(fourth);
        nint last = first.Length - Step;
        for (nint at = 0; at < last; at += Step)
        {
            Join(ref Unsafe.Add(ref a, at), ref Unsafe.Add(ref b, at), ref Unsafe.Add(ref c, at), ref Unsafe.Add(ref d, at), ref Unsafe.Add(ref to, Codewords * at));
        }

        Span<byte> end = stackalloc byte[Codewords * Loaded];
        first[^Step..].CopyTo(end);
        second[^Step..].CopyTo(end[Loaded..]);
        third[^Step..].CopyTo(end[(2 * Loaded)..]);
        fourth[^Step..].CopyTo(end[(3 * Loaded)..]);
        Join(ref end[0], ref end[Loaded], ref end[2 * Loaded], ref end[3 * Loaded], ref Unsafe.Add(ref to, Codewords * last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Part(ref byte from, ref byte a, ref byte b, ref byte c, ref byte d)
    {
        // Symbols 0, 1 and 4, 5 of all codewords; 2, 3 and 6, 7.
        Vector256<uint> even = Pairs(Vector256.Create(Vector128.LoadUnsafe(ref from), Vector128.LoadUnsafe(ref from, 2 * Step)));
        Vector256<uint> odd = Pairs(Vector256.Create(Vector128.LoadUnsafe(ref from, Step), Vector128.LoadUnsafe(ref from, 3 * Step)));
        Vector256<ulong> ab = Avx2.UnpackLow(even, Vector256<uint>.Zero).AsUInt64() | (Avx2.UnpackLow(odd, Vector256<uint>.Zero).AsUInt64() << (2 * SymbolBits));
        Vector256<ulong> cd = Avx2.UnpackHigh(even, Vector256<uint>.Zero).AsUInt64() | (Avx2.UnpackHigh(odd, Vector256<uint>.Zero).AsUInt64() << (2 * SymbolBits));
        Vector256<ulong> four = Avx2.Permute2x128(ab, cd, 0x20), next = Avx2.Permute2x128(ab, cd, 0x31);
        Store(Avx2.UnpackLow(four, next), ref a, ref c);
        Store(Avx2.UnpackHigh(four, next), ref b, ref d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(ref byte a, ref byte b, ref byte c, ref byte d, ref byte to)
    {
        Vector256<ushort> ac = Fields(Vector256.Create(Vector128.LoadUnsafe(ref a), Vector128.LoadUnsafe(ref c)));
        Vector256<ushort> bd = Fields(Vector256.Create(Vector128.LoadUnsafe(ref b), Vector128.LoadUnsafe(ref d)));
        Vector256<int> low = Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(ac, bd).AsInt16(), JoinTwo), high = Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(ac, bd).AsInt16(), JoinTwo);
        Store(Column(low), ref to, ref Unsafe.Add(ref to, Step));
        Store(Column(high), ref Unsafe.Add(ref to, 2 * Step), ref Unsafe.Add(ref to, 3 * Step));
    }

    /// <summary>Four columns of 40 bits: two symbols from the lower half, two from the upper.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Column(Vector256<int> halves) =>
        Avx2.ConvertToVector256Int64(halves.GetLower().AsUInt32()).AsUInt64() | (Avx2.ConvertToVector256Int64(halves.GetUpper().AsUInt32()).AsUInt64() << (2 * SymbolBits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Fields(Vector256<byte> bytes) => Avx2.MultiplyLow(Avx2.Shuffle(bytes, FieldBytes).AsUInt16(), FieldFactors) >>> 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Pairs(Vector256<byte> bytes) =>
        Avx2.MultiplyAddAdjacent((Avx2.MultiplyLow(Avx2.Shuffle(bytes, PairBytes).AsUInt16(), PairFactors) >>> 6).AsInt16(), JoinTwo).AsUInt32();

    /// <summary>Two numbers of 40 bits in each half: 10 bytes, and no more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<ulong> numbers, ref byte lower, ref byte upper)
    {
        Vector256<byte> bytes = Avx2.Shuffle(numbers.AsByte(), FiveOfEight);
        // As doubles, which are stored from vector registers.
        Unsafe.WriteUnaligned(ref lower, bytes.GetLower().AsDouble().ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref lower, 8), bytes.GetLower().AsUInt16().GetElement(4));
        Unsafe.WriteUnaligned(ref upper, bytes.GetUpper().AsDouble().ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref upper, 8), bytes.GetUpper().AsUInt16().GetElement(4));
    }

    private static void CheckLengths(int stream, int first, int second, int third, int fourth)
    {
        if (first == 0 || first % Step != 0 || second != first || third != first || fourth != first || stream != Codewords * first)
        {
            throw new ArgumentException($"Four codewords of whole {Step} bytes make a stream of as many.", nameof(stream));
        }
    }
}
