namespace Mosaic.Emulator.Fec.Binary;

/// <summary>From the syndrome of one word to its wrong bits. May own working space; one thread.</summary>
internal abstract class WordCorrector
{
    /// <summary>Finds the errors.</summary>
    /// <param name="syndrome">The syndrome's bits, not all zero, packed.</param>
    /// <param name="positions">Receives the wrong bits, counted from the first one sent; t at most.</param>
    /// <returns>How many, or <see cref="DecodeVerdict.Uncorrectable"/>.</returns>
    public abstract short Find(ReadOnlySpan<ulong> syndrome, Span<int> positions);
}
