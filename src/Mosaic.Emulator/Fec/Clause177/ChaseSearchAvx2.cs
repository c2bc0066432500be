using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Fec.Clause177;

/// <summary>
/// <see cref="ChaseSearch.FindPlainly"/> with AVX2, one word at a time and its 32 sets side by side. Columns have odd weight, so
/// seven of their bits tell them apart: what is missing to a set is looked up in a table of 128 costs that is made for the word.
/// Positions are numbered as in the word, and four more for parity bits.
/// </summary>
internal static class ChaseSearchAvx2
{
    private const int ParityGap = 4;
    private const int Parts = 5; // of 16 costs, the last of parity bits
    private const int Outputs = 4; // of 32 entries of the table
    private const int NoCost = 1023;

    // What the kernel reads, in vectors of 32 bytes: the shuffles that make a table of costs, for each 32 entries what marks those
    // without a column, the sets' members as bytes and as two halves of 16-bit numbers, and numbers.
    private const int Absent = Outputs * Parts, Members = Absent + Outputs, WideMembers = Members + ChaseSearch.Tested;
    private const int Indices = WideMembers + (2 * ChaseSearch.Tested), SetIndices = Indices + 4, Length = SetIndices + 2;

    private static readonly Vector256<byte>[] Constants = MakeConstants();
    private static readonly byte[] Columns = MakeColumns();

    /// <summary>Whether this machine can run it.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>See <see cref="ChaseSearch.Find"/>.</summary>
    [MethodImpl(Kernel.Compiled)]
    public static WordFlips Find(ref readonly sbyte word, int syndrome)
    {
        ref Vector256<byte> constant = ref MemoryMarshal.GetArrayDataReference(Constants);
        ref byte columns = ref MemoryMarshal.GetArrayDataReference(Columns);
        ref byte soft = ref Unsafe.As<sbyte, byte>(ref Unsafe.AsRef(in word));
        Vector256<ushort> pairs0 = Pairs(ref soft, 0, out _), pairs1 = Pairs(ref soft, 32, out _), pairs2 = Pairs(ref soft, 64, out _);
        Vector256<ushort> pairs3 = Pairs(ref soft, 96, out Vector256<byte> last);
        Vector128<ushort> parity = Vector128.WidenUpper(last.GetUpper());

        // Cost and position in one number, so that the least is the cheapest, and the first of these.
        Vector256<ushort> keys0 = (pairs0 << 8) | Unsafe.Add(ref constant, Indices).AsUInt16();
        Vector256<ushort> keys1 = (pairs1 << 8) | Unsafe.Add(ref constant, Indices + 1).AsUInt16();
        Vector256<ushort> keys2 = (pairs2 << 8) | Unsafe.Add(ref constant, Indices + 2).AsUInt16();
        Vector256<ushort> keys3 = (pairs3 << 8) | Unsafe.Add(ref constant, Indices + 3).AsUInt16();
        Vector128<ushort> keys4 = (parity << 8) | Vector128.Create((ushort)64, 65, 66, 67, 68, 69, 70, 71);

        int takesEven = BitOperations.PopCount((uint)syndrome) & 1;
        Vector256<byte> missing = Vector256.Create((byte)(syndrome & 0x7F));
        Vector256<ushort> cost0 = default, cost1 = default;
        ulong cheapest = 0; // a byte each
        Vector256<byte> turned = Vector256.Create((byte)0);
        for (int i = 0; i < ChaseSearch.Tested; i++)
        {
            Vector256<ushort> least = Vector256.Min(Vector256.Min(keys0, keys1), Vector256.Min(keys2, keys3));
            Vector128<ushort> found = Sse41.MinHorizontal(Vector128.Min(Vector128.Min(least.GetLower(), least.GetUpper()), keys4));
            Vector256<ushort> all = Avx2.BroadcastScalarToVector256(found);
            keys0 |= Vector256.Equals(keys0, all);
            keys1 |= Vector256.Equals(keys1, all);
            keys2 |= Vector256.Equals(keys2, all);
            keys3 |= Vector256.Equals(keys3, all);
            keys4 |= Vector128.Equals(keys4, all.GetLower());

            uint position = found.ToScalar() & 0xFFu;
            cheapest |= (ulong)position << (8 * i);
            if (i == ChaseSearch.Tested - 1 && takesEven == 0)
                turned = Vector256<byte>.AllBitsSet;
            Vector256<byte> column = Vector256.Create(Unsafe.Add(ref columns, position));
            missing ^= (Unsafe.Add(ref constant, Members + i) ^ turned) & column;
            Vector256<ushort> cost = all >>> 8;
            cost0 += (Unsafe.Add(ref constant, WideMembers + (2 * i)) ^ turned).AsUInt16() & cost;
            cost1 += (Unsafe.Add(ref constant, WideMembers + (2 * i) + 1) ^ turned).AsUInt16() & cost;
        }

        Vector256<sbyte> completion = LookUp(
            Part(pairs0), Part(pairs1), Part(pairs2), Part(pairs3), Vector256.Create(Vector128.Narrow(parity, parity), Vector128.Narrow(parity, parity)),
            ref constant, missing).AsSByte();

        // No column is 255, which as a signed number widens to the largest there is.
        cost0 = Avx2.AddSaturate(cost0, Avx2.ConvertToVector256Int16(completion.GetLower()).AsUInt16());
        cost1 = Avx2.AddSaturate(cost1, Avx2.ConvertToVector256Int16(completion.GetUpper()).AsUInt16());
        Vector256<ushort> most = Vector256.Create((ushort)NoCost);
        cost0 = (Vector256.Min(cost0, most) << 5) | Unsafe.Add(ref constant, SetIndices).AsUInt16();
        cost1 = (Vector256.Min(cost1, most) << 5) | Unsafe.Add(ref constant, SetIndices + 1).AsUInt16();
        Vector256<ushort> best = Vector256.Min(cost0, cost1);
        int winner = Sse41.MinHorizontal(Vector128.Min(best.GetLower(), best.GetUpper())).ToScalar();
        if (winner >> 5 == NoCost)
            return default;

        return Flips(in word, syndrome, winner & (ChaseSearch.Sets - 1), takesEven, cheapest, ref columns);
    }

