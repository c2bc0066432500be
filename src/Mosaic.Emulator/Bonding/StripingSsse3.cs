using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding;

/// <summary>
/// <see cref="SymbolStriping"/> of 10-bit symbols with SSSE3: blocks of 8 lanes × 8 rounds. Eight symbols are 10 bytes,
/// on a lane as in the stream, so a block is 8 loads, an 8×8 transpose of 16-bit elements and 8 stores.
/// </summary>
internal static class StripingSsse3
{
    private const int Block = 8;
    private const int BlockBytes = 10;

    // Blocks of rounds worked on lane by lane: 40 bytes of a lane at a time, while 16 kB of the stream stay in L1.
    private const int BlocksTogether = 4;

    /// <summary>10-bit symbols, whole blocks of lanes, and a rotation that is the same for all lanes of a round.</summary>
    public static bool CanRun(FrameLayout layout) =>
        Ssse3.IsSupported && layout.SymbolBits == 10 && layout.Lanes % Block == 0 && layout.Interleave is 1 or 2 or 4 or 8;

    /// <summary>
    /// Stripes whole blocks and returns the rounds done. The last block is left to the caller: loads and stores reach
    /// 6 bytes past their 10, which the next block puts right.
    /// </summary>
    public static int Stripe(FrameLayout layout, ReadOnlySpan<ulong> code, LinkBlock rows)
    {
        int blocks = Math.Max(0, (layout.Rounds - 1) / Block);
        int roundBytes = layout.Lanes / Block * BlockBytes;
        nint stride = (nint)rows.Stride * sizeof(ulong);
        ReadOnlySpan<byte> stream = MemoryMarshal.AsBytes(code);
        Debug.Assert(stream.Length >= ((long)blocks * Block * roundBytes) + 6);
        Debug.Assert(rows.Words * sizeof(ulong) >= (AlignmentMarker.LengthUi / 8) + (blocks * BlockBytes) + 6 && rows.Lanes >= layout.Lanes);
        ref byte source = ref MemoryMarshal.GetReference(stream);
        ref byte target = ref Unsafe.As<ulong, byte>(ref rows.Row(0)[AlignmentMarker.Words]);
        ReadOnlySpan<Vector128<byte>> shuffles = Rotation.UnpackShuffles(layout.Interleave);
        ReadOnlySpan<Vector128<ushort>> factors = Rotation.UnpackFactors(layout.Interleave);
        ref Vector128<byte> shuffle = ref MemoryMarshal.GetReference(shuffles);
        ref Vector128<ushort> factor = ref MemoryMarshal.GetReference(factors);

        for (int first = 0; first < blocks; first += BlocksTogether)
        {
            int last = Math.Min(blocks, first + BlocksTogether);
            for (int group = 0; group < layout.Lanes / Block; group++)
            {
                for (int block = first; block < last; block++)
                {
                    ref byte from = ref Unsafe.Add(ref source, ((nint)block * Block * roundBytes) + (group * BlockBytes));
                    ref byte to = ref Unsafe.Add(ref target, (group * Block * stride) + ((nint)block * BlockBytes));
                    Square square = default;
                    for (int round = 0; round < Block; round++)
                    {
                        Vector128<byte> bytes = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, (nint)round * roundBytes));
                        square[round] = Unpack(bytes, Unsafe.Add(ref shuffle, round), Unsafe.Add(ref factor, round));
                    }

                    Transpose(ref square);
                    for (int lane = 0; lane < Block; lane++)
                    {
                        Pack(square[lane]).StoreUnsafe(ref Unsafe.Add(ref to, lane * stride));
                    }
                }
            }
        }

        return blocks * Block;
    }

    /// <summary>Gathers whole blocks and returns the rounds done; the last block is left to the caller.</summary>
    public static int Gather(FrameLayout layout, LinkBlock rows, Span<ulong> code)
    {
        int blocks = Math.Max(0, (layout.Rounds - 1) / Block);
        int roundBytes = layout.Lanes / Block * BlockBytes;
        nint stride = (nint)rows.Stride * sizeof(ulong);
        Span<byte> stream = MemoryMarshal.AsBytes(code);
        Debug.Assert(stream.Length >= (long)blocks * Block * roundBytes);
        Debug.Assert(rows.Words * sizeof(ulong) >= (blocks * BlockBytes) + 6 && rows.Lanes >= layout.Lanes);
        ref byte target = ref MemoryMarshal.GetReference(stream);
        ref byte source = ref Unsafe.As<ulong, byte>(ref rows.Row(0)[0]);
        Vector128<byte> shuffle = Rotation.UnpackShuffles(1)[0];
        Vector128<ushort> factor = Rotation.UnpackFactors(1)[0];
        ref Vector128<byte> rotation = ref MemoryMarshal.GetReference(Rotation.Unrotations(layout.Interleave));

        for (int first = 0; first < blocks; first += BlocksTogether)
        {
            int last = Math.Min(blocks, first + BlocksTogether);
            for (int group = 0; group < layout.Lanes / Block; group++)
            {
                for (int block = first; block < last; block++)
                {
                    ref byte from = ref Unsafe.Add(ref source, (group * Block * stride) + ((nint)block * BlockBytes));
                    ref byte to = ref Unsafe.Add(ref target, ((nint)block * Block * roundBytes) + (group * BlockBytes));
                    Square square = default;
                    for (int lane = 0; lane < Block; lane++)
                    {
                        square[lane] = Unpack(Vector128.LoadUnsafe(ref Unsafe.Add(ref from, lane * stride)), shuffle, factor);
                    }

                    Transpose(ref square);
                    for (int round = 0; round < Block; round++)
                    {
                        Vector128<byte> symbols = Ssse3.Shuffle(square[round].AsByte(), Unsafe.Add(ref rotation, round));
                        Vector128<byte> packed = Pack(symbols.AsUInt16());
                        ref byte place = ref Unsafe.Add(ref to, (nint)round * roundBytes);
                        Unsafe.WriteUnaligned(ref place, packed.AsUInt64().ToScalar());
                        Unsafe.WriteUnaligned(ref Unsafe.Add(ref place, 8), packed.AsUInt16().GetElement(4));
                    }
                }
            }
        }

        return blocks * Block;
    }

    /// <summary>Eight 10-bit symbols from 10 bytes into 16-bit elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Unpack(Vector128<byte> bytes, Vector128<byte> shuffle, Vector128<ushort> factor) =>
        // Each element gets the two bytes that hold its symbol; the product moves the symbol to the top.
        Sse2.MultiplyLow(Ssse3.Shuffle(bytes, shuffle).AsUInt16(), factor) >>> 6;

    /// <summary>Eight 10-bit symbols from 16-bit elements into 10 bytes; the other 6 are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Pack(Vector128<ushort> symbols)
    {
        // Pairs to 20 bits, pairs of pairs to 40, and the two halves together.
        Vector128<ulong> twenty = Sse2.MultiplyAddAdjacent(symbols.AsInt16(), Vector128.Create(0x0400_0001).AsInt16()).AsUInt64();
        Vector128<ulong> forty = (twenty & Vector128.Create(0xFFFFFUL)) | ((twenty >>> 12) & Vector128.Create(0xFF_FFF0_0000UL));
        return Ssse3.Shuffle(forty.AsByte(), Vector128.Create((byte)0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 255, 255, 255, 255, 255, 255));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Square s)
    {
        Vector128<ushort> a0 = Sse2.UnpackLow(s[0], s[1]), a1 = Sse2.UnpackHigh(s[0], s[1]);
        Vector128<ushort> a2 = Sse2.UnpackLow(s[2], s[3]), a3 = Sse2.UnpackHigh(s[2], s[3]);
        Vector128<ushort> a4 = Sse2.UnpackLow(s[4], s[5]), a5 = Sse2.UnpackHigh(s[4], s[5]);
        Vector128<ushort> a6 = Sse2.UnpackLow(s[6], s[7]), a7 = Sse2.UnpackHigh(s[6], s[7]);
        Vector128<uint> b0 = Sse2.UnpackLow(a0.AsUInt32(), a2.AsUInt32()), b1 = Sse2.UnpackHigh(a0.AsUInt32(), a2.AsUInt32());
        Vector128<uint> b2 = Sse2.UnpackLow(a1.AsUInt32(), a3.AsUInt32()), b3 = Sse2.UnpackHigh(a1.AsUInt32(), a3.AsUInt32());
        Vector128<uint> b4 = Sse2.UnpackLow(a4.AsUInt32(), a6.AsUInt32()), b5 = Sse2.UnpackHigh(a4.AsUInt32(), a6.AsUInt32());
        Vector128<uint> b6 = Sse2.UnpackLow(a5.AsUInt32(), a7.AsUInt32()), b7 = Sse2.UnpackHigh(a5.AsUInt32(), a7.AsUInt32());
        s[0] = Sse2.UnpackLow(b0.AsUInt64(), b4.AsUInt64()).AsUInt16();
        s[1] = Sse2.UnpackHigh(b0.AsUInt64(), b4.AsUInt64()).AsUInt16();
        s[2] = Sse2.UnpackLow(b1.AsUInt64(), b5.AsUInt64()).AsUInt16();
        s[3] = Sse2.UnpackHigh(b1.AsUInt64(), b5.AsUInt64()).AsUInt16();
        s[4] = Sse2.UnpackLow(b2.AsUInt64(), b6.AsUInt64()).AsUInt16();
        s[5] = Sse2.UnpackHigh(b2.AsUInt64(), b6.AsUInt64()).AsUInt16();
        s[6] = Sse2.UnpackLow(b3.AsUInt64(), b7.AsUInt64()).AsUInt16();
        s[7] = Sse2.UnpackHigh(b3.AsUInt64(), b7.AsUInt64()).AsUInt16();
    }

    [InlineArray(Block)]
    private struct Square
    {
        private Vector128<ushort> _row;
    }

    /// <summary>Shuffles for round r of a block, codewords rotated by r mod c. Rounds of a block start at a multiple of 8.</summary>
    private static class Rotation
    {
        private static readonly Vector128<byte>[][] Shuffles = Make(UnpackShuffle);
        private static readonly Vector128<ushort>[][] Factors = Make(UnpackFactor);
        private static readonly Vector128<byte>[][] Back = Make(Unrotation);

        public static ReadOnlySpan<Vector128<byte>> UnpackShuffles(int interleave) => Shuffles[interleave];

        public static ReadOnlySpan<Vector128<ushort>> UnpackFactors(int interleave) => Factors[interleave];

        public static ReadOnlySpan<Vector128<byte>> Unrotations(int interleave) => Back[interleave];

        /// <summary>The symbol of the stream that lane i of a block gets in a round.</summary>
        private static int Source(int lane, int round, int interleave) =>
            (lane / interleave * interleave) + ((lane + round) % interleave);

        private static Vector128<byte> UnpackShuffle(int round, int interleave) => Elements(lane =>
        {
            int firstByte = Source(lane, round, interleave) * 10 / 8;
            return (byte)firstByte | ((firstByte + 1) << 8);
        }).AsByte();

        private static Vector128<ushort> UnpackFactor(int round, int interleave) =>
            Elements(lane => 1 << (6 - (Source(lane, round, interleave) * 10 % 8)));

        private static Vector128<byte> Unrotation(int round, int interleave) => Elements(symbol =>
        {
            int lane = Enumerable.Range(0, Block).First(l => Source(l, round, interleave) == symbol);
            return (2 * lane) | (((2 * lane) + 1) << 8);
        }).AsByte();

        private static Vector128<ushort> Elements(Func<int, int> element)
        {
            Span<ushort> values = stackalloc ushort[Block];
            for (int i = 0; i < Block; i++)
            {
                values[i] = (ushort)element(i);
            }

            return Vector128.Create<ushort>(values);
        }

        private static Vector128<T>[][] Make<T>(Func<int, int, Vector128<T>> make)
        {
            var table = new Vector128<T>[Block + 1][];
            for (int interleave = 1; interleave <= Block; interleave++)
            {
                table[interleave] = Block % interleave == 0
                    ? [.. Enumerable.Range(0, Block).Select(round => make(round, interleave))]
                    : [];
            }

            return table;
        }
    }
}
