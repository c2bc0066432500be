using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mosaic.Emulator.Numerics;

/// <summary>Operations on eight 64-bit numbers that <see cref="Vector512"/> has no name for, wherever this runs.</summary>
internal static class Wide
{
    private const ulong Lower = 0xFFFFFFFF;

    /// <summary>Products of the lower halves; what is in the upper ones does not matter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Multiply(Vector512<ulong> a, Vector512<ulong> b)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.Multiply(a.AsUInt32(), b.AsUInt32());
        }

        return Avx2.IsSupported
            ? Vector512.Create(
                Avx2.Multiply(a.GetLower().AsUInt32(), b.GetLower().AsUInt32()), Avx2.Multiply(a.GetUpper().AsUInt32(), b.GetUpper().AsUInt32()))
            : (a & Vector512.Create(Lower)) * (b & Vector512.Create(Lower));
    }

    /// <summary>Each number shifted right by its own count; 0 from a count of 64 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> ShiftRight(Vector512<ulong> value, Vector512<ulong> count)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.ShiftRightLogicalVariable(value, count);
        }

        return Avx2.IsSupported
            ? Vector512.Create(
                Avx2.ShiftRightLogicalVariable(value.GetLower(), count.GetLower()), Avx2.ShiftRightLogicalVariable(value.GetUpper(), count.GetUpper()))
            : OneByOne(value, count, left: false);
    }

    /// <summary>Each number shifted left by its own count; 0 from a count of 64 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> ShiftLeft(Vector512<ulong> value, Vector512<ulong> count)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.ShiftLeftLogicalVariable(value, count);
        }

        return Avx2.IsSupported
            ? Vector512.Create(
                Avx2.ShiftLeftLogicalVariable(value.GetLower(), count.GetLower()), Avx2.ShiftLeftLogicalVariable(value.GetUpper(), count.GetUpper()))
            : OneByOne(value, count, left: true);
    }

    /// <summary>Eight numbers of 32 bits from a place on, as numbers of 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Widen(ref uint first, nuint at)
    {
        Vector256<uint> eight = Vector256.LoadUnsafe(ref first, at);
        return Avx512F.IsSupported
            ? Avx512F.ConvertToVector512UInt64(eight)
            : Vector512.Create(Vector256.WidenLower(eight), Vector256.WidenUpper(eight));
    }

    private static Vector512<ulong> OneByOne(Vector512<ulong> value, Vector512<ulong> count, bool left)
    {
        Vector512<ulong> result = Vector512<ulong>.Zero;
        for (int i = 0; i < Vector512<ulong>.Count; i++)
        {
            ulong by = count[i];
            result = result.WithElement(i, by >= 64 ? 0 : left ? value[i] << (int)by : value[i] >> (int)by);
        }

        return result;
    }
}
