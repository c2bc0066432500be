using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding;

/// <summary>Between rounds of single bits and lane rows: four 64×64 bit matrices at a time, 64 lanes × 256 rounds.</summary>
internal sealed class BitRounds : IRoundTranspose
{
    /// <summary>Rounds of four matrices.</summary>
    public const int Rounds = Matrices * BitTranspose.Size;

    private const int Matrices = 4;
    private readonly ulong[] _matrices = new ulong[Matrices * BitTranspose.Size];

    /// <inheritdoc/>
    public int BlockLanes => BitTranspose.Size;

    /// <inheritdoc/>
    public int UnitRounds => Rounds;

    /// <inheritdoc/>
    public void ToRows(ref byte rounds, nint stride, int units, ref ulong rows, nint rowStride)
    {
        for (int unit = 0; unit < units; unit++)
        {
            Load(ref Unsafe.Add(ref rounds, unit * UnitRounds * stride), stride, _matrices);
            BitTranspose.TransposeFour(_matrices);
            ToLanes(_matrices, ref Unsafe.Add(ref rows, unit * Matrices), rowStride);
        }
    }

    /// <inheritdoc/>
    public void FromRows(ref ulong rows, nint rowStride, int units, ref byte rounds, nint stride, int roomBytes)
    {
        for (int unit = 0; unit < units; unit++)
        {
            FromLanes(ref Unsafe.Add(ref rows, unit * Matrices), rowStride, _matrices);
            BitTranspose.TransposeFour(_matrices);
            Store(_matrices, ref Unsafe.Add(ref rounds, unit * UnitRounds * stride), stride, (uint)Math.Min(sizeof(ulong), roomBytes));
        }
    }

    /// <summary>Round r of matrix i at index 4·r + i: matrix i has rounds 64·i … 64·i + 63. Four at once, since they are loaded so: a load waits for stores that are each a part of it.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void Load(ref byte rounds, nint stride, Span<ulong> matrices)
    {
        ref ulong to = ref MemoryMarshal.GetReference(matrices);
        nint matrix = BitTranspose.Size * stride;
        for (nuint round = 0; round < BitTranspose.Size; round++)
        {
            Vector256.Create(
                Unsafe.ReadUnaligned<ulong>(ref rounds),
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref rounds, matrix)),
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref rounds, 2 * matrix)),
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref rounds, 3 * matrix))).StoreUnsafe(ref to, round * Matrices);
            rounds = ref Unsafe.Add(ref rounds, stride);
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private static void Store(ReadOnlySpan<ulong> matrices, ref byte rounds, nint stride, uint bytes)
    {
        ref ulong from = ref MemoryMarshal.GetReference(matrices);
        for (int matrix = 0; matrix < Matrices; matrix++)
        {
            for (int round = 0; round < BitTranspose.Size; round++)
            {
                ulong bits = Unsafe.Add(ref from, (round * Matrices) + matrix);
                if (bytes == sizeof(ulong))
                {
                    Unsafe.WriteUnaligned(ref rounds, bits);
                }
                else
                {
                    Unsafe.CopyBlockUnaligned(ref rounds, ref Unsafe.As<ulong, byte>(ref bits), bytes);
                }

                rounds = ref Unsafe.Add(ref rounds, stride);
            }
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private static void ToLanes(ReadOnlySpan<ulong> matrices, ref ulong rows, nint rowStride)
    {
        ref ulong from = ref MemoryMarshal.GetReference(matrices);
        for (int lane = 0; lane < BitTranspose.Size; lane++)
        {
            Vector256.LoadUnsafe(ref from, (nuint)(lane * Matrices)).StoreUnsafe(ref Unsafe.Add(ref rows, lane * rowStride));
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private static void FromLanes(ref ulong rows, nint rowStride, Span<ulong> matrices)
    {
        ref ulong to = ref MemoryMarshal.GetReference(matrices);
        for (int lane = 0; lane < BitTranspose.Size; lane++)
        {
            Vector256.LoadUnsafe(ref Unsafe.Add(ref rows, lane * rowStride)).StoreUnsafe(ref to, (nuint)(lane * Matrices));
        }
    }
}
