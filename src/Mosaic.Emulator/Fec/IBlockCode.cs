namespace Mosaic.Emulator.Fec;

/// <summary>
/// A block code over groups of interleaved codewords, between packed bit streams.
/// <para>A stream is a row of groups, bit 0 of word 0 first in time. The code stream of a group sends symbol 0 of codeword
/// 0, symbol 0 of codeword 1, … symbol 0 of codeword c−1, symbol 1 of codeword 0, and so on, each symbol bit 0 first; its
/// message stream deals symbols to the codewords in the same way. For a systematic code the code stream of a group is
/// therefore its message stream followed by the interleaved parity.</para>
/// <para>Implementations are immutable: any number of threads may call one instance. Calls allocate nothing once as many
/// workspaces exist as threads call.</para>
/// </summary>
public interface IBlockCode
{
    /// <summary>The name, as in <see cref="CodeCatalog"/>.</summary>
    string Name { get; }

    /// <summary>Bits of a symbol.</summary>
    int SymbolBits { get; }

    /// <summary>n, the symbols of a codeword.</summary>
    int CodewordSymbols { get; }

    /// <summary>k, the symbols of a message.</summary>
    int MessageSymbols { get; }

    /// <summary>t: up to so many wrong symbols in a codeword are always corrected.</summary>
    int CorrectableSymbols { get; }

    /// <summary>c, the codewords of a group, 1 or more.</summary>
    int Interleave { get; }

    /// <summary>Bits of a group in the message stream: c·k symbols.</summary>
    int GroupMessageBits { get; }

    /// <summary>Bits of a group in the code stream: c·n symbols.</summary>
    int GroupCodeBits { get; }

    /// <summary>
    /// The number of groups that fills the kernels: calls with a multiple of it are the fastest. It is a multiple of 64, so
    /// such calls start and end on word borders in both streams.
    /// </summary>
    int BatchGroups { get; }

    /// <summary>
    /// Whether the code is linear and decoded from hard decisions by its syndrome alone, so that verdicts and corrections
    /// depend on the error pattern only, never on the codeword.
    /// </summary>
    bool IsLinearHardDecision { get; }

    /// <summary>
    /// Whether the number of wrong symbols decides: a codeword is delivered as sent exactly if it is not above
    /// <see cref="CorrectableSymbols"/>.
    /// </summary>
    bool IsBoundedDistance => false;

    /// <summary>
    /// How many symbols of a codeword are uniform and independent of each other and of all other codewords wherever they are, messages
    /// being uniform: one less than the dual code's distance, which is k for Reed–Solomon codes. 0 where that is not known.
    /// </summary>
    int IndependentSymbols => 0;

    /// <summary>Encodes groups.</summary>
    /// <param name="message">The message stream, from bit 0: <paramref name="groups"/>·<see cref="GroupMessageBits"/> bits.</param>
    /// <param name="code">Receives the code stream, from bit 0: <paramref name="groups"/>·<see cref="GroupCodeBits"/> bits.
    /// The last word is filled up with zeros; words past it keep their values.</param>
    /// <param name="groups">The number of groups, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of groups is negative.</exception>
    /// <exception cref="ArgumentException">A span is too short, or the spans overlap.</exception>
    void Encode(ReadOnlySpan<ulong> message, Span<ulong> code, int groups);

    /// <summary>Checks and decodes groups, each codeword to the nearest one if that is certain.</summary>
    /// <param name="received">The received code stream, from bit 0: <paramref name="groups"/>·<see cref="GroupCodeBits"/> bits.</param>
    /// <param name="message">Receives the corrected message stream, from bit 0:
    /// <paramref name="groups"/>·<see cref="GroupMessageBits"/> bits. Messages of uncorrectable words are left as received.
    /// The last word is filled up with zeros; words past it keep their values.</param>
    /// <param name="verdicts">Receives a <see cref="DecodeVerdict"/> for each codeword, group·<see cref="Interleave"/> +
    /// position within the group: 0 clean, positive the number of symbols corrected (parity symbols too), −1 uncorrectable.</param>
    /// <param name="groups">The number of groups, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of groups is negative.</exception>
    /// <exception cref="ArgumentException">A span is too short, or the streams overlap.</exception>
    void Decode(ReadOnlySpan<ulong> received, Span<ulong> message, Span<short> verdicts, int groups);
}
