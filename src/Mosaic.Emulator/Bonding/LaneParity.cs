using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding;

/// <summary>
/// 64 running parities of each lane (bit-interleaved, BIP-64), sent just before the next marker: parity i is that of the bits
/// i, i + 64, i + 128 … behind the marker. They show how well a lane does between two markers, at rates at which markers show
/// nothing, without any help of codes.
/// </summary>
public static class LaneParity
{
    /// <summary>Length in UI; one word.</summary>
    public const int LengthUi = 64;

    // Of n errors over 64 parities each is wrong with probability (1 − (1 − 2/64)ⁿ)/2, so of k wrong ones that is most likely:
    private static readonly long[] Likely =
        [.. Enumerable.Range(0, 32).Select(wrong => (long)Math.Round(Elementary.Log1P(-wrong / 32.0) / Elementary.Log1P(-2.0 / LengthUi)))];

    /// <summary>Writes the parities of rows behind the bits that they are of.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="lanes">How many of them, from the first on.</param>
    /// <param name="firstWord">The first word behind the marker.</param>
    /// <param name="words">Words that are covered.</param>
    public static void Write(LinkBlock rows, int lanes, int firstWord, int words)
    {
        ArgumentNullException.ThrowIfNull(rows);
        for (int lane = 0; lane < lanes; lane++)
        {
            Span<ulong> row = rows.Row(lane);
            row[firstWord + words] = Sum(row.Slice(firstWord, words));
        }
    }

    /// <summary>The number of errors that wrong parities speak for: the likeliest. Where nearly half of the parities are wrong there may be any
    /// number: it is then the least that is likely, and markers tell of lanes that are worse.</summary>
    /// <param name="row">What is behind the marker, parities last.</param>
    public static long Errors(ReadOnlySpan<ulong> row)
    {
        // A row that is right has the sum 0.
        return ErrorsOf(Sum(row));
    }

    /// <summary>The same from the parities that are wrong.</summary>
    /// <param name="wrong">A bit for each.</param>
    internal static long ErrorsOf(ulong wrong) => Likely[Math.Min(BitOperations.PopCount(wrong), Likely.Length - 1)];

    /// <summary>The XOR of words.</summary>
    /// <param name="words">The words.</param>
    [MethodImpl(Kernel.Compiled)]
    internal static ulong Sum(ReadOnlySpan<ulong> words)
    {
        ref ulong first = ref MemoryMarshal.GetReference(words);
        Vector<ulong> even = default, odd = default;
        nuint i = 0, length = (nuint)words.Length, width = (nuint)Vector<ulong>.Count;
        for (; i + (2 * width) <= length; i += 2 * width)
        {
            even ^= Vector.LoadUnsafe(ref first, i);
            odd ^= Vector.LoadUnsafe(ref first, i + width);
        }

        even ^= odd;
        ulong sum = SumScalar(words[(int)i..]);
        for (int part = 0; part < Vector<ulong>.Count; part++)
        {
            sum ^= even[part];
        }

        return sum;
    }

    /// <summary>The definition of <see cref="Sum"/>.</summary>
    internal static ulong SumScalar(ReadOnlySpan<ulong> words)
    {
        ulong sum = 0;
        foreach (ulong word in words)
        {
            sum ^= word;
        }

        return sum;
    }
}
