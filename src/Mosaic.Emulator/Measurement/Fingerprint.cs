using System.Numerics;
using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Measurement;

/// <summary>
/// One number that stands for everything a frame's run decided: its address, its counts and the payload it delivered. The
/// fingerprint of a run is the sum of its frames' modulo 2⁶⁴, so frames may finish in any order. Not cryptographic.
/// </summary>
public static class Fingerprint
{
    // Odd constants: the fractional parts of √2, √3 and the golden ratio.
    private const ulong K0 = 0x6A09E667F3BCC909;
    private const ulong K1 = 0xBB67AE8584CAA73B;
    private const ulong K = 0x9E3779B97F4A7C15;

    /// <summary>The fingerprint of one frame.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="counts">Its counts.</param>
    /// <param name="payload">The payload delivered.</param>
    public static ulong OfFrame(uint trial, long frame, LinkCounts counts, ReadOnlySpan<ulong> payload)
    {
        WordHash hash = default;
        hash.Add(payload);
        return OfFrame(trial, frame, counts, hash);
    }

    /// <summary>The same, with the payload's hash.</summary>
    internal static ulong OfFrame(uint trial, long frame, LinkCounts counts, in WordHash payload)
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
        return Mix(hash, payload.Value);
    }

    /// <summary>The fingerprint of a frame of which something else was computed.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="results">What was computed.</param>
    public static ulong OfFrame(uint trial, long frame, ReadOnlySpan<ulong> results) =>
        Mix(Mix(Mix(K, trial), (ulong)frame), OfWords(results));

    private static ulong OfWords(ReadOnlySpan<ulong> words)
    {
        WordHash hash = default;
        hash.Add(words);
        return hash.Value;
    }

    /// <summary>A number for two, in this order.</summary>
    internal static ulong Mix(ulong hash, ulong word)
    {
        ulong high = Math.BigMul(hash ^ K0, word ^ K1, out ulong low);
        return BitOperations.RotateLeft(hash, 23) + (high ^ low);
    }
}
