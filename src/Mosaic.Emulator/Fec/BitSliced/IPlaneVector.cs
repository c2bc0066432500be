using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Fec.BitSliced;

/// <summary>Neighbouring words of a plane, worked on as one.</summary>
/// <typeparam name="TSelf">The vector itself.</typeparam>
internal interface IPlaneVector<TSelf>
    where TSelf : struct, IPlaneVector<TSelf>
{
    /// <summary>Words of a vector.</summary>
    static abstract int Words { get; }

    /// <summary>Reads a vector.</summary>
    static abstract TSelf Load(ref ulong source, nuint word = 0);

    /// <summary>Writes it.</summary>
    void Store(ref ulong target, nuint word = 0);

    static abstract TSelf operator ^(TSelf left, TSelf right);
}

/// <summary>As wide as the runtime's vectors are by themselves: 256 bits where there are any that long.</summary>
internal readonly struct PlaneVector(Vector<ulong> value) : IPlaneVector<PlaneVector>
{
    private readonly Vector<ulong> _value = value;

    public static int Words => Vector<ulong>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PlaneVector Load(ref ulong source, nuint word = 0) => new(Vector.LoadUnsafe(ref source, word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref ulong target, nuint word = 0) => _value.StoreUnsafe(ref target, word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PlaneVector operator ^(PlaneVector left, PlaneVector right) => new(left._value ^ right._value);
}

/// <summary>512 bits: a processor that has them loads twice as much in the same time.</summary>
internal readonly struct PlaneVector512(Vector512<ulong> value) : IPlaneVector<PlaneVector512>
{
    private readonly Vector512<ulong> _value = value;

    public static int Words => Vector512<ulong>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PlaneVector512 Load(ref ulong source, nuint word = 0) => new(Vector512.LoadUnsafe(ref source, word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref ulong target, nuint word = 0) => _value.StoreUnsafe(ref target, word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PlaneVector512 operator ^(PlaneVector512 left, PlaneVector512 right) => new(left._value ^ right._value);
}
