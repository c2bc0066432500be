namespace Mosaic.Emulator.Numerics;

/// <summary>
/// The address of one stream of random numbers: seed, purpose, trial, frame and lane. A number of the stream is
/// found from its index alone, in any order, on any thread.
/// </summary>
/// <param name="Seed">The run's seed: the key of the generator.</param>
/// <param name="Purpose">What the numbers are for.</param>
/// <param name="Trial">Trial, counted from 0.</param>
/// <param name="Frame">Frame within the trial, counted from 0.</param>
/// <param name="Lane">Lane, tile or other sub-stream, 0 … 2²⁴−1.</param>
public readonly record struct RandomAddress(ulong Seed, RandomPurpose Purpose, uint Trial = 0, uint Frame = 0, int Lane = 0)
{
    /// <summary>The second counter word: purpose and lane.</summary>
    internal uint Tag => ((uint)Purpose << 24) | (uint)Lane;

    /// <summary>The block of 128 random bits at an index, as two words.</summary>
    /// <param name="index">Index of the block in the stream.</param>
    public (ulong Low, ulong High) Block(uint index) => Philox.Block(Seed, index, Tag, Frame, Trial);

    /// <summary>Fills a span with the stream's words: word 2i and 2i+1 are block <paramref name="firstBlock"/>+i.</summary>
    /// <param name="destination">Receives the words; an odd length takes the first word of the last block.</param>
    /// <param name="firstBlock">Index of the first block.</param>
    public void Fill(Span<ulong> destination, uint firstBlock = 0) =>
        Philox.Fill(destination, Seed, firstBlock, Tag, Frame, Trial);

    /// <summary>A uniform number in [0, 1) with 53 random bits: m·2⁻⁵³.</summary>
    /// <param name="word">A random word, of which the upper 53 bits are used.</param>
    public static double ToUnit(ulong word) => (word >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform number in the open interval (0, 1), symmetric about ½: (m + ½)·2⁻⁵², exact for its 52 random bits.</summary>
    /// <param name="word">A random word, of which the upper 52 bits are used.</param>
    public static double ToOpenUnit(ulong word) => ((word >> 12) + 0.5) * (1.0 / (1UL << 52));
}
