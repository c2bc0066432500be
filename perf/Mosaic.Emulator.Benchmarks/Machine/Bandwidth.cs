using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Benchmarks.Machine;

/// <summary>What one core moves: bytes written a nanosecond, by copying and by d ^= s, within a footprint of both together.</summary>
internal static class Bandwidth
{
    private const int Tries = 40;
    private const long BytesPerTry = 8L << 20;

    /// <summary>Copies, the best of some tries.</summary>
    /// <param name="footprint">Bytes of source and destination.</param>
    public static double MeasureCopy(int footprint) => Measure(footprint, static (source, target) => source.CopyTo(target));

    /// <summary>XORs likewise.</summary>
    /// <param name="footprint">Bytes of source and destination.</param>
    public static double MeasureXor(int footprint) => Measure(footprint, Xor);

    private static double Measure(int footprint, Action<Memory<ulong>, Memory<ulong>> move)
    {
        Memory<ulong> source = new ulong[footprint / 16], target = new ulong[footprint / 16];
        source.Span.Fill(3);
        long turns = Math.Max(1, BytesPerTry / (footprint / 2));
        double best = 0;
        for (int i = 0; i < Tries; i++)
        {
            long start = Stopwatch.GetTimestamp();
            for (long turn = 0; turn < turns; turn++)
                move(source, target);
            best = Math.Max(best, turns * (footprint / 2) / Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        return best;
    }

    private static void Xor(Memory<ulong> source, Memory<ulong> target)
    {
        if (Vector512.IsHardwareAccelerated)
            Xor512(source.Span, target.Span);
        else
            Xor256(source.Span, target.Span);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Xor512(ReadOnlySpan<ulong> source, Span<ulong> target)
    {
        ref ulong from = ref MemoryMarshal.GetReference(source), to = ref MemoryMarshal.GetReference(target);
        for (int i = 0; i + 16 <= target.Length; i += 16)
        {
            (Vector512.LoadUnsafe(ref to, (nuint)i) ^ Vector512.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
            (Vector512.LoadUnsafe(ref to, (nuint)i + 8) ^ Vector512.LoadUnsafe(ref from, (nuint)i + 8)).StoreUnsafe(ref to, (nuint)i + 8);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Xor256(ReadOnlySpan<ulong> source, Span<ulong> target)
    {
        ref ulong from = ref MemoryMarshal.GetReference(source), to = ref MemoryMarshal.GetReference(target);
        for (int i = 0; i + 8 <= target.Length; i += 8)
        {
            (Vector256.LoadUnsafe(ref to, (nuint)i) ^ Vector256.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
            (Vector256.LoadUnsafe(ref to, (nuint)i + 4) ^ Vector256.LoadUnsafe(ref from, (nuint)i + 4)).StoreUnsafe(ref to, (nuint)i + 4);
        }
    }
}
