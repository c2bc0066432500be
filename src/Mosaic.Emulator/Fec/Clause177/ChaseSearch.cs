using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mosaic.Emulator.Fec.Clause177;

/// <summary>
/// Chase's second algorithm (D. Chase, “A class of algorithms for decoding block codes with channel measurement information”,
/// IEEE Trans. Inf. Theory 18 (1972)) on the 68 positions of a word. What it costs to flip a bit is its magnitude; to flip a
/// pair's sum is to flip the bit of it that costs less, the first where both cost the same. That is exact: the likeliest codeword
/// of all 2¹²⁰ flips the set of positions of least cost whose columns add up to the syndrome.
/// <para>Of these sets, those with at most one position outside the six cheapest are looked at: each of the 64 sets of those six
/// that has the right parity is completed by the one position whose column is missing. The others find no position, all columns
/// having odd weight; so 32 are looked at. The cheapest wins.</para>
/// <para>Nothing is left to chance: of positions of equal cost the first is cheaper, and of sets of equal cost that with the
/// lowest number wins, bit i of a number standing for the i-th cheapest position, the sixth being in it where parity asks for it.</para>
/// </summary>
internal static class ChaseSearch
{
    /// <summary>The cheapest positions, of which all sets are tried.</summary>
    public const int Tested = 6;

    /// <summary>Sets of them with the right parity.</summary>
    public const int Sets = 1 << (Tested - 1);

    /// <summary>The largest cost of a bit.</summary>
    public const int LargestCost = 127;

    /// <summary>Finds what to flip in a word that is not a codeword.</summary>
    /// <param name="word">Its 128 log-likelihoods.</param>
    /// <param name="syndrome">The syndrome of their signs, not 0.</param>
    /// <returns>The bits to flip; none if no set could be completed.</returns>
    public static WordFlips Find(ref readonly sbyte word, int syndrome) =>
        ChaseSearchAvx2.IsSupported ? ChaseSearchAvx2.Find(in word, syndrome) : FindPlainly(in word, syndrome);

    /// <summary>The definition.</summary>
    public static WordFlips FindPlainly(ref readonly sbyte word, int syndrome)
    {
        ReadOnlySpan<byte> columns = Clause177Columns.OfPosition;
        Span<byte> costs = stackalloc byte[Clause177Columns.Positions];
        Span<int> cheapest = stackalloc int[Tested];
        int found = 0;
        for (int position = 0; position < costs.Length; position++)
        {
            costs[position] = (byte)Cost(in word, WeakBit(in word, position));
            int at = found < Tested ? found++ : Tested;
            for (; at > 0 && costs[cheapest[at - 1]] > costs[position]; at--)
            {
                if (at < Tested)
                    cheapest[at] = cheapest[at - 1];
            }

            if (at < Tested)
                cheapest[at] = position;
        }

        int best = int.MaxValue;
        WordFlips flips = default;
        bool takesEven = Clause177Columns.IsOdd(syndrome);
        for (int set = 0; set < Sets; set++)
        {
            bool takesLast = ((BitOperations.PopCount((uint)set) & 1) == 0) != takesEven;
            int members = takesLast ? set | Sets : set, missing = syndrome, cost = 0;
            for (int left = members; left != 0; left &= left - 1)
            {
                int position = cheapest[BitOperations.TrailingZeroCount(left)];
                missing ^= columns[position];
                cost += costs[position];
            }

            int completion = Clause177Columns.PositionOf[missing];
            if (completion < 0 || cost + costs[completion] >= best)
                continue;

            best = cost + costs[completion];
            // A member that also completes the set is not flipped after all, and would have been cheaper in another set.
            flips = default(WordFlips).Toggle(WeakBit(in word, completion));
            for (; members != 0; members &= members - 1)
                flips = flips.Toggle(WeakBit(in word, cheapest[BitOperations.TrailingZeroCount(members)]));
        }

        return flips;
    }

    /// <summary>The bit to flip for a position: the parity bit, or the pair's bit that costs less.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WeakBit(ref readonly sbyte word, int position)
    {
        int bit = 2 * position;
        if (position >= Clause177Columns.Pairs)
            return position + Clause177Columns.Pairs;
        return Cost(in word, bit + 1) < Cost(in word, bit) ? bit + 1 : bit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Cost(ref readonly sbyte word, int bit) =>
        int.Min(int.Abs(Unsafe.Add(ref Unsafe.AsRef(in word), bit)), LargestCost);
}
