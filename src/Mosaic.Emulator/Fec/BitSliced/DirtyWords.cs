using System.Numerics;
using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Fec.BitSliced;

/// <summary>Which words of a block are none of the code: those whose remainder is not zero.</summary>
internal static class DirtyWords
{
    /// <summary>ORs planes: a 1 marks a word that has a 1 in any of them.</summary>
    /// <param name="planes">The planes of the remainders, one after the other.</param>
    /// <param name="dirty">Receives a plane, <see cref="BitPlanes.PlaneWords"/> words.</param>
    /// <returns>Whether any bit is 1.</returns>
    [MethodImpl(Kernel.Compiled)]
    public static bool Find(ReadOnlySpan<ulong> planes, Span<ulong> dirty)
    {
        for (int lane = 0; lane < dirty.Length; lane += Vector<ulong>.Count)
        {
            Vector<ulong> any = Vector<ulong>.Zero;
            for (int i = lane; i < planes.Length; i += dirty.Length)
                any |= new Vector<ulong>(planes[i..]);
            any.CopyTo(dirty[lane..]);
        }

        return dirty.ContainsAnyExcept(0UL);
    }
}
