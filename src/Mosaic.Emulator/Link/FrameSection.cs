namespace Mosaic.Emulator.Link;

/// <summary>
/// A stretch of a frame's codewords that is drawn, encoded and striped while it is in the cache. Sections begin on word borders of
/// both streams; how long they are decides nothing.
/// </summary>
/// <param name="Groups">Groups.</param>
/// <param name="Message">Words of the message stream.</param>
/// <param name="Code">Words of the code stream.</param>
internal readonly record struct FrameSection(int Groups, Range Message, Range Code)
{
    /// <summary>Cuts a frame.</summary>
    /// <param name="groups">Groups of the frame, a multiple of the code's batch, which is one of 64.</param>
    /// <param name="code">The code.</param>
    public static FrameSection[] Cut(int groups, Fec.IBlockCode code)
    {
        // Two batches fill the bit planes of codes where vectors have 512 bits.
        int most = 2 * code.BatchGroups;
        var sections = new FrameSection[(groups + most - 1) / most];
        for (int i = 0; i < sections.Length; i++)
        {
            int first = i * most, count = Math.Min(most, groups - first);
            sections[i] = new FrameSection(count, Words(first, count, code.GroupMessageBits), Words(first, count, code.GroupCodeBits));
        }

        return sections;
    }

    private static Range Words(int firstGroup, int groups, int groupBits) => (firstGroup / 64 * groupBits)..((firstGroup + groups) / 64 * groupBits);
}
