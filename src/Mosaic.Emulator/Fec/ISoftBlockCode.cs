namespace Mosaic.Emulator.Fec;

/// <summary>
/// A block code whose decoder takes log-likelihoods. They are what the code is for: what its hard-decision
/// <see cref="IBlockCode.Decode"/> can do may be little.
/// <para>A log-likelihood is a signed byte, one for each bit of the code stream in its order: a multiple of any unit, the same
/// for all, of ln(P(received | 0) / P(received | 1)). Positive says 0, negative says 1, the magnitude how surely; 0 says nothing,
/// so erasures need no stream of their own. Magnitudes go to 127; −128 is read as −127.</para>
/// </summary>
public interface ISoftBlockCode : IBlockCode
{
    /// <summary>Decodes groups from log-likelihoods.</summary>
    /// <param name="received">A log-likelihood for each bit of the code stream: <paramref name="groups"/>·<see cref="IBlockCode.GroupCodeBits"/> of them.</param>
    /// <param name="message">Receives the message stream, as <see cref="IBlockCode.Decode"/> gives it. Messages of uncorrectable
    /// words are those of the signs.</param>
    /// <param name="verdicts">Receives a <see cref="DecodeVerdict"/> for each codeword: the number of symbols in which the
    /// codeword found differs from the signs, where 0 counts as positive.</param>
    /// <param name="groups">The number of groups, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of groups is negative.</exception>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    void Decode(ReadOnlySpan<sbyte> received, Span<ulong> message, Span<short> verdicts, int groups);
}
