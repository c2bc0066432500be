namespace Mosaic.Emulator.Link.Frames;

/// <summary>
/// A stretch of a frame's codewords that passes several stages while it is in the cache. Sections begin on word borders of
/// both streams; how long they are decides nothing.
/// </summary>
/// <param name="FirstGroup">The first group.</param>
/// <param name="Groups">Groups.</param>
/// <param name="Message">Words of the message stream.</param>
/// <param name="Code">Words of the code stream.</param>
internal readonly record struct FrameSection(int FirstGroup, int Groups, Range Message, Range Code)
{
    /// <summary>Words of the message.</summary>
    public int MessageWords => Message.End.Value - Message.Start.Value;

    /// <summary>Words of the code stream.</summary>
    public int CodeWords => Code.End.Value - Code.Start.Value;

    /// <summary>Cuts a frame.</summary>
    /// <param name="groups">Groups of the frame, a multiple of the code's batch, which is one of 64.</param>
    /// <param name="code">The code.</param>
    /// <param name="most">The most groups of a section, a multiple of that too.</param>
    public static FrameSection[] Cut(int groups, Fec.IBlockCode code, int most)
    {
        var sections = new FrameSection[(groups + most - 1) / most];
        for (int i = 0; i < sections.Length; i++)
        {
            int first = i * most, count = Math.Min(most, groups - first);
            sections[i] = new FrameSection(first, count, Words(first, count, code.GroupMessageBits), Words(first, count, code.GroupCodeBits));
        }

        return sections;
    }

    private static Range Words(int firstGroup, int groups, int groupBits) => (firstGroup / 64 * groupBits)..((firstGroup + groups) / 64 * groupBits);
}
