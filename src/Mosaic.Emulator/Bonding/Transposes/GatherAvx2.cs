using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Transposes;

/// <summary>
/// <see cref="GatherSsse3"/> for two blocks at a time, of consecutive rounds of the same lanes: one in each half of the vectors.
/// </summary>
internal static class GatherAvx2
{
    private const int Block = 8;
    private const int BlockBytes = 10;
    private const int StoreBytes = 16;
    private const int GroupsAhead = 4;

    /// <summary>What <see cref="GatherSsse3"/> can run.</summary>
    public static bool CanRun(FrameLayout layout) => Avx2.IsSupported && GatherSsse3.CanRun(layout);

    /// <summary>Gathers blocks, an even number of them from an even one on; as <see cref="GatherSsse3.Gather"/>.</summary>
    [MethodImpl(Kernel.Compiled)]
    public static void Gather(FrameLayout layout, LinkBlock rows, int rowsStartUi, Span<byte> stream, int firstBlock, int blocks)
    {
        int groups = (layout.Lanes + Block - 1) / Block, roundBytes = GatherSsse3.RoundBytes(layout);
        nint stride = (nint)rows.Stride * sizeof(ulong);
        Debug.Assert(stream.Length >= (long)(blocks - firstBlock) * Block * roundBytes);
        Debug.Assert((rowsStartUi / 8) + (rows.Words * sizeof(ulong)) >= (blocks * BlockBytes) + 6 && rowsStartUi / 8 <= firstBlock * BlockBytes && rows.Lanes >= layout.Lanes);
        ref byte target = ref MemoryMarshal.GetReference(stream);
        ref byte source = ref Unsafe.As<ulong, byte>(ref rows.Row(0)[0]);
        nint start = rowsStartUi / 8;
        Span<Vector256<byte>> rotations = stackalloc Vector256<byte>[Block];
        ref Vector256<byte> rotation = ref Rotations(rotations, layout.Interleave);
        int together = GatherSsse3.BlocksTogether(roundBytes);
        for (int first = firstBlock; first < blocks; first += together)
        {
            int last = Math.Min(blocks, first + together);
            for (int group = 0; group < groups; group++)
            {
                if (group + GroupsAhead < groups)
                {
                    CacheLines.PrefetchRows(
                        ref Unsafe.Add(ref source, ((group + GroupsAhead) * Block * stride) + ((nint)first * BlockBytes) - start), stride, Block, (nint)(last - first) * BlockBytes);
                }

                Gather(
                    ref Unsafe.Add(ref source, (group * Block * stride) + ((nint)first * BlockBytes) - start), stride, last - first,
                    ref Unsafe.Add(ref target, ((nint)(first - firstBlock) * Block * roundBytes) + (group * BlockBytes)), roundBytes, ref rotation, roundBytes - (group * BlockBytes));
            }
        }
    }

