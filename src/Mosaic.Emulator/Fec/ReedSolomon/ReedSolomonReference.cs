using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Fec.ReedSolomon;

/// <summary>
/// Reed–Solomon coding of single words of symbols, written to be read: this is the definition that the batch code of
/// <see cref="ReedSolomonCode"/> must equal. Symbol 0 is sent first and is the coefficient of xⁿ⁻¹. An instance owns its
/// working space and serves one thread.
/// </summary>
public sealed class ReedSolomonReference
{
    private readonly ReedSolomonParameters _parameters;
    private readonly ushort[] _generator;
    private readonly SyndromeDecoder _decoder;

    /// <summary>Makes an encoder and decoder.</summary>
    /// <param name="parameters">The code.</param>
    public ReedSolomonReference(ReedSolomonParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        _generator = parameters.GeneratorPolynomial();
        _decoder = new SyndromeDecoder(parameters);
    }

    /// <summary>Computes the parity of a message: the remainder of message(x)·xⁿ⁻ᵏ divided by g(x).</summary>
    /// <param name="message">k symbols.</param>
    /// <param name="parity">Receives n − k symbols.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Encode(ReadOnlySpan<ushort> message, Span<ushort> parity)
    {
        CheckLength(message.Length, _parameters.MessageSymbols, nameof(message));
        CheckLength(parity.Length, _parameters.ParitySymbols, nameof(parity));
        GaloisField field = _parameters.Field;
        parity.Clear();
        foreach (ushort symbol in message)
        {
            ushort feedback = (ushort)(symbol ^ parity[0]);
            parity[1..].CopyTo(parity);
            parity[^1] = 0;
            for (int i = 0; i < parity.Length; i++)
                parity[i] ^= field.Multiply(feedback, _generator[parity.Length - 1 - i]);
        }
    }

    /// <summary>
    /// Bounded-distance decoding in place: the word becomes the codeword that differs from it in at most t symbols, if there
    /// is one, and else stays as it is. With f erased symbols it becomes the codeword that differs from it in e symbols that
    /// are not erased, 2e + f ≤ n − k.
    /// </summary>
    /// <param name="word">n symbols.</param>
    /// <param name="erasures">The erased symbols, 0 to n − 1, all different.</param>
    /// <returns>A <see cref="DecodeVerdict"/>; the symbols it counts are those that changed, erased or not.</returns>
    /// <exception cref="ArgumentException">The span has another length, or an erasure is no symbol or given twice.</exception>
    public short Decode(Span<ushort> word, ReadOnlySpan<int> erasures = default)
    {
        CheckLength(word.Length, _parameters.CodewordSymbols, nameof(word));
        for (int i = 0; i < erasures.Length; i++)
        {
            if ((uint)erasures[i] >= (uint)word.Length || erasures[..i].Contains(erasures[i]))
                throw new ArgumentException($"Erasure {erasures[i]} is no symbol of the word, or given twice.", nameof(erasures));
        }

        Span<ushort> syndromes = _decoder.Syndromes;
        for (int i = 0; i < syndromes.Length; i++)
            syndromes[i] = Evaluate(word, _parameters.Field.Antilog(_parameters.FirstRoot + i));

        short verdict = _decoder.Solve(erasures);
        for (int i = 0; i < _decoder.Count; i++)
            word[_decoder.Positions[i]] ^= _decoder.Values[i];
        return verdict;
    }

    /// <summary>The value of the word's polynomial, by Horner's rule.</summary>
    private ushort Evaluate(ReadOnlySpan<ushort> word, ushort x)
    {
        ushort value = 0;
        foreach (ushort symbol in word)
            value = (ushort)(_parameters.Field.Multiply(value, x) ^ symbol);
        return value;
    }

    private static void CheckLength(int length, int needed, string name)
    {
        if (length != needed)
            throw new ArgumentException($"{needed} symbols are needed, not {length}.", name);
    }
}
