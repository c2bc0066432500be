using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>
/// Finds the places in a stream at which the first 64 bits of a marker may start: all but a few bits agree. How many may
/// not is a type, so that a search has no branch for it.
/// </summary>
internal static class SyncSearch
{
    /// <summary>The first place from <paramref name="first"/> on, or <paramref name="places"/> where there is none before it.</summary>
    /// <param name="words">The stream; bits past its end read as zero.</param>
    /// <param name="first">The first place to look at, 0 or more.</param>
    /// <param name="places">Where to stop looking.</param>
    public static int Next<TTolerance>(ReadOnlySpan<ulong> words, int first, int places)
        where TTolerance : struct, ISyncTolerance
    {
        int place = first;
        if (Vector.IsHardwareAccelerated)
        {
            int width = Vector<ulong>.Count;
            Span<ulong> found = stackalloc ulong[width];
            int word = first >> 6;
            for (; word + width < words.Length && word * 64 < places; word += width)
            {
                if (Find<TTolerance>(words, word) is var some && some == Vector<ulong>.Zero)
                {
                    continue;
                }

                some.CopyTo(found);
                // Places before the first are not asked for.
                found[0] &= word == first >> 6 ? ulong.MaxValue << first : ulong.MaxValue;
                int hit = found.IndexOfAnyExcept(0UL);
                if (hit >= 0)
                {
                    return Math.Min(places, ((word + hit) * 64) + BitOperations.TrailingZeroCount(found[hit]));
                }
            }

            place = Math.Max(first, word * 64);
        }

        return NextScalar<TTolerance>(words, place, places);
    }

    /// <summary>The definition of <see cref="Next"/>.</summary>
    public static int NextScalar<TTolerance>(ReadOnlySpan<ulong> words, int first, int places)
        where TTolerance : struct, ISyncTolerance
    {
        for (int place = first; place < places; place++)
        {
            if (BitOperations.PopCount(BitString.Read64(words, place) ^ AlignmentMarker.Sync) <= TTolerance.Bits)
            {
                return place;
            }
        }

        return places;
    }

    /// <summary>
    /// Bit b of lane i says whether place 64·(word+i)+b will do. Wrong bits are counted for all these places at once, in
    /// bit planes: eight planes a round through carry-save adders, whose carries out are eights.
    /// </summary>
    private static Vector<ulong> Find<TTolerance>(ReadOnlySpan<ulong> words, int word)
        where TTolerance : struct, ISyncTolerance
    {
        ref ulong start = ref Unsafe.Add(ref MemoryMarshal.GetReference(words), word);
        Vector<ulong> low = Vector.LoadUnsafe(ref start), high = Vector.LoadUnsafe(ref start, 1) << 1;
        Vector<ulong> ones = default, twos = default, fours = default, eight = default, sixteen = default, more = default;
        for (int bit = 0; bit < 64; bit += 8)
        {
            Vector<ulong> twosA = Add(ref ones, Wrong(low, high, bit), Wrong(low, high, bit + 1));
            Vector<ulong> twosB = Add(ref ones, Wrong(low, high, bit + 2), Wrong(low, high, bit + 3));
            Vector<ulong> foursA = Add(ref twos, twosA, twosB);
            twosA = Add(ref ones, Wrong(low, high, bit + 4), Wrong(low, high, bit + 5));
            twosB = Add(ref ones, Wrong(low, high, bit + 6), Wrong(low, high, bit + 7));
            Vector<ulong> foursB = Add(ref twos, twosA, twosB);
            Vector<ulong> eights = Add(ref fours, foursA, foursB);
            // At least one eight, two, three.
            more |= sixteen & eights;
            sixteen |= eight & eights;
            eight |= eights;
            // In random bits no place is left by bit 40 as a rule, where few may be wrong.
            if (TTolerance.Bits <= 8 && bit >= 32 && TTolerance.Passed(ones, twos, fours, eight, sixteen, more) == Vector<ulong>.Zero)
            {
                return Vector<ulong>.Zero;
            }
        }

        return TTolerance.Passed(ones, twos, fours, eight, sixteen, more);
    }

    /// <summary>For each place, whether its given bit differs from the sync word's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ulong> Wrong(Vector<ulong> low, Vector<ulong> high, int bit) =>
        // The upper word comes shifted by one already, since a shift by 64 − 0 would be one by 0.
        ((low >>> bit) | (high << (63 - bit))) ^ new Vector<ulong>(0 - (AlignmentMarker.Sync >> bit & 1));

    /// <summary>Adds two planes to a sum, and returns the carries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ulong> Add(ref Vector<ulong> sum, Vector<ulong> a, Vector<ulong> b)
    {
        Vector<ulong> either = a ^ b, carry = (a & b) | (sum & either);
        sum ^= either;
        return carry;
    }
}
