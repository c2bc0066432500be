using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Fec.Clause177;

/// <summary>Takes words out of a group in which they take turns bit by bit: the log-likelihoods of bit b of all words are row b.</summary>
internal static class SoftWords
{
    /// <summary>Words that are taken together where there are as many.</summary>
    public const int Together = 16;

    private const int Bits = Clause177Columns.CodeBits;

    /// <summary>Whether words can be taken together on this machine.</summary>
    public static bool CanTakeTogether => Sse2.IsSupported;

    /// <summary>The definition: one word.</summary>
    /// <param name="group">The group.</param>
    /// <param name="interleave">Its words.</param>
    /// <param name="word">The word.</param>
    /// <param name="taken">Receives its 128 log-likelihoods.</param>
    public static void Take(ReadOnlySpan<sbyte> group, int interleave, int word, Span<sbyte> taken)
    {
        for (int bit = 0, at = word; bit < Bits; bit++, at += interleave)
            taken[bit] = group[at];
    }

    /// <summary>One word of four.</summary>
    /// <param name="group">The group.</param>
    /// <param name="word">The word.</param>
    /// <param name="taken">Receives its 128 log-likelihoods.</param>
    [MethodImpl(Kernel.Compiled)]
    public static void TakeOfFour(ReadOnlySpan<sbyte> group, int word, Span<sbyte> taken)
    {
        ReadOnlySpan<uint> rows = MemoryMarshal.Cast<sbyte, uint>(group);
        Vector256<uint> low = Vector256.Create(0xFFu);
        for (int bit = 0; bit < Bits; bit += 32, rows = rows[32..])
        {
            Vector256<ushort> first = Vector256.Narrow((Vector256.Create(rows) >>> (8 * word)) & low, (Vector256.Create(rows[8..]) >>> (8 * word)) & low);
            Vector256<ushort> second = Vector256.Narrow((Vector256.Create(rows[16..]) >>> (8 * word)) & low, (Vector256.Create(rows[24..]) >>> (8 * word)) & low);
            Vector256.Narrow(first, second).AsSByte().CopyTo(taken[bit..]);
        }
    }

    /// <summary>Sixteen words, 16 rows at a time: four rounds of interleaving the upper half of 16 vectors with the lower transpose them.</summary>
    /// <param name="group">The group.</param>
    /// <param name="interleave">Its words, 16 at least.</param>
    /// <param name="first">The first word.</param>
    /// <param name="taken">Receives their log-likelihoods, 128 a word.</param>
    [MethodImpl(Kernel.Compiled)]
    public static void TakeTogether(ReadOnlySpan<sbyte> group, int interleave, int first, Span<sbyte> taken)
    {
        Debug.Assert(group.Length >= Bits * interleave && first + Together <= interleave && taken.Length >= Together * Bits, "The words are there.");
        Span<Vector128<sbyte>> scratch = stackalloc Vector128<sbyte>[2 * Together];
        ref Vector128<sbyte> even = ref MemoryMarshal.GetReference(scratch), odd = ref Unsafe.Add(ref even, Together);
        ref sbyte row = ref Unsafe.Add(ref MemoryMarshal.GetReference(group), first), target = ref MemoryMarshal.GetReference(taken);
        for (int bit = 0; bit < Bits; bit += Together)
        {
            for (int i = 0; i < Together; i++, row = ref Unsafe.Add(ref row, interleave))
                Unsafe.Add(ref even, i) = Vector128.LoadUnsafe(ref row);
            for (int round = 0; round < 2; round++)
            {
                Interleave(ref even, ref odd);
                Interleave(ref odd, ref even);
            }

            for (int word = 0; word < Together; word++)
                Unsafe.Add(ref even, word).StoreUnsafe(ref target, (nuint)((word * Bits) + bit));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(ref Vector128<sbyte> from, ref Vector128<sbyte> to)
    {
        for (int i = 0; i < Together / 2; i++)
        {
            Vector128<sbyte> low = Unsafe.Add(ref from, i), high = Unsafe.Add(ref from, i + (Together / 2));
            Unsafe.Add(ref to, 2 * i) = Sse2.UnpackLow(low, high);
            Unsafe.Add(ref to, (2 * i) + 1) = Sse2.UnpackHigh(low, high);
        }
    }
}
