using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding.Transposes;

/// <summary>Between a stream, in which a round begins with any bit, and rounds that begin with a word each.</summary>
internal static class RoundFunnel
{
    /// <summary>The fewest bits of a round for which no byte has bits of three.</summary>
    private const int LeastBits = 8;

    /// <summary>Takes rounds apart, the first one first. Of each up to 7 words more than it has are written; what is behind its bits there is of the stream.</summary>
    /// <param name="stream">The word with whose first bit the first round begins; <see cref="IRoundTranspose.SlackWords"/> behind the last round are readable.</param>
    /// <param name="roundBits">Bits of a round.</param>
    /// <param name="words">Words that are taken of each.</param>
    /// <param name="rounds">Rounds.</param>
    /// <param name="to">Receives the first round.</param>
    /// <param name="stride">Words from one to the next.</param>
    public static void Apart(ref ulong stream, nint roundBits, nint words, int rounds, ref ulong to, nint stride)
    {
        if (Words8.IsSupported)
        {
            Apart<Words8>(ref stream, roundBits, words, rounds, ref to, stride);
        }
        else
        {
            Apart<Words4>(ref stream, roundBits, words, rounds, ref to, stride);
        }
    }

    /// <summary>Puts rounds together.</summary>
    /// <param name="from">The first round; a word before it is readable, and 8 behind each.</param>
    /// <param name="stride">Words from one to the next.</param>
    /// <param name="roundBits">Bits of a round.</param>
    /// <param name="rounds">Rounds.</param>
    /// <param name="stream">Receives them, from its first bit on; what is behind them may be overwritten.</param>
    public static void Together(ref ulong from, nint stride, nint roundBits, int rounds, Span<ulong> stream)
    {
        if (Words8.IsSupported)
        {
            Together<Words8>(ref from, stride, roundBits, rounds, stream);
        }
        else
        {
            Together<Words4>(ref from, stride, roundBits, rounds, stream);
        }
    }

    /// <summary>Words from any bit of a byte on. Of the 8 bits by which the two loads are apart one has the lower ones, the other those that it lacks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TWords Read<TWords>(ref byte from, nint word, int shift)
        where TWords : struct, IWords<TWords> =>
        (TWords.Load(ref Unsafe.As<byte, ulong>(ref from), word) >>> shift) | (TWords.Load(ref Unsafe.As<byte, ulong>(ref Unsafe.Add(ref from, 1)), word) << (8 - shift));

    [MethodImpl(Kernel.Compiled)]
    private static void Apart<TWords>(ref ulong stream, nint roundBits, nint words, int rounds, ref ulong to, nint stride)
        where TWords : struct, IWords<TWords>
    {
        ref byte first = ref Unsafe.As<ulong, byte>(ref stream);
        nint bit = 0;
        for (; rounds > 0; rounds--, bit += roundBits, to = ref Unsafe.Add(ref to, stride))
        {
            for (nint word = 0; word < words; word += TWords.Count)
            {
                Read<TWords>(ref Unsafe.Add(ref first, bit >> 3), word, (int)bit & 7).Store(ref to, word);
            }
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private static void Together<TWords>(ref ulong from, nint stride, nint roundBits, int rounds, Span<ulong> stream)
        where TWords : struct, IWords<TWords>
    {
        ref byte first = ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetReference(stream));
        // Shifted by up to 7 bits they may reach into another word.
        nint words = (roundBits + 63) / 64, shifted = (roundBits + 7 + 63) / 64, bit = 0;
        nint room = ((nint)stream.Length - ((shifted + TWords.Count - 1) / TWords.Count * TWords.Count)) * 64;
        for (; rounds > 0 && bit <= room && roundBits >= LeastBits; rounds--, bit += roundBits, from = ref Unsafe.Add(ref from, stride))
        {
            ref byte to = ref Unsafe.Add(ref first, bit >> 3);
            int shift = (int)bit & 7;
            if (shift == 0)
            {
                for (nint word = 0; word < words; word += TWords.Count)
                {
                    TWords.Load(ref from, word).Store(ref Unsafe.As<byte, ulong>(ref to), word);
                }

                continue;
            }

            // The byte in which the round before ends.
            int before = to & ((1 << shift) - 1);
            for (nint word = 0; word < shifted; word += TWords.Count)
            {
                ((TWords.Load(ref from, word) << shift) | (TWords.Load(ref from, word - 1) >>> (64 - shift))).Store(ref Unsafe.As<byte, ulong>(ref to), word);
            }

            to = (byte)(before | ((int)from << shift));
        }

        for (; rounds > 0; rounds--, bit += roundBits, from = ref Unsafe.Add(ref from, stride))
        {
            BitString.Copy(MemoryMarshal.CreateReadOnlySpan(ref from, (int)words), 0, stream, bit, roundBits);
        }
    }
}
