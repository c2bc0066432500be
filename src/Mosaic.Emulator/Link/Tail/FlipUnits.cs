namespace Mosaic.Emulator.Link.Tail;

/// <summary>
/// The bits of a group of codewords in units that fail independently of each other, given what is sent: words that are decoded by
/// themselves, up to some wrong bits of which leave nothing behind.
/// </summary>
internal abstract class FlipUnits
{
    /// <summary>Up to so many wrong bits of a unit leave none behind it.</summary>
    public int Correctable { get; protected init; }

    /// <summary>Whether a unit's decoder takes an odd number of wrong bits, and no even one, for fewer, and turns over one more.</summary>
    public bool AddsToOdd { get; protected init; }

    /// <summary>Of the bits that it could turn over, how many there are in a unit, about.</summary>
    public int Addable { get; protected init; } = int.MaxValue;

    /// <summary>Units.</summary>
    public int Count { get; protected set; }

    /// <summary>Where each unit's bits start, and where the last one's end.</summary>
    public int[] Start { get; protected set; } = [0];

    /// <summary>By bit: the probability that it is wrong.</summary>
    public double[] Probability { get; protected set; } = [];

    /// <summary>By bit: the codeword of the group that counts it, or −1.</summary>
    public short[] Codeword { get; protected set; } = [];

    /// <summary>Takes a group's probabilities.</summary>
    /// <param name="group">The group within the frame.</param>
    /// <param name="probabilities">A stretch that it is in.</param>
    /// <param name="codeBits">The same by bit of the group's code stream.</param>
    public abstract void Load(int group, FrameProbabilities probabilities, ReadOnlySpan<double> codeBits);

    /// <summary>Turns over what wrong bits of a unit leave wrong in a code stream.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="wrong">Its wrong bits, as places in all units.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="firstBit">Where the group starts in it.</param>
    /// <param name="random">Numbers, where more is to be drawn.</param>
    public abstract void Flip(int unit, ReadOnlySpan<int> wrong, Span<ulong> stream, long firstBit, UniformStream random);

    /// <summary>The units of a link: a word across the lanes in each UI, an inner code's words, or codewords.</summary>
    public static FlipUnits Of(LinkDesign design) => design.Secded is { } secded ? new LaneWordUnits(design, secded) : new WordUnits(design.Code);

    /// <summary>Turns over one bit.</summary>
    protected static void Flip(Span<ulong> stream, long bit) => stream[(int)(bit >> 6)] ^= 1UL << (int)bit;
}
