using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Fec.Clause177;

/// <summary>
/// Parity of a group of c interleaved words, from the packed stream of its 120·c message bits, c bytes a row of eight. Parity bit
/// j of word w is bit j·c + w of the group's parity, as it is sent. Up to c = 8 the parity of a group is one 64-bit number, the
/// XOR of a table's entries for each four bits of the message; beyond, 64 words at a time are XORed row by row.
/// </summary>
internal sealed class Clause177Parity
{
    /// <summary>The most words whose parity is one number.</summary>
    public const int NarrowWords = 8;

    /// <summary>Words of a chunk of a wide group.</summary>
    public const int ChunkWords = 64;

    private readonly int _words;
    private readonly ulong[] _entries; // 16 for each four bits
    private readonly Vector256<ulong>[] _masks; // two for each pair: to which checks it belongs

    /// <param name="words">c.</param>
    public Clause177Parity(int words)
    {
        _words = words;
        _entries = IsNarrow ? MakeEntries(words) : [];
        _masks = IsNarrow ? [] : MakeMasks();
    }

    /// <summary>Whether <see cref="OfNarrow"/> is the one to ask.</summary>
    public bool IsNarrow => _words <= NarrowWords;

    /// <summary>The parity of a group of at most eight words: 8·c bits.</summary>
    /// <param name="message">The group's 15·c message bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong OfNarrow(ReadOnlySpan<byte> message)
    {
        ref ulong entry = ref MemoryMarshal.GetArrayDataReference(_entries);
        ulong even = 0, odd = 0;
        foreach (byte bits in message)
        {
            even ^= Unsafe.Add(ref entry, bits & 15);
            odd ^= Unsafe.Add(ref entry, 16 + (bits >> 4));
            entry = ref Unsafe.Add(ref entry, 32);
        }

        return even ^ odd;
    }

    /// <summary>The parity of a chunk of a group of any size.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="bit">The group's first message bit.</param>
    /// <param name="first">The chunk's first word.</param>
    /// <param name="count">Its words, at most <see cref="ChunkWords"/>.</param>
    /// <param name="parity">Receives eight numbers: parity bit j of the chunk's words.</param>
    [MethodImpl(Kernel.Compiled)]
    public void OfChunk(ReadOnlySpan<ulong> stream, long bit, int first, int count, Span<ulong> parity)
    {
        ref Vector256<ulong> mask = ref MemoryMarshal.GetArrayDataReference(_masks);
        ulong words = ulong.MaxValue >> (64 - count);
        Vector256<ulong> low = default, high = default;
        bit += first;
        for (int pair = 0; pair < Clause177Columns.Pairs; pair++, bit += 2L * _words)
        {
            var bits = Vector256.Create((BitString.Read64(stream, bit) ^ BitString.Read64(stream, bit + _words)) & words);
            low ^= bits & mask;
            high ^= bits & Unsafe.Add(ref mask, 1);
            mask = ref Unsafe.Add(ref mask, 2);
        }

        low.CopyTo(parity);
        high.CopyTo(parity[4..]);
    }

    private static Vector256<ulong>[] MakeMasks()
    {
        var masks = new Vector256<ulong>[2 * Clause177Columns.Pairs];
        for (int i = 0; i < masks.Length; i++)
        {
            int column = Clause177Columns.OfPosition[i / 2] >> (i % 2 * 4);
            masks[i] = Vector256.Create(Mask(column, 0), Mask(column, 1), Mask(column, 2), Mask(column, 3));
        }

        return masks;

        static ulong Mask(int column, int check) => ((column >> check) & 1) != 0 ? ulong.MaxValue : 0;
    }

    private static ulong[] MakeEntries(int words)
    {
        var entries = new ulong[Clause177Columns.MessageBits * words / 4 * 16];
        for (int i = 0; i < entries.Length; i++)
        {
            for (int bit = 0; bit < 4; bit++)
            {
                (int row, int word) = Math.DivRem((i / 16 * 4) + bit, words);
                for (int check = 0; check < Clause177Columns.ParityBits; check++)
                {
                    bool isSeen = ((i >> bit) & (Clause177Columns.OfPosition[row / 2] >> check) & 1) != 0;
                    entries[i] ^= isSeen ? 1UL << ((check * words) + word) : 0;
                }
            }
        }

        return entries;
    }
}