    /// <summary>Gathers one group of eight lanes.</summary>
    /// <param name="from">The first byte of the first lane. 6 are read behind the last that belongs to the blocks.</param>
    /// <param name="stride">Bytes from lane to lane.</param>
    /// <param name="blocks">Blocks of eight rounds, an even number.</param>
    /// <param name="to">The group's first byte in the first round.</param>
    /// <param name="roundBytes">Bytes from one round to the next.</param>
    /// <param name="interleave">Codewords that rotate by one more in every round; 1, 2, 4 or 8.</param>
    /// <param name="room">Bytes from the group's first to the end of the round: 5, those of four lanes, or 10 at least. None behind is written.</param>
    [MethodImpl(Kernel.Compiled)]
    public static void Gather(ref byte from, nint stride, int blocks, ref byte to, nint roundBytes, int interleave, int room)
    {
        Span<Vector256<byte>> rotations = stackalloc Vector256<byte>[Block];
        Gather(ref from, stride, blocks, ref to, roundBytes, ref Rotations(rotations, interleave), room);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather(ref byte from, nint stride, int blocks, ref byte to, nint roundBytes, ref Vector256<byte> rotation, int room)
    {
        Vector256<byte> shuffle = Twice(GatherSsse3.Rotation.UnpackShuffles(1)[0]);
        Vector256<ushort> factor = Twice(GatherSsse3.Rotation.UnpackFactors(1)[0].AsByte()).AsUInt16();
        // A store of 16 bytes spills over the next 6, which are written later, unless they are of the next round.
        bool exact = room < StoreBytes;
        int lanes = room < BlockBytes ? Block / 2 : Block;
        for (; blocks > 0; blocks -= 2, from = ref Unsafe.Add(ref from, 2 * BlockBytes), to = ref Unsafe.Add(ref to, 2 * Block * roundBytes))
        {
            Vector256<ushort> v0 = Unpack(ref from, shuffle, factor);
            Vector256<ushort> v1 = Unpack(ref Unsafe.Add(ref from, stride), shuffle, factor);
            Vector256<ushort> v2 = Unpack(ref Unsafe.Add(ref from, 2 * stride), shuffle, factor);
            Vector256<ushort> v3 = Unpack(ref Unsafe.Add(ref from, 3 * stride), shuffle, factor);
            // Of half a group whatever comes to be in its upper half.
            ref byte upper = ref Unsafe.Add(ref from, (lanes - 4) * stride);
            Vector256<ushort> v4 = Unpack(ref upper, shuffle, factor);
            Vector256<ushort> v5 = Unpack(ref Unsafe.Add(ref upper, stride), shuffle, factor);
            Vector256<ushort> v6 = Unpack(ref Unsafe.Add(ref upper, 2 * stride), shuffle, factor);
            Vector256<ushort> v7 = Unpack(ref Unsafe.Add(ref upper, 3 * stride), shuffle, factor);
            Transpose(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
            Store(v0, ref to, 0, roundBytes, ref rotation, exact, lanes);
            Store(v1, ref to, 1, roundBytes, ref rotation, exact, lanes);
            Store(v2, ref to, 2, roundBytes, ref rotation, exact, lanes);
            Store(v3, ref to, 3, roundBytes, ref rotation, exact, lanes);
            Store(v4, ref to, 4, roundBytes, ref rotation, exact, lanes);
            Store(v5, ref to, 5, roundBytes, ref rotation, exact, lanes);
            Store(v6, ref to, 6, roundBytes, ref rotation, exact, lanes);
            Store(v7, ref to, 7, roundBytes, ref rotation, exact, lanes);
        }
    }

    /// <summary>A shuffle for each round of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Vector256<byte> Rotations(Span<Vector256<byte>> rotations, int interleave)
    {
        for (int round = 0; round < Block; round++)
        {
            rotations[round] = Twice(GatherSsse3.Rotation.Unrotations(interleave)[round]);
        }

        return ref MemoryMarshal.GetReference(rotations);
    }

    private static Vector256<byte> Twice(Vector128<byte> half) => Vector256.Create(half, half);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<ushort> symbols, ref byte to, nint round, nint roundBytes, ref Vector256<byte> rotation, bool exact, int lanes)
    {
        Vector256<byte> packed = Pack(Avx2.Shuffle(symbols.AsByte(), Unsafe.Add(ref rotation, round)).AsUInt16());
        ref byte early = ref Unsafe.Add(ref to, round * roundBytes);
        ref byte late = ref Unsafe.Add(ref early, Block * roundBytes);
        if (exact)
        {
            GatherSsse3.StoreExactly(packed.GetLower(), ref early, lanes);
            GatherSsse3.StoreExactly(packed.GetUpper(), ref late, lanes);
        }
        else
        {
            packed.GetLower().StoreUnsafe(ref early);
            packed.GetUpper().StoreUnsafe(ref late);
        }
    }

    /// <summary>Eight 10-bit symbols of each of two blocks from 20 bytes into 16-bit elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Unpack(ref byte from, Vector256<byte> shuffle, Vector256<ushort> factor)
    {
        Vector256<byte> bytes = Vector256.Create(Vector128.LoadUnsafe(ref from), Vector128.LoadUnsafe(ref from, BlockBytes));
        return Avx2.MultiplyLow(Avx2.Shuffle(bytes, shuffle).AsUInt16(), factor) >>> 6;
    }

    /// <summary>Eight 10-bit symbols from 16-bit elements into 10 bytes, in each half; the other 6 are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Pack(Vector256<ushort> symbols)
    {
        Vector256<ulong> twenty = Avx2.MultiplyAddAdjacent(symbols.AsInt16(), Vector256.Create(0x0400_0001).AsInt16()).AsUInt64();
        Vector256<ulong> forty = (twenty & Vector256.Create(0xFFFFFUL)) | ((twenty >>> 12) & Vector256.Create(0xFF_FFF0_0000UL));
        return Avx2.Shuffle(forty.AsByte(), Vector256.Create(
            (byte)0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 255, 255, 255, 255, 255, 255, 0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 255, 255, 255, 255, 255, 255));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector256<ushort> v0, ref Vector256<ushort> v1, ref Vector256<ushort> v2, ref Vector256<ushort> v3,
        ref Vector256<ushort> v4, ref Vector256<ushort> v5, ref Vector256<ushort> v6, ref Vector256<ushort> v7)
    {
        Vector256<uint> a0 = Avx2.UnpackLow(v0, v1).AsUInt32(), a1 = Avx2.UnpackHigh(v0, v1).AsUInt32();
        Vector256<uint> a2 = Avx2.UnpackLow(v2, v3).AsUInt32(), a3 = Avx2.UnpackHigh(v2, v3).AsUInt32();
        Vector256<uint> a4 = Avx2.UnpackLow(v4, v5).AsUInt32(), a5 = Avx2.UnpackHigh(v4, v5).AsUInt32();
        Vector256<uint> a6 = Avx2.UnpackLow(v6, v7).AsUInt32(), a7 = Avx2.UnpackHigh(v6, v7).AsUInt32();
        Vector256<ulong> b0 = Avx2.UnpackLow(a0, a2).AsUInt64(), b1 = Avx2.UnpackHigh(a0, a2).AsUInt64();
        Vector256<ulong> b2 = Avx2.UnpackLow(a1, a3).AsUInt64(), b3 = Avx2.UnpackHigh(a1, a3).AsUInt64();
        Vector256<ulong> b4 = Avx2.UnpackLow(a4, a6).AsUInt64(), b5 = Avx2.UnpackHigh(a4, a6).AsUInt64();
        Vector256<ulong> b6 = Avx2.UnpackLow(a5, a7).AsUInt64(), b7 = Avx2.UnpackHigh(a5, a7).AsUInt64();
        v0 = Avx2.UnpackLow(b0, b4).AsUInt16();
        v1 = Avx2.UnpackHigh(b0, b4).AsUInt16();
        v2 = Avx2.UnpackLow(b1, b5).AsUInt16();
        v3 = Avx2.UnpackHigh(b1, b5).AsUInt16();
        v4 = Avx2.UnpackLow(b2, b6).AsUInt16();
        v5 = Avx2.UnpackHigh(b2, b6).AsUInt16();
        v6 = Avx2.UnpackLow(b3, b7).AsUInt16();
        v7 = Avx2.UnpackHigh(b3, b7).AsUInt16();
    }
}
