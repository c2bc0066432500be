using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Transposes;

/// <summary>
/// Between rounds of fields of 2 … 16 bits and lane rows, 8 lanes × 64 rounds at a time: a vector has 32 bits of each of 8
/// lanes, into which the fields of a round are shifted at once. 64 rounds fill whole words of a row, whatever the field.
/// Columns of 2, 4 or 8 fields that lie in 8 lanes can be rotated on the way, by one more in each round.
/// </summary>
internal sealed class FieldTransposeAvx2
{
    /// <summary>Rounds that fill whole words of a row, whatever the field.</summary>
    public const int Rounds = 64;

    /// <summary>Lanes of a block.</summary>
    public const int Lanes = 8;

    private const int StoreBytes = 16;
    private readonly int _bits;
    private readonly Vector256<byte> _shuffle;
    private readonly Vector256<uint> _shift;
    private readonly Vector256<ulong> _join;
    private readonly Vector256<uint>[] _toSlots = new Vector256<uint>[Lanes];
    private readonly Vector256<uint>[] _toCode = new Vector256<uint>[Lanes];
    private readonly uint[] _vertical;
    private readonly byte[] _bytes = new byte[Rounds * StoreBytes];

    /// <summary>Makes a transpose with its scratch memory.</summary>
    /// <param name="bits">Bits of a field, 2 … 16.</param>
    /// <param name="column">Fields of a column to rotate: 1, which is none, 2, 4 or 8.</param>
    public FieldTransposeAvx2(int bits, int column = 1)
    {
        _bits = bits;
        Span<byte> shuffle = stackalloc byte[32];
        Span<uint> shift = stackalloc uint[Lanes];
        for (int field = 0; field < Lanes; field++)
        {
            // The upper four fields are loaded from the byte in which they start.
            int bit = ((field & 4) * bits & 7) + ((field & 3) * bits);
            shift[field] = (uint)bit & 7;
            for (int i = 0; i < 4; i++)
            {
                shuffle[(field * 4) + i] = (byte)((bit >> 3) + i);
            }
        }

        _shuffle = Vector256.Create<byte>(shuffle);
        _shift = Vector256.Create<uint>(shift);
        Span<uint> toSlots = stackalloc uint[Lanes], toCode = stackalloc uint[Lanes];
        for (int round = 0; round < Lanes; round++)
        {
            for (int lane = 0; lane < Lanes; lane++)
            {
                int field = (lane / column * column) + ((lane + round) % column);
                toSlots[lane] = (uint)field;
                toCode[field] = (uint)lane;
            }

            _toSlots[round] = Vector256.Create<uint>(toSlots);
            _toCode[round] = Vector256.Create<uint>(toCode);
        }

        _join = Vector256.Create(0UL, (ulong)bits * 2, 0, (ulong)bits * 2);
        _vertical = new uint[((2 * bits) + 8) * Lanes];
    }

    /// <summary>Whether the machine has what it takes.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Rounds to rows, for one block. May read 24 bytes past its fields.</summary>
    /// <param name="rounds">The block's first byte in the first round.</param>
    /// <param name="stride">Bytes from one round to the next.</param>
    /// <param name="units">Units of <see cref="Rounds"/>.</param>
    /// <param name="rows">The first word of the block's first row.</param>
    /// <param name="rowStride">Words from one row to the next.</param>
    public void ToRows(ref byte rounds, nint stride, int units, ref ulong rows, nint rowStride) =>
        ToRows(ref rounds, stride, units, _bits, _shuffle, _shift, ref MemoryMarshal.GetArrayDataReference(_toSlots), ref rows, rowStride, ref MemoryMarshal.GetArrayDataReference(_vertical));

