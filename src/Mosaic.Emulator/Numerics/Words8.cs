using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mosaic.Emulator.Numerics;

/// <summary>Eight: where 512-bit vectors are native.</summary>
internal readonly struct Words8(Vector512<ulong> value) : IWords<Words8>
{
    private readonly Vector512<ulong> _value = value;

    /// <summary>Whether these are the numbers to take.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    public static int Count => Vector512<ulong>.Count;

    public static Words8 Ones
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<ulong>.AllBitsSet);
    }

    public static Words8 Numbers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7));
    }

    public uint Mask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint)_value.ExtractMostSignificantBits();
    }

    public ulong Sum => Vector512.Sum(_value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 Create(ulong value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 Load(ref ulong source, nint at = 0) => new(Vector512.LoadUnsafe(ref source, (nuint)at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 Widen(ref uint source, nint at)
    {
        Vector256<uint> eight = Vector256.LoadUnsafe(ref source, (nuint)at);
        return new(Avx512F.IsSupported ? Avx512F.ConvertToVector512UInt64(eight) : Vector512.Create(Vector256.WidenLower(eight), Vector256.WidenUpper(eight)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref ulong target, nint at = 0) => _value.StoreUnsafe(ref target, (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Words8 first, Words8 second, ref ulong target, nint at)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.PermuteVar8x64x2(first._value, Vector512.Create(0UL, 8, 1, 9, 2, 10, 3, 11), second._value).StoreUnsafe(ref target, (nuint)at);
            Avx512F.PermuteVar8x64x2(first._value, Vector512.Create(4UL, 12, 5, 13, 6, 14, 7, 15), second._value).StoreUnsafe(ref target, (nuint)at + 8);
            return;
        }

        Words4.StorePairs(new(first._value.GetLower()), new(second._value.GetLower()), ref target, at);
        Words4.StorePairs(new(first._value.GetUpper()), new(second._value.GetUpper()), ref target, at + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Scale(ref double target, nint at, double factor) =>
        (Vector512.ConvertToDouble(_value) * Vector512.Create(factor) * Vector512.LoadUnsafe(ref target, (nuint)at)).StoreUnsafe(ref target, (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 operator +(Words8 left, Words8 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 operator -(Words8 left, Words8 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 operator &(Words8 left, Words8 right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 operator |(Words8 left, Words8 right) => new(left._value | right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 operator ^(Words8 left, Words8 right) => new(left._value ^ right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 operator <<(Words8 value, int count) => new(value._value << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 operator >>>(Words8 value, int count) => new(value._value >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 Xor(Words8 first, Words8 second, Words8 third) => new(first._value ^ second._value ^ third._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 Multiply(Words8 left, Words8 right) => new(Avx512F.IsSupported
        ? Avx512F.Multiply(left._value.AsUInt32(), right._value.AsUInt32())
        : (left._value & Vector512.Create(0xFFFFFFFFUL)) * (right._value & Vector512.Create(0xFFFFFFFFUL)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 ShiftLeft(Words8 value, Words8 count) => new(Avx512F.IsSupported ? Avx512F.ShiftLeftLogicalVariable(value._value, count._value) : OneByOne(value._value, count._value, left: true));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 ShiftRight(Words8 value, Words8 count) => new(Avx512F.IsSupported ? Avx512F.ShiftRightLogicalVariable(value._value, count._value) : OneByOne(value._value, count._value, left: false));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 IsLess(Words8 left, Words8 right) => new(Vector512.LessThan(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 Min(Words8 left, Words8 right) => new(Vector512.Min(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 Select(Words8 mask, Words8 ones, Words8 zeros) => new(Vector512.ConditionalSelect(mask._value, ones._value, zeros._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 Without(Words8 value, Words8 bits) => new(Vector512.AndNot(value._value, bits._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 IsNegative(Words8 value) => new(Vector512.LessThan(value._value.AsInt64(), Vector512<long>.Zero).AsUInt64());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Singles() =>
        (Avx512F.IsSupported ? Avx512F.ConvertToVector256UInt32(_value) : Vector256.Narrow(_value.GetLower(), _value.GetUpper())).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 Of(Vector256<float> integers)
    {
        if (Avx512DQ.IsSupported)
        {
            return new(Avx512DQ.ConvertToVector512Int64(integers).AsUInt64());
        }

        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(integers);
        return new(Vector512.Create(Vector256.ConvertToInt64Native(lower), Vector256.ConvertToInt64Native(upper)).AsUInt64());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Words8 Gather(ref ulong table, Words8 index) => Gather((ulong*)Unsafe.AsPointer(ref table), index._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Words8 GatherAt(ref ulong table, Words8 index) => Gather((byte*)Unsafe.AsPointer(ref table), index._value);

    /// <summary>By pairs of loads, which are quicker than the instruction that gathers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Words8 Gather<T>(T* first, Vector512<ulong> index)
        where T : unmanaged
    {
        if (Avx2.IsSupported)
        {
            Vector256<ulong> low = index.GetLower(), high = index.GetUpper();
            Vector256<ulong> lower = Avx.InsertVector128(Pair(first, low.GetLower()).ToVector256Unsafe(), Pair(first, low.GetUpper()), 1);
            Vector256<ulong> upper = Avx.InsertVector128(Pair(first, high.GetLower()).ToVector256Unsafe(), Pair(first, high.GetUpper()), 1);
            return new(Avx512F.IsSupported ? Avx512F.InsertVector256(lower.ToVector512Unsafe(), upper, 1) : Vector512.Create(lower, upper));
        }

        Vector512<ulong> found = default;
        for (int i = 0; i < Count; i++)
        {
            found = found.WithElement(i, Unsafe.ReadUnaligned<ulong>(first + index[i]));
        }

        return new(found);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector128<ulong> Pair<T>(T* first, Vector128<ulong> index)
        where T : unmanaged => Sse2.LoadHigh(
            Sse2.LoadScalarVector128((double*)(first + index.ToScalar())), (double*)(first + index.GetElement(1))).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSome(Words8 mask, ref ulong target, nint at) => Compress(this, mask).StoreUnsafe(ref target, (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFew(Words8 mask, int count, ref ulong target, nint at)
    {
        Vector512<ulong> some = Compress(this, mask);
        some.GetLower().StoreUnsafe(ref target, (nuint)at);
        if (count > 4)
        {
            some.GetUpper().StoreUnsafe(ref target, (nuint)at + 4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Compress(Words8 value, Words8 mask) =>
        Avx512F.IsSupported ? Avx512F.Compress(Vector512<ulong>.Zero, mask._value, value._value) : Sort(value, mask, expand: false)._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words8 Expand(Words8 value, Words8 mask) =>
        Avx512F.IsSupported ? new(Avx512F.Expand(Vector512<ulong>.Zero, mask._value, value._value)) : Sort(value, mask, expand: true);

    private static Words8 Sort(Words8 value, Words8 mask, bool expand)
    {
        Vector512<ulong> result = Vector512<ulong>.Zero;
        for (int i = 0, next = 0; i < Count; i++)
        {
            if (mask._value[i] != 0)
            {
                result = expand ? result.WithElement(i, value._value[next]) : result.WithElement(next, value._value[i]);
                next++;
            }
        }

        return new(result);
    }

    private static Vector512<ulong> OneByOne(Vector512<ulong> value, Vector512<ulong> count, bool left)
    {
        Vector512<ulong> result = Vector512<ulong>.Zero;
        for (int i = 0; i < Count; i++)
        {
            ulong by = count[i];
            result = result.WithElement(i, by >= 64 ? 0 : left ? value[i] << (int)by : value[i] >> (int)by);
        }

        return result;
    }
}
