using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Transposes;

/// <summary>
/// Gathering of 10-bit symbols with SSSE3: blocks of 8 lanes × 8 rounds. Eight symbols are 10 bytes,
/// on a lane as in the stream, so a block is 8 loads, an 8×8 transpose of 16-bit elements and 8 stores. Faster than the general kernel where it can run.
/// </summary>
internal static class GatherSsse3
{
    /// <summary>Rounds of a block, and lanes.</summary>
    public const int Block = 8;

    /// <summary>Bits of a symbol.</summary>
    public const int UnitBits = 10;

    private const int HalfBlock = Block / 2;
    private const int BlockBytes = 10;

    private const int MostTogether = 16;
    private const int L1Sets = 64, LineBytes = 64;

    /// <summary>10-bit symbols, whole and half blocks of lanes, and a rotation that is the same for all lanes of a round.</summary>
    public static bool CanRun(FrameLayout layout) =>
        Ssse3.IsSupported && layout.UnitBits == UnitBits && layout.ElementSymbols == 1 && layout.Lanes % HalfBlock == 0
        && layout.Interleave is 1 or 2 or 4 or 8 && layout.Lanes % layout.Interleave == 0;

    /// <summary>Bytes of a round.</summary>
    public static int RoundBytes(FrameLayout layout) => layout.Lanes / HalfBlock * (BlockBytes / 2);

    /// <summary>
    /// Blocks of rounds to be worked on lane by lane: 160 bytes of a lane at a time, while the 128 lines that a group of lanes takes from the stream
    /// stay in L1 for the next groups; fewer, an even number, where lines at the rounds' distance share its sets.
    /// </summary>
    /// <param name="roundBytes">Bytes of a round.</param>
    public static int BlocksTogether(int roundBytes)
    {
        // As many blocks of eight as there are sets, which have more ways than that.
        int shared = roundBytes % LineBytes == 0 ? (int)System.Numerics.BigInteger.GreatestCommonDivisor(roundBytes / LineBytes, L1Sets) : 1;
        return Math.Clamp(L1Sets / shared, 2, MostTogether);
    }

    /// <summary>Gathers blocks of rounds.</summary>
    /// <param name="layout">The frame's layout.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="rowsStartUi">The UI behind the marker at which they start, a multiple of 64.</param>
    /// <param name="stream">Receives the bytes of the code stream from the first block on.</param>
    /// <param name="firstBlock">The first block.</param>
    /// <param name="blocks">The block behind the last, <see cref="WholeBlocks"/> at most.</param>
    [MethodImpl(Kernel.Compiled)]
    public static void Gather(FrameLayout layout, LinkBlock rows, int rowsStartUi, Span<byte> stream, int firstBlock, int blocks)
    {
        int roundBytes = RoundBytes(layout);
        nint stride = (nint)rows.Stride * sizeof(ulong);
        Debug.Assert(stream.Length >= (long)(blocks - firstBlock) * Block * roundBytes);
        Debug.Assert((rowsStartUi / 8) + (rows.Words * sizeof(ulong)) >= (blocks * BlockBytes) + 6 && rowsStartUi / 8 <= firstBlock * BlockBytes && rows.Lanes >= layout.Lanes);
        ref byte target = ref MemoryMarshal.GetReference(stream);
        ref byte source = ref Unsafe.As<ulong, byte>(ref rows.Row(0)[0]);
        nint start = rowsStartUi / 8;
        Vector128<byte> shuffle = Rotation.UnpackShuffles(1)[0];
        Vector128<ushort> factor = Rotation.UnpackFactors(1)[0];
        ref Vector128<byte> rotation = ref MemoryMarshal.GetReference(Rotation.Unrotations(layout.Interleave));

        int together = BlocksTogether(roundBytes);
        for (int first = firstBlock; first < blocks; first += together)
        {
            int last = Math.Min(blocks, first + together);
            for (int group = 0; group * Block < layout.Lanes; group++)
            {
                int lanes = Math.Min(Block, layout.Lanes - (group * Block));
                for (int block = first; block < last; block++)
                {
                    ref byte from = ref Unsafe.Add(ref source, (group * Block * stride) + ((nint)block * BlockBytes) - start);
                    ref byte to = ref Unsafe.Add(ref target, ((nint)(block - firstBlock) * Block * roundBytes) + (group * BlockBytes));
                    Vector128<ushort> v0 = Unpack(ref from, shuffle, factor);
                    Vector128<ushort> v1 = Unpack(ref Unsafe.Add(ref from, stride), shuffle, factor);
                    Vector128<ushort> v2 = Unpack(ref Unsafe.Add(ref from, 2 * stride), shuffle, factor);
                    Vector128<ushort> v3 = Unpack(ref Unsafe.Add(ref from, 3 * stride), shuffle, factor);
                    // Of half a group whatever comes to be in its upper half.
                    from = ref Unsafe.Add(ref from, (lanes - HalfBlock) * stride);
                    Vector128<ushort> v4 = Unpack(ref from, shuffle, factor);
                    Vector128<ushort> v5 = Unpack(ref Unsafe.Add(ref from, stride), shuffle, factor);
                    Vector128<ushort> v6 = Unpack(ref Unsafe.Add(ref from, 2 * stride), shuffle, factor);
                    Vector128<ushort> v7 = Unpack(ref Unsafe.Add(ref from, 3 * stride), shuffle, factor);
                    Transpose(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
                    Store(v0, ref to, 0, roundBytes, ref rotation, lanes);
                    Store(v1, ref to, 1, roundBytes, ref rotation, lanes);
                    Store(v2, ref to, 2, roundBytes, ref rotation, lanes);
                    Store(v3, ref to, 3, roundBytes, ref rotation, lanes);
                    Store(v4, ref to, 4, roundBytes, ref rotation, lanes);
                    Store(v5, ref to, 5, roundBytes, ref rotation, lanes);
                    Store(v6, ref to, 6, roundBytes, ref rotation, lanes);
                    Store(v7, ref to, 7, roundBytes, ref rotation, lanes);
                }
            }
        }
    }

    /// <summary>Blocks whose stores of 16 bytes for 10 stay within the row, and whose rounds are full.</summary>
    public static int WholeBlocks(FrameLayout layout) =>
        Math.Max(0, Math.Min((layout.Rounds - 1) / Block, ((layout.DataUi / 8) - 6) / BlockBytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<ushort> symbols, ref byte to, nint round, nint roundBytes, ref Vector128<byte> rotation, int lanes)
    {
        Vector128<byte> packed = Pack(Ssse3.Shuffle(symbols.AsByte(), Unsafe.Add(ref rotation, round)).AsUInt16());
        StoreExactly(packed, ref Unsafe.Add(ref to, round * roundBytes), lanes);
    }

    /// <summary>Stores the symbols of a block, or of half of one: 10 bytes or 5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreExactly(Vector128<byte> packed, ref byte place, int lanes)
    {
        if (lanes == Block)
        {
            Unsafe.WriteUnaligned(ref place, packed.AsUInt64().ToScalar());
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref place, 8), packed.AsUInt16().GetElement(4));
        }
        else
        {
            Unsafe.WriteUnaligned(ref place, packed.AsUInt32().ToScalar());
            Unsafe.Add(ref place, 4) = packed.GetElement(4);
        }
    }

