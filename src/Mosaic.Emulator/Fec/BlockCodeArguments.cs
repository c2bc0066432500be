using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec.BitSliced;

namespace Mosaic.Emulator.Fec;

/// <summary>The argument rules of <see cref="IBlockCode"/>, the same for every code.</summary>
internal static class BlockCodeArguments
{
    /// <summary>Checks the arguments of an encoder; a code calls it before anything else.</summary>
    public static void CheckEncode(IBlockCode block, ReadOnlySpan<ulong> message, ReadOnlySpan<ulong> code, int groups)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(groups);
        CheckLength(message.Length, block.GroupMessageBits, groups, nameof(message));
        CheckLength(code.Length, block.GroupCodeBits, groups, nameof(code));
        CheckApart(message, code, nameof(code));
    }

    /// <summary>Checks the arguments of a decoder; a code calls it before anything else.</summary>
    public static void CheckDecode(
        IBlockCode block, ReadOnlySpan<ulong> received, ReadOnlySpan<ulong> message, ReadOnlySpan<short> verdicts, int groups)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(groups);
        CheckLength(received.Length, block.GroupCodeBits, groups, nameof(received));
        CheckLength(message.Length, block.GroupMessageBits, groups, nameof(message));
        CheckApart(received, message, nameof(message));
        CheckVerdicts(block, verdicts, groups);
    }

    /// <summary>Checks the arguments of a decoder of log-likelihoods; a code calls it before anything else.</summary>
    public static void CheckDecode(
        ISoftBlockCode block, ReadOnlySpan<sbyte> received, ReadOnlySpan<ulong> message, ReadOnlySpan<short> verdicts, int groups)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(groups);
        long needed = (long)block.GroupCodeBits * groups;
        if (received.Length < needed)
            throw new ArgumentException($"{groups} groups of {block.GroupCodeBits} bits need {needed} log-likelihoods, not {received.Length}.", nameof(received));
        CheckLength(message.Length, block.GroupMessageBits, groups, nameof(message));
        CheckVerdicts(block, verdicts, groups);
    }

    /// <summary>Checks the erasures of a decoder, whose other arguments are checked.</summary>
    public static void CheckErasures(IBlockCode block, ReadOnlySpan<ulong> erasures, int groups) =>
        CheckLength(erasures.Length, block.CodewordSymbols * block.Interleave, groups, nameof(erasures));

    /// <summary>Zeroes the bits of the last word past the end of a stream.</summary>
    public static void ClearPast(Span<ulong> stream, long bits)
    {
        int used = (int)(bits & 63);
        if (used != 0)
            BitString.WriteBits(stream, bits, 64 - used, 0);
    }

    /// <summary>
    /// Groups of a batch: as many times what fills the bit planes as come nearest to the bits of a batch of kp4, once at least.
    /// So frames, which are a number of batches, are as long for short codewords as for long ones.
    /// </summary>
    /// <param name="groupBits">Code bits of a group.</param>
    /// <param name="interleave">Codewords of a group.</param>
    /// <exception cref="ArgumentOutOfRangeException">A batch is longer than 2³¹ bits.</exception>
    public static int BatchGroups(long groupBits, int interleave)
    {
        const long Kp4Bits = 5440;
        int fill = BitPlanes.SlabsOfBatch(interleave) * BitPlanes.SlabGroups;
        if (groupBits > int.MaxValue / fill)
            throw new ArgumentOutOfRangeException(nameof(interleave), $"A batch would have {groupBits * fill} bits; the most are {int.MaxValue}.");
        return (int)(fill * long.Max(1, ((Kp4Bits * interleave) + (groupBits / 2)) / groupBits));
    }

    private static void CheckLength(int words, int groupBits, int groups, string name)
    {
        long needed = (((long)groupBits * groups) + 63) >> 6;
        if (words < needed)
            throw new ArgumentException($"{groups} groups of {groupBits} bits need {needed} words, not {words}.", name);
    }

    private static void CheckVerdicts(IBlockCode block, ReadOnlySpan<short> verdicts, int groups)
    {
        long words = (long)groups * block.Interleave;
        if (verdicts.Length < words)
            throw new ArgumentException($"{groups} groups need {words} verdicts, not {verdicts.Length}.", nameof(verdicts));
    }

    private static void CheckApart(ReadOnlySpan<ulong> input, ReadOnlySpan<ulong> output, string name)
    {
        if (input.Overlaps(output))
            throw new ArgumentException("The streams overlap.", name);
    }
}