    /// <summary>Rows to rounds, for one block. Blocks go in order: one may be written over the next.</summary>
    /// <param name="rows">The first word of the block's first row.</param>
    /// <param name="rowStride">Words from one row to the next.</param>
    /// <param name="units">Units of <see cref="Rounds"/>.</param>
    /// <param name="rounds">The block's first byte in the first round.</param>
    /// <param name="stride">Bytes from one round to the next.</param>
    /// <param name="roomBytes">Bytes from the block's first to the end of the round: none behind is written.</param>
    public void FromRows(ref ulong rows, nint rowStride, int units, ref byte rounds, nint stride, int roomBytes)
    {
        ref uint vertical = ref MemoryMarshal.GetArrayDataReference(_vertical);
        if (roomBytes >= StoreBytes)
        {
            FromRows(ref rows, rowStride, units, _bits, _join, ref MemoryMarshal.GetArrayDataReference(_toCode), ref rounds, stride, ref vertical);
            return;
        }

        for (int unit = 0; unit < units; unit++)
        {
            ref byte from = ref MemoryMarshal.GetArrayDataReference(_bytes);
            FromRows(ref Unsafe.Add(ref rows, unit * _bits), rowStride, 1, _bits, _join, ref MemoryMarshal.GetArrayDataReference(_toCode), ref from, StoreBytes, ref vertical);
            for (int round = 0; round < Rounds; round++)
            {
                ref byte to = ref Unsafe.Add(ref rounds, ((nint)(unit * Rounds) + round) * stride);
                Unsafe.CopyBlockUnaligned(ref to, ref Unsafe.Add(ref from, round * StoreBytes), (uint)Math.Min(roomBytes, _bits));
            }
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private static void ToRows(
        ref byte rounds, nint stride, int units, int bits, Vector256<byte> shuffle, Vector256<uint> shift, ref Vector256<uint> rotations, ref ulong rows, nint rowStride, ref uint vertical)
    {
        Vector256<uint> mask = Vector256.Create((1U << bits) - 1), step = Vector256.Create((uint)bits), word = Vector256.Create(32U);
        nint upper = (4 * bits) >> 3;
        for (int unit = 0; unit < units; unit++)
        {
            Vector256<uint> filled = Vector256<uint>.Zero, position = Vector256<uint>.Zero;
            ref uint to = ref vertical;
            int filledBits = 0;
            for (int round = 0; round < Rounds; round++)
            {
                Vector256<byte> loaded = Vector256.Create(Vector128.LoadUnsafe(ref rounds), Vector128.LoadUnsafe(ref Unsafe.Add(ref rounds, upper)));
                Vector256<uint> fields = Avx2.ShiftRightLogicalVariable(Avx2.Shuffle(loaded, shuffle).AsUInt32(), shift) & mask;
                fields = Avx2.PermuteVar8x32(fields, Unsafe.Add(ref rotations, round & (Lanes - 1)));
                filled |= Avx2.ShiftLeftLogicalVariable(fields, position);
                position += step;
                filledBits += bits;
                rounds = ref Unsafe.Add(ref rounds, stride);
                if (filledBits >= 32)
                {
                    filled.StoreUnsafe(ref to);
                    to = ref Unsafe.Add(ref to, Lanes);
                    filledBits -= 32;
                    position -= word;
                    filled = Avx2.ShiftRightLogicalVariable(fields, step - position);
                }
            }

            // Blocks of 8 × 8; the last one ends where the unit ends. Fields of 2 and 3 bits fill no whole one.
            for (int first = 0; first < 2 * bits; first += Lanes)
            {
                int start = Math.Max(0, Math.Min(first, (2 * bits) - Lanes));
                ref uint from = ref Unsafe.Add(ref vertical, start * Lanes);
                Vector256<uint> v0 = Vector256.LoadUnsafe(ref from), v1 = Vector256.LoadUnsafe(ref from, 8), v2 = Vector256.LoadUnsafe(ref from, 16);
                Vector256<uint> v3 = Vector256.LoadUnsafe(ref from, 24), v4 = Vector256.LoadUnsafe(ref from, 32), v5 = Vector256.LoadUnsafe(ref from, 40);
                Vector256<uint> v6 = Vector256.LoadUnsafe(ref from, 48), v7 = Vector256.LoadUnsafe(ref from, 56);
                Transpose(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
                ref uint row = ref Unsafe.Add(ref Unsafe.As<ulong, uint>(ref rows), start);
                Store(v0, ref row, bits);
                Store(v1, ref Unsafe.Add(ref row, 2 * rowStride), bits);
                Store(v2, ref Unsafe.Add(ref row, 4 * rowStride), bits);
                Store(v3, ref Unsafe.Add(ref row, 6 * rowStride), bits);
                Store(v4, ref Unsafe.Add(ref row, 8 * rowStride), bits);
                Store(v5, ref Unsafe.Add(ref row, 10 * rowStride), bits);
                Store(v6, ref Unsafe.Add(ref row, 12 * rowStride), bits);
                Store(v7, ref Unsafe.Add(ref row, 14 * rowStride), bits);
            }

            rows = ref Unsafe.Add(ref rows, bits);
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private static void FromRows(
        ref ulong rows, nint rowStride, int units, int bits, Vector256<ulong> join, ref Vector256<uint> rotations, ref byte rounds, nint stride, ref uint vertical)
    {
        Vector256<uint> mask = Vector256.Create((1U << bits) - 1), step = Vector256.Create((uint)bits), word = Vector256.Create(32U);
        Vector256<ulong> pair = Vector256.Create((1UL << (2 * bits)) - 1);
        int pairShift = 32 - bits, four = 4 * bits;
        for (int unit = 0; unit < units; unit++)
        {
            for (int first = 0; first < 2 * bits; first += Lanes)
            {
                int start = Math.Max(0, Math.Min(first, (2 * bits) - Lanes));
                ref uint row = ref Unsafe.Add(ref Unsafe.As<ulong, uint>(ref rows), start);
                Vector256<uint> v0 = Vector256.LoadUnsafe(ref row), v1 = Vector256.LoadUnsafe(ref Unsafe.Add(ref row, 2 * rowStride));
                Vector256<uint> v2 = Vector256.LoadUnsafe(ref Unsafe.Add(ref row, 4 * rowStride)), v3 = Vector256.LoadUnsafe(ref Unsafe.Add(ref row, 6 * rowStride));
                Vector256<uint> v4 = Vector256.LoadUnsafe(ref Unsafe.Add(ref row, 8 * rowStride)), v5 = Vector256.LoadUnsafe(ref Unsafe.Add(ref row, 10 * rowStride));
                Vector256<uint> v6 = Vector256.LoadUnsafe(ref Unsafe.Add(ref row, 12 * rowStride)), v7 = Vector256.LoadUnsafe(ref Unsafe.Add(ref row, 14 * rowStride));
                Transpose(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
                ref uint to = ref Unsafe.Add(ref vertical, start * Lanes);
                v0.StoreUnsafe(ref to);
                v1.StoreUnsafe(ref to, 8);
                v2.StoreUnsafe(ref to, 16);
                v3.StoreUnsafe(ref to, 24);
                v4.StoreUnsafe(ref to, 32);
                v5.StoreUnsafe(ref to, 40);
                v6.StoreUnsafe(ref to, 48);
                v7.StoreUnsafe(ref to, 56);
            }

            ref uint from = ref vertical;
            Vector256<uint> taken = Vector256.LoadUnsafe(ref from), position = Vector256<uint>.Zero;
            int takenBits = 0;
            for (int round = 0; round < Rounds; round++)
            {
                Vector256<uint> fields = Avx2.ShiftRightLogicalVariable(taken, position);
                position += step;
                takenBits += bits;
                if (takenBits >= 32)
                {
                    takenBits -= 32;
                    position -= word;
                    from = ref Unsafe.Add(ref from, Lanes);
                    taken = Vector256.LoadUnsafe(ref from);
                    fields |= Avx2.ShiftLeftLogicalVariable(taken, step - position);
                }

                // Pairs of fields to 2·bits, pairs of pairs to 4·bits in the lower half of each 128, and the two together.
                Vector256<ulong> two = Avx2.PermuteVar8x32(fields & mask, Unsafe.Add(ref rotations, round & (Lanes - 1))).AsUInt64();
                two = (two | (two >>> pairShift)) & pair;
                two = Avx2.ShiftLeftLogicalVariable(two, join);
                two |= Avx2.Shuffle(two.AsUInt32(), 0b01_00_11_10).AsUInt64();
                if ((four & 7) == 0)
                {
                    // As doubles, which are stored from vector registers.
                    Unsafe.WriteUnaligned(ref rounds, two.GetLower().AsDouble().ToScalar());
                    Unsafe.WriteUnaligned(ref Unsafe.Add(ref rounds, four >> 3), two.GetUpper().AsDouble().ToScalar());
                }
                else
                {
                    ulong low = two.GetLower().ToScalar(), high = two.GetUpper().ToScalar();
                    Unsafe.WriteUnaligned(ref rounds, low | (high << four));
                    Unsafe.WriteUnaligned(ref Unsafe.Add(ref rounds, 8), high >> (64 - four));
                }

                rounds = ref Unsafe.Add(ref rounds, stride);
            }

            rows = ref Unsafe.Add(ref rows, bits);
        }
    }

    /// <summary>A block's part of a row; of a unit shorter than that what it has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<uint> elements, ref uint row, int bits)
    {
        if (2 * bits >= Lanes)
        {
            elements.StoreUnsafe(ref row);
            return;
        }

        elements.GetLower().StoreUnsafe(ref row);
        if (bits == 3)
        {
            Unsafe.WriteUnaligned(ref Unsafe.As<uint, byte>(ref Unsafe.Add(ref row, 4)), elements.AsUInt64().GetElement(2));
        }
    }

    /// <summary>Eight by eight elements: element c of row r trades places with element r of row c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector256<uint> v0, ref Vector256<uint> v1, ref Vector256<uint> v2, ref Vector256<uint> v3,
        ref Vector256<uint> v4, ref Vector256<uint> v5, ref Vector256<uint> v6, ref Vector256<uint> v7)
    {
        Vector256<ulong> a0 = Avx2.UnpackLow(v0, v1).AsUInt64(), a1 = Avx2.UnpackHigh(v0, v1).AsUInt64();
        Vector256<ulong> a2 = Avx2.UnpackLow(v2, v3).AsUInt64(), a3 = Avx2.UnpackHigh(v2, v3).AsUInt64();
        Vector256<ulong> a4 = Avx2.UnpackLow(v4, v5).AsUInt64(), a5 = Avx2.UnpackHigh(v4, v5).AsUInt64();
        Vector256<ulong> a6 = Avx2.UnpackLow(v6, v7).AsUInt64(), a7 = Avx2.UnpackHigh(v6, v7).AsUInt64();
        Vector256<ulong> b0 = Avx2.UnpackLow(a0, a2), b1 = Avx2.UnpackHigh(a0, a2), b2 = Avx2.UnpackLow(a1, a3), b3 = Avx2.UnpackHigh(a1, a3);
        Vector256<ulong> b4 = Avx2.UnpackLow(a4, a6), b5 = Avx2.UnpackHigh(a4, a6), b6 = Avx2.UnpackLow(a5, a7), b7 = Avx2.UnpackHigh(a5, a7);
        v0 = Avx2.Permute2x128(b0, b4, 0x20).AsUInt32();
        v1 = Avx2.Permute2x128(b1, b5, 0x20).AsUInt32();
        v2 = Avx2.Permute2x128(b2, b6, 0x20).AsUInt32();
        v3 = Avx2.Permute2x128(b3, b7, 0x20).AsUInt32();
        v4 = Avx2.Permute2x128(b0, b4, 0x31).AsUInt32();
        v5 = Avx2.Permute2x128(b1, b5, 0x31).AsUInt32();
        v6 = Avx2.Permute2x128(b2, b6, 0x31).AsUInt32();
        v7 = Avx2.Permute2x128(b3, b7, 0x31).AsUInt32();
    }
}
