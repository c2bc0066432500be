using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Numerics;

/// <summary><see cref="Philox"/>'s blocks of consecutive counters, in steps of a few vectors.</summary>
internal static class PhiloxSteps
{
    /// <summary>Fills as many whole steps of four vectors as fit, of which three multiply while one waits, and returns the number of words written.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static int ByFour<TWords>(Span<ulong> destination, ulong key, uint first, uint c1, uint c2, uint c3)
        where TWords : struct, IWords<TWords>
    {
        int width = TWords.Count, length = destination.Length / (8 * width) * (8 * width);
        ref ulong target = ref MemoryMarshal.GetReference(destination);
        TWords x1 = TWords.Create(c1), x2 = TWords.Create(c2), x3 = TWords.Create(c3), eights = TWords.Create((ulong)width);
        for (nint i = 0; i < length; i += 8 * width)
        {
            // Counter word 0 wraps within 32 bits: what is above them is never looked at.
            TWords index = TWords.Create(first) + TWords.Numbers;
            PhiloxLanes<TWords> a = new(index, x1, x2, x3), b = new(index + eights, x1, x2, x3);
            PhiloxLanes<TWords> c = new(index + eights + eights, x1, x2, x3), d = new(index + eights + eights + eights, x1, x2, x3);
            PhiloxLanes<TWords>.Run(ref a, ref b, ref c, ref d, key);
            TWords.StorePairs(a.Low, a.High, ref target, i);
            TWords.StorePairs(b.Low, b.High, ref target, i + (2 * width));
            TWords.StorePairs(c.Low, c.High, ref target, i + (4 * width));
            TWords.StorePairs(d.Low, d.High, ref target, i + (6 * width));
            first += 4 * (uint)width;
        }

        return length;
    }

    /// <summary>The same in steps of two vectors: for few blocks.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static int ByTwo<TWords>(Span<ulong> destination, ulong key, uint first, uint c1, uint c2, uint c3)
        where TWords : struct, IWords<TWords>
    {
        int width = TWords.Count, length = destination.Length / (4 * width) * (4 * width);
        ref ulong target = ref MemoryMarshal.GetReference(destination);
        TWords x1 = TWords.Create(c1), x2 = TWords.Create(c2), x3 = TWords.Create(c3);
        for (nint i = 0; i < length; i += 4 * width)
        {
            TWords index = TWords.Create(first) + TWords.Numbers;
            PhiloxLanes<TWords> a = new(index, x1, x2, x3), b = new(index + TWords.Create((ulong)width), x1, x2, x3);
            PhiloxLanes<TWords>.Run(ref a, ref b, key);
            TWords.StorePairs(a.Low, a.High, ref target, i);
            TWords.StorePairs(b.Low, b.High, ref target, i + (2 * width));
            first += 2 * (uint)width;
        }

        return length;
    }
}
