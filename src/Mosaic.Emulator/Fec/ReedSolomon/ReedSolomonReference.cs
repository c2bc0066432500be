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
    /// is one, and else stays as it is.
    /// </summary>
    /// <param name="word">n symbols.</param>
    /// <returns>A <see cref="DecodeVerdict"/>.</returns>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public short Decode(Span<ushort> word)
    {
        CheckLength(word.Length, _parameters.CodewordSymbols, nameof(word));
        Span<ushort> syndromes = _decoder.Syndromes;
        for (int i = 0; i < syndromes.Length; i++)
            syndromes[i] = Evaluate(word, _parameters.Field.Antilog(_parameters.FirstRoot + i));

        short verdict = _decoder.Solve();
        for (int i = 0; i < verdict; i++)
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