    /// <summary>Eight 10-bit symbols from 10 bytes into 16-bit elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Unpack(ref byte from, Vector128<byte> shuffle, Vector128<ushort> factor) =>
        // Each element gets the two bytes that hold its symbol; the product moves the symbol to the top.
        Sse2.MultiplyLow(Ssse3.Shuffle(Vector128.LoadUnsafe(ref from), shuffle).AsUInt16(), factor) >>> 6;

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
    private static void Transpose(
        ref Vector128<ushort> v0, ref Vector128<ushort> v1, ref Vector128<ushort> v2, ref Vector128<ushort> v3,
        ref Vector128<ushort> v4, ref Vector128<ushort> v5, ref Vector128<ushort> v6, ref Vector128<ushort> v7)
    {
        Vector128<uint> a0 = Sse2.UnpackLow(v0, v1).AsUInt32(), a1 = Sse2.UnpackHigh(v0, v1).AsUInt32();
        Vector128<uint> a2 = Sse2.UnpackLow(v2, v3).AsUInt32(), a3 = Sse2.UnpackHigh(v2, v3).AsUInt32();
        Vector128<uint> a4 = Sse2.UnpackLow(v4, v5).AsUInt32(), a5 = Sse2.UnpackHigh(v4, v5).AsUInt32();
        Vector128<uint> a6 = Sse2.UnpackLow(v6, v7).AsUInt32(), a7 = Sse2.UnpackHigh(v6, v7).AsUInt32();
        Vector128<ulong> b0 = Sse2.UnpackLow(a0, a2).AsUInt64(), b1 = Sse2.UnpackHigh(a0, a2).AsUInt64();
        Vector128<ulong> b2 = Sse2.UnpackLow(a1, a3).AsUInt64(), b3 = Sse2.UnpackHigh(a1, a3).AsUInt64();
        Vector128<ulong> b4 = Sse2.UnpackLow(a4, a6).AsUInt64(), b5 = Sse2.UnpackHigh(a4, a6).AsUInt64();
        Vector128<ulong> b6 = Sse2.UnpackLow(a5, a7).AsUInt64(), b7 = Sse2.UnpackHigh(a5, a7).AsUInt64();
        v0 = Sse2.UnpackLow(b0, b4).AsUInt16();
        v1 = Sse2.UnpackHigh(b0, b4).AsUInt16();
        v2 = Sse2.UnpackLow(b1, b5).AsUInt16();
        v3 = Sse2.UnpackHigh(b1, b5).AsUInt16();
        v4 = Sse2.UnpackLow(b2, b6).AsUInt16();
        v5 = Sse2.UnpackHigh(b2, b6).AsUInt16();
        v6 = Sse2.UnpackLow(b3, b7).AsUInt16();
        v7 = Sse2.UnpackHigh(b3, b7).AsUInt16();
    }

    /// <summary>Shuffles for round r of a block, codewords rotated by r mod c. Rounds of a block start at a multiple of 8.</summary>
    internal static class Rotation
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
