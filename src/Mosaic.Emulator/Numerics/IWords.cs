using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Numerics;

/// <summary>Numbers of 64 bits side by side, worked on as one: <see cref="Words8"/> and <see cref="Words4"/> differ in how many these are.</summary>
/// <typeparam name="TSelf">The numbers themselves.</typeparam>
internal interface IWords<TSelf>
    where TSelf : struct, IWords<TSelf>
{
    /// <summary>How many numbers.</summary>
    static abstract int Count { get; }

    /// <summary>All ones.</summary>
    static abstract TSelf Ones { get; }

    /// <summary>0, 1, 2 …</summary>
    static abstract TSelf Numbers { get; }

    /// <summary>A bit for each number, its highest one.</summary>
    uint Mask { get; }

    /// <summary>The sum of all.</summary>
    ulong Sum { get; }

    /// <summary>A number, as often as there is room.</summary>
    static abstract TSelf Create(ulong value);

    /// <summary>Numbers from a place on.</summary>
    static abstract TSelf Load(ref ulong source, nint at = 0);

    /// <summary>Numbers of 32 bits from a place on.</summary>
    static abstract TSelf Widen(ref uint source, nint at);

    /// <summary>Writes them.</summary>
    void Store(ref ulong target, nint at = 0);

    /// <summary>Writes two, each number of the first before its number of the second.</summary>
    static abstract void StorePairs(TSelf first, TSelf second, ref ulong target, nint at);

    /// <summary>Multiplies numbers by them, which are below 2⁵³, and by a factor, in this order: (number·factor)·target.</summary>
    void Scale(ref double target, nint at, double factor);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator &(TSelf left, TSelf right);

    static abstract TSelf operator |(TSelf left, TSelf right);

    static abstract TSelf operator ^(TSelf left, TSelf right);

    static abstract TSelf operator <<(TSelf value, int count);

    static abstract TSelf operator >>>(TSelf value, int count);

    /// <summary>Three of them, each other's exclusive or: one operation where there is one, which is not seen in two.</summary>
    static abstract TSelf Xor(TSelf first, TSelf second, TSelf third);

    /// <summary>Products of the lower halves; what is in the upper ones does not matter.</summary>
    static abstract TSelf Multiply(TSelf left, TSelf right);

    /// <summary>Each shifted left by its own count; 0 from a count of 64 on.</summary>
    static abstract TSelf ShiftLeft(TSelf value, TSelf count);

    /// <summary>Each shifted right by its own count; 0 from a count of 64 on.</summary>
    static abstract TSelf ShiftRight(TSelf value, TSelf count);

    /// <summary>All ones where one is less than the other, else 0.</summary>
    static abstract TSelf IsLess(TSelf left, TSelf right);

    /// <summary>The lesser of each two.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>One where the mask has ones, the other where it has zeros.</summary>
    static abstract TSelf Select(TSelf mask, TSelf ones, TSelf zeros);

    /// <summary>One without the bits of the other.</summary>
    static abstract TSelf Without(TSelf value, TSelf bits);

    /// <summary>Writes the numbers where the mask has ones, one after the other, and whatever there may be behind them, up to <see cref="Count"/> in all.</summary>
    void StoreSome(TSelf mask, ref ulong target, nint at);

    /// <summary>The same, quickest where they are seldom more than half of all.</summary>
    /// <param name="mask">Ones for those that are written.</param>
    /// <param name="count">How many these are.</param>
    /// <param name="target">Where they are written.</param>
    /// <param name="at">From which place on.</param>
    void StoreFew(TSelf mask, int count, ref ulong target, nint at);

    /// <summary>The first numbers, one after the other, where the mask has ones; zeros where it has none.</summary>
    static abstract TSelf Expand(TSelf value, TSelf mask);

    /// <summary>All ones where one is negative, as a number with a sign; else 0.</summary>
    static abstract TSelf IsNegative(TSelf value);

    /// <summary>The lower halves as numbers of single precision; zeros where there are fewer than eight.</summary>
    Vector256<float> Singles();

    /// <summary>Integers from numbers of single precision, as many as there are of these.</summary>
    static abstract TSelf Of(Vector256<float> integers);

    /// <summary>Entries of a table, which must not move (<see cref="GC.AllocateArray{T}(int, bool)"/>).</summary>
    static abstract TSelf Gather(ref ulong table, TSelf index);

    /// <summary>Numbers that begin at any byte of such a table, as they lie there.</summary>
    static abstract TSelf GatherAt(ref ulong table, TSelf index);
}
