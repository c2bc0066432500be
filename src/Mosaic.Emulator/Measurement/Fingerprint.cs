using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Measurement;

/// <summary>
/// One number that stands for everything a frame's run decided: its address, its counts and the payload it delivered. The
/// fingerprint of a run is the sum of its frames' modulo 2⁶⁴, so frames may finish in any order. Not cryptographic.
/// </summary>
public static class Fingerprint
{
    // Odd constants: the fractional parts of √2, √3, √5, √7 and the golden ratio.
    private const ulong K0 = 0x6A09E667F3BCC909;
    private const ulong K1 = 0xBB67AE8584CAA73B;
    private const ulong K2 = 0x3C6EF372FE94F82B;
    private const ulong K3 = 0xA54FF53A5F1D36F1;
    private const ulong K = 0x9E3779B97F4A7C15;

    /// <summary>The fingerprint of one frame.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="counts">Its counts.</param>
    /// <param name="payload">The payload delivered.</param>
    public static ulong OfFrame(uint trial, long frame, LinkCounts counts, ReadOnlySpan<ulong> payload)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ulong hash = Mix(Mix(K, trial), (ulong)frame);
        hash = Mix(hash, OfWords(MemoryMarshal.Cast<long, ulong>(counts.LaneErrors)));
        hash = Mix(hash, OfWords(MemoryMarshal.Cast<long, ulong>(counts.LaneBits)));
        hash = Mix(hash, OfWords(MemoryMarshal.Cast<long, ulong>(counts.SymbolErrorHistogram)));
        hash = Mix(hash, OfWords([
            (ulong)counts.Codewords, (ulong)counts.Clean, (ulong)counts.Corrected, (ulong)counts.Uncorrectable,
            (ulong)counts.Miscorrected, (ulong)counts.Groups, (ulong)counts.FailedGroups,
            (ulong)counts.PayloadBits, (ulong)counts.PayloadBitErrors]));
        return Mix(hash, OfWords(payload));
    }

    /// <summary>The fingerprint of a frame of which something else was computed.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="results">What was computed.</param>
    public static ulong OfFrame(uint trial, long frame, ReadOnlySpan<ulong> results) =>
        Mix(Mix(Mix(K, trial), (ulong)frame), OfWords(results));

    /// <summary>One number for different words in any order.</summary>
    /// <param name="words">The words.</param>
    public static ulong OfSet(ReadOnlySpan<ulong> words)
    {
        ulong sum = 0;
        foreach (ulong word in words)
        {
            sum = unchecked(sum + Step(K1, Step(K0, word)));
        }

        return sum;
    }

    /// <summary>Four chains of multiplications, so that the processor has four under way at a time.</summary>
    internal static ulong OfWords(ReadOnlySpan<ulong> words)
    {
        ulong h0 = K0, h1 = K1, h2 = K2, h3 = K3;
        int i = 0;
        for (; i + 4 <= words.Length; i += 4)
        {
            h0 = Step(h0, words[i]);
            h1 = Step(h1, words[i + 1]);
            h2 = Step(h2, words[i + 2]);
            h3 = Step(h3, words[i + 3]);
        }

        for (; i < words.Length; i++)
        {
            h0 = Step(h0, words[i]);
        }

        return Mix(Mix(Mix(Mix(h0, h1), h2), h3), (ulong)words.Length);
    }

    // Both halves of the product: a difference in the uppermost bit would not leave the lower half's uppermost bit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Step(ulong hash, ulong word)
    {
        ulong high = Math.BigMul(hash ^ word, K, out ulong low);
        return high ^ low;
    }

    private static ulong Mix(ulong hash, ulong word)
    {
        ulong high = Math.BigMul(hash ^ K0, word ^ K1, out ulong low);
        return BitOperations.RotateLeft(hash, 23) + (high ^ low);
    }
}
