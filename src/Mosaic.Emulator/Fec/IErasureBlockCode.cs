namespace Mosaic.Emulator.Fec;

/// <summary>
/// A block code whose decoder can be told which received symbols say nothing. With f of a word's symbols erased and e
/// others wrong it is corrected if 2e + f ≤ n − k; else it is uncorrectable or, as ever, miscorrected.
/// </summary>
public interface IErasureBlockCode : IBlockCode
{
    /// <summary>Checks and decodes groups as <see cref="IBlockCode.Decode"/> does, some of their symbols being erased.</summary>
    /// <param name="received">The received code stream; what it holds for erased symbols changes no decoded message.</param>
    /// <param name="erasures">A bit for each symbol of the code stream, in its order and from bit 0: 1 is erased. These are
    /// <paramref name="groups"/>·c·n bits.</param>
    /// <param name="message">Receives the corrected message stream, messages of uncorrectable words as received.</param>
    /// <param name="verdicts">Receives a <see cref="DecodeVerdict"/> for each codeword: the number of symbols in which the
    /// codeword found differs from what was received, erased or not, so 0 where erased symbols are as sent. A word with more
    /// than n − k erased symbols is uncorrectable even if it is a codeword.</param>
    /// <param name="groups">The number of groups, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of groups is negative.</exception>
    /// <exception cref="ArgumentException">A span is too short, or the streams overlap.</exception>
    void Decode(ReadOnlySpan<ulong> received, ReadOnlySpan<ulong> erasures, Span<ulong> message, Span<short> verdicts, int groups);
}