    /// <summary>The costs of 16 pairs, and of their 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Pairs(ref byte soft, nuint bit, out Vector256<byte> costs)
    {
        costs = Vector256.Min(Vector256.Abs(Vector256.LoadUnsafe(ref soft, bit).AsSByte()).AsByte(), Vector256.Create((byte)ChaseSearch.LargestCost));
        return Vector256.Min(costs.AsUInt16() & Vector256.Create((ushort)0xFF), costs.AsUInt16() >>> 8);
    }

    /// <summary>16 costs as bytes, in both halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Part(Vector256<ushort> pairs)
    {
        Vector128<byte> part = Sse2.PackUnsignedSaturate(pairs.GetLower().AsInt16(), pairs.GetUpper().AsInt16());
        return Vector256.Create(part, part);
    }

    /// <summary>Makes the table of costs by columns, and looks 32 columns up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> LookUp(
        Vector256<byte> part0, Vector256<byte> part1, Vector256<byte> part2, Vector256<byte> part3, Vector256<byte> part4,
        ref Vector256<byte> constant, Vector256<byte> columns)
    {
        Vector256<byte> result = default;
        for (int output = 0; output < Outputs; output++)
        {
            ref Vector256<byte> shuffle = ref Unsafe.Add(ref constant, output * Parts);
            Vector256<byte> entries = Unsafe.Add(ref constant, Absent + output) | Avx2.Shuffle(part0, shuffle)
                | Avx2.Shuffle(part1, Unsafe.Add(ref shuffle, 1)) | Avx2.Shuffle(part2, Unsafe.Add(ref shuffle, 2))
                | Avx2.Shuffle(part3, Unsafe.Add(ref shuffle, 3)) | Avx2.Shuffle(part4, Unsafe.Add(ref shuffle, 4));

            // 16 entries at a time, in both halves. An index outside of them ends up at 128 or more, which shuffles to 0.
            Vector256<byte> outside = Vector256.Create((byte)0x70);
            Vector256<byte> low = columns ^ Vector256.Create((byte)(output * 32)), high = columns ^ Vector256.Create((byte)((output * 32) + 16));
            result |= Avx2.Shuffle(Avx2.Permute2x128(entries, entries, 0x00), Avx2.AddSaturate(low, outside));
            result |= Avx2.Shuffle(Avx2.Permute2x128(entries, entries, 0x11), Avx2.AddSaturate(high, outside));
        }

        return result;
    }

    private static WordFlips Flips(ref readonly sbyte word, int syndrome, int set, int takesEven, ulong cheapest, ref byte columns)
    {
        int members = set | ((BitOperations.PopCount((uint)set) & 1) == takesEven ? ChaseSearch.Sets : 0), missing = syndrome & 0x7F;
        WordFlips flips = default;
        for (; members != 0; members &= members - 1)
        {
            int position = (int)(cheapest >> (8 * BitOperations.TrailingZeroCount(members))) & 0xFF;
            missing ^= Unsafe.Add(ref columns, position);
            flips = flips.Toggle(ChaseSearch.WeakBit(in word, Plain(position)));
        }

        return flips.Toggle(ChaseSearch.WeakBit(in word, Clause177Columns.PositionOf[Whole(missing)]));
    }

    private static int Plain(int position) => position >= Clause177Columns.Pairs ? position - ParityGap : position;

    /// <summary>The column of odd weight with these seven lower bits.</summary>
    private static int Whole(int column) => Clause177Columns.IsOdd(column) ? column : column | 0x80;

    private static byte[] MakeColumns()
    {
        var columns = new byte[Clause177Columns.Positions + ParityGap];
        for (int position = 0; position < columns.Length; position++)
        {
            if (position is < Clause177Columns.Pairs or >= Clause177Columns.Pairs + ParityGap)
                columns[position] = (byte)(Clause177Columns.OfPosition[Plain(position)] & 0x7F);
        }

        return columns;
    }

    private static Vector256<byte>[] MakeConstants()
    {
        var constants = new Vector256<byte>[Length];
        for (int output = 0; output < Outputs; output++)
        {
            for (int part = 0; part < Parts; part++)
                constants[(output * Parts) + part] = Bytes(i => Source(i) is >= 0 and var at && at / 16 == part ? (byte)(at % 16) : (byte)0x80);
            constants[Absent + output] = Bytes(i => Source(i) < 0 ? (byte)0xFF : (byte)0);

            int Source(int entry)
            {
                int position = Clause177Columns.PositionOf[Whole((output * 32) + entry)];
                return position >= Clause177Columns.Pairs ? position + ParityGap : position;
            }
        }

        for (int i = 0; i < ChaseSearch.Tested; i++)
        {
            constants[Members + i] = Bytes(set => Has(set, i) ? (byte)0xFF : (byte)0);
            for (int half = 0; half < 2; half++)
                constants[WideMembers + (2 * i) + half] = Words(set => Has((16 * half) + set, i) ? ushort.MaxValue : (ushort)0);
        }

        for (int part = 0; part < 4; part++)
            constants[Indices + part] = Words(i => (16 * part) + i < Clause177Columns.Pairs ? (ushort)((16 * part) + i) : ushort.MaxValue);
        for (int half = 0; half < 2; half++)
            constants[SetIndices + half] = Words(set => (ushort)((16 * half) + set));
        return constants;

        // The last is in where an odd number of others is, to make an even number; turned for an odd one.
        static bool Has(int set, int i) => i < ChaseSearch.Tested - 1 ? ((set >> i) & 1) != 0 : (BitOperations.PopCount((uint)set) & 1) != 0;

        static Vector256<byte> Bytes(Func<int, byte> of) => Vector256.Create([.. Enumerable.Range(0, 32).Select(of)]);

        static Vector256<byte> Words(Func<int, ushort> of) => Vector256.Create([.. Enumerable.Range(0, 16).Select(of)]).AsByte();
    }
}
