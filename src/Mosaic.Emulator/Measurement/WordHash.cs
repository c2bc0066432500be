using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mosaic.Emulator.Measurement;

/// <summary>
/// A number for a row of words, which may be added part by part. Eight sums take the words in turn; to each come the product of
/// the halves of its word, masked by a key that changes from turn to turn, and the word of its neighbour as it is, so that no
/// change of a single word is lost where the other half of it is masked to zero. (The sums of XXH3, Y. Collet, have this form.)
/// Not cryptographic.
/// </summary>
internal struct WordHash
{
    private const int Lanes = 8;

    // Odd: the golden ratio's fractional part; that of √2.
    private const ulong Step = 0x9E3779B97F4A7C15;
    private const ulong Start = 0x6A09E667F3BCC909;

    private Sums _sums;
    private long _words;

    /// <summary>Adds words behind those before.</summary>
    public void Add(ReadOnlySpan<ulong> words)
    {
        if (Avx2.IsSupported)
        {
            int head = Math.Min((int)(-_words & (Lanes - 1)), words.Length), body = (words.Length - head) & ~(Lanes - 1);
            AddScalar(words[..head]);
            AddByAvx2(words.Slice(head, body));
            words = words[(head + body)..];
        }

        AddScalar(words);
    }

    /// <summary>The number.</summary>
    public readonly ulong Value
    {
        get
        {
            ulong hash = (ulong)_words;
            for (int lane = 0; lane < Lanes; lane++)
            {
                hash = Fingerprint.Mix(hash, _sums[lane]);
            }

            return hash;
        }
    }

    /// <summary>The definition.</summary>
    internal void AddScalar(ReadOnlySpan<ulong> words)
    {
        foreach (ulong word in words)
        {
            int lane = (int)(_words & (Lanes - 1));
            ulong masked = word ^ unchecked(Key(lane) + ((ulong)(_words / Lanes) * Step));
            _sums[lane] = unchecked(_sums[lane] + ((masked & 0xFFFFFFFF) * (masked >> 32)));
            _sums[lane ^ 1] = unchecked(_sums[lane ^ 1] + word);
            _words++;
        }
    }

    /// <summary>Whole turns, from the first lane on.</summary>
    private void AddByAvx2(ReadOnlySpan<ulong> words)
    {
        ref ulong sums = ref _sums[0], source = ref MemoryMarshal.GetReference(words);
        Vector256<ulong> low = Vector256.LoadUnsafe(ref sums), high = Vector256.LoadUnsafe(ref sums, 4);
        Vector256<ulong> turn = Vector256.Create(unchecked((ulong)(_words / Lanes) * Step)), step = Vector256.Create(Step);
        Vector256<ulong> lowKey = Vector256.Create(Key(0), Key(1), Key(2), Key(3)) + turn, highKey = Vector256.Create(Key(4), Key(5), Key(6), Key(7)) + turn;
        for (nuint i = 0; i < (nuint)words.Length; i += Lanes, lowKey += step, highKey += step)
        {
            low = Turn(low, Vector256.LoadUnsafe(ref source, i), lowKey);
            high = Turn(high, Vector256.LoadUnsafe(ref source, i + 4), highKey);
        }

        low.StoreUnsafe(ref sums);
        high.StoreUnsafe(ref sums, 4);
        _words += words.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Turn(Vector256<ulong> sums, Vector256<ulong> words, Vector256<ulong> keys)
    {
        Vector256<ulong> masked = words ^ keys;
        Vector256<ulong> neighbours = Avx2.Shuffle(words.AsUInt32(), 0b01_00_11_10).AsUInt64();
        return sums + neighbours + Avx2.Multiply(masked.AsUInt32(), (masked >>> 32).AsUInt32());
    }

    private static ulong Key(int lane) => unchecked(Start * (ulong)((2 * lane) + 1));

    [InlineArray(Lanes)]
    private struct Sums
    {
        private ulong _first;
    }
}
