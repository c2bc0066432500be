using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mosaic.Emulator.Numerics;

/// <summary>Four.</summary>
internal readonly struct Words4(Vector256<ulong> value) : IWords<Words4>
{
    private readonly Vector256<ulong> _value = value;

    /// <summary>By mask: for each half number the one that comes there, a byte each, where those of the mask come first.</summary>
    private static ReadOnlySpan<ulong> Compressed =>
    [
        0x0100010001000100, 0x0100010001000100, 0x0100010001000302, 0x0100010003020100,
        0x0100010001000504, 0x0100010005040100, 0x0100010005040302, 0x0100050403020100,
        0x0100010001000706, 0x0100010007060100, 0x0100010007060302, 0x0100070603020100,
        0x0100010007060504, 0x0100070605040100, 0x0100070605040302, 0x0706050403020100,
    ];

    /// <summary>The same where the first ones go to those of the mask.</summary>
    private static ReadOnlySpan<ulong> Expanded =>
    [
        0x0100010001000100, 0x0100010001000100, 0x0100010001000100, 0x0100010003020100,
        0x0100010001000100, 0x0100030201000100, 0x0100030201000100, 0x0100050403020100,
        0x0100010001000100, 0x0302010001000100, 0x0302010001000100, 0x0504010003020100,
        0x0302010001000100, 0x0504030201000100, 0x0504030201000100, 0x0706050403020100,
    ];

    /// <summary>Whether they are worth their while.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    public static int Count => Vector256<ulong>.Count;

    public static Words4 Ones
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256<ulong>.AllBitsSet);
    }

    public static Words4 Numbers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256.Create(0UL, 1, 2, 3));
    }

    public uint Mask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint)_value.ExtractMostSignificantBits();
    }

    public ulong Sum => Vector256.Sum(_value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 Create(ulong value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 Load(ref ulong source, nint at = 0) => new(Vector256.LoadUnsafe(ref source, (nuint)at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 Widen(ref uint source, nint at)
    {
        Vector128<uint> four = Vector128.LoadUnsafe(ref source, (nuint)at);
        return new(Avx2.IsSupported ? Avx2.ConvertToVector256Int64(four).AsUInt64() : Vector256.Create(Vector128.WidenLower(four), Vector128.WidenUpper(four)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref ulong target, nint at = 0) => _value.StoreUnsafe(ref target, (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Words4 first, Words4 second, ref ulong target, nint at)
    {
        if (Avx2.IsSupported)
        {
            Vector256<ulong> even = Avx2.UnpackLow(first._value, second._value), odd = Avx2.UnpackHigh(first._value, second._value);
            Avx2.Permute2x128(even, odd, 0x20).StoreUnsafe(ref target, (nuint)at);
            Avx2.Permute2x128(even, odd, 0x31).StoreUnsafe(ref target, (nuint)at + 4);
            return;
        }

        for (int i = 0; i < Count; i++)
        {
            Unsafe.Add(ref target, at + (2 * i)) = first._value[i];
            Unsafe.Add(ref target, at + (2 * i) + 1) = second._value[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Scale(ref double target, nint at, double factor) =>
        (Vector256.ConvertToDouble(_value) * Vector256.Create(factor) * Vector256.LoadUnsafe(ref target, (nuint)at)).StoreUnsafe(ref target, (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 operator +(Words4 left, Words4 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 operator -(Words4 left, Words4 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 operator &(Words4 left, Words4 right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 operator |(Words4 left, Words4 right) => new(left._value | right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 operator ^(Words4 left, Words4 right) => new(left._value ^ right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 operator <<(Words4 value, int count) => new(value._value << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 operator >>>(Words4 value, int count) => new(value._value >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 Xor(Words4 first, Words4 second, Words4 third) => new(first._value ^ second._value ^ third._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 Multiply(Words4 left, Words4 right) => new(Avx2.IsSupported
        ? Avx2.Multiply(left._value.AsUInt32(), right._value.AsUInt32())
        : (left._value & Vector256.Create(0xFFFFFFFFUL)) * (right._value & Vector256.Create(0xFFFFFFFFUL)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 ShiftLeft(Words4 value, Words4 count) => new(Avx2.IsSupported ? Avx2.ShiftLeftLogicalVariable(value._value, count._value) : OneByOne(value._value, count._value, left: true));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 ShiftRight(Words4 value, Words4 count) => new(Avx2.IsSupported ? Avx2.ShiftRightLogicalVariable(value._value, count._value) : OneByOne(value._value, count._value, left: false));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 IsLess(Words4 left, Words4 right) => new(Vector256.LessThan(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 Min(Words4 left, Words4 right) => new(Vector256.Min(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 Select(Words4 mask, Words4 ones, Words4 zeros) => new(Vector256.ConditionalSelect(mask._value, ones._value, zeros._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 Without(Words4 value, Words4 bits) => new(Vector256.AndNot(value._value, bits._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 IsNegative(Words4 value) => new(Vector256.LessThan(value._value.AsInt64(), Vector256<long>.Zero).AsUInt64());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Singles() => Vector256.Create(Vector128.Narrow(_value.GetLower(), _value.GetUpper()).AsSingle(), Vector128<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 Of(Vector256<float> integers) => new(Vector256.ConvertToInt64Native(Vector256.WidenLower(integers)).AsUInt64());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Words4 Gather(ref ulong table, Words4 index)
    {
        if (Avx2.IsSupported)
        {
            return new(Avx2.GatherVector256((ulong*)Unsafe.AsPointer(ref table), index._value.AsInt64(), sizeof(ulong)));
        }

        return new(Vector256.Create(
            Unsafe.Add(ref table, (nint)index._value[0]), Unsafe.Add(ref table, (nint)index._value[1]),
            Unsafe.Add(ref table, (nint)index._value[2]), Unsafe.Add(ref table, (nint)index._value[3])));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Words4 GatherAt(ref ulong table, Words4 index)
    {
        if (Avx2.IsSupported)
        {
            return new(Avx2.GatherVector256((ulong*)Unsafe.AsPointer(ref table), index._value.AsInt64(), 1));
        }

        byte* first = (byte*)Unsafe.AsPointer(ref table);
        return new(Vector256.Create(
            Unsafe.ReadUnaligned<ulong>(first + index._value[0]), Unsafe.ReadUnaligned<ulong>(first + index._value[1]),
            Unsafe.ReadUnaligned<ulong>(first + index._value[2]), Unsafe.ReadUnaligned<ulong>(first + index._value[3])));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSome(Words4 mask, ref ulong target, nint at) => Permute(_value, Compressed[(int)mask.Mask]).StoreUnsafe(ref target, (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFew(Words4 mask, int count, ref ulong target, nint at) => StoreSome(mask, ref target, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words4 Expand(Words4 value, Words4 mask) => new(Permute(value._value, Expanded[(int)mask.Mask]) & mask._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Permute(Vector256<ulong> value, ulong order) => Avx2.IsSupported
        ? Avx2.PermuteVar8x32(value.AsUInt32(), Avx2.ConvertToVector256Int32(Vector128.CreateScalar(order).AsByte()).AsUInt32()).AsUInt64()
        : Vector256.Create(value[(int)(order & 7) / 2], value[(int)(order >> 16 & 7) / 2], value[(int)(order >> 32 & 7) / 2], value[(int)(order >> 48 & 7) / 2]);

    private static Vector256<ulong> OneByOne(Vector256<ulong> value, Vector256<ulong> count, bool left)
    {
        Vector256<ulong> result = Vector256<ulong>.Zero;
        for (int i = 0; i < Count; i++)
        {
            ulong by = count[i];
            result = result.WithElement(i, by >= 64 ? 0 : left ? value[i] << (int)by : value[i] >> (int)by);
        }

        return result;
    }
}
