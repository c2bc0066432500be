namespace Mosaic.Emulator.Fec.Binary;

/// <summary>
/// BCH coding of single words of bits, written to be read: this is the definition that the batch code of
/// <see cref="BchCode"/> must equal. Bit 0 is sent first and is the coefficient of xⁿ⁻¹. An instance owns its working space and
/// serves one thread.
/// </summary>
public sealed class BchReference
{
    private readonly BchParameters _parameters;
    private readonly bool[] _generator;
    private readonly BchDecoder _decoder;

    /// <summary>Makes an encoder and decoder.</summary>
    /// <param name="parameters">The code.</param>
    public BchReference(BchParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        _generator = parameters.GeneratorPolynomial();
        _decoder = new BchDecoder(parameters);
    }

    /// <summary>Computes the parity of a message: the remainder of message(x)·xⁿ⁻ᵏ divided by g(x).</summary>
    /// <param name="message">k bits, each 0 or 1.</param>
    /// <param name="parity">Receives n − k bits.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Encode(ReadOnlySpan<ushort> message, Span<ushort> parity)
    {
        CheckLength(message.Length, _parameters.MessageBits, nameof(message));
        CheckLength(parity.Length, _parameters.ParityBits, nameof(parity));
        parity.Clear();
        foreach (ushort bit in message)
        {
            int feedback = bit ^ parity[0];
            parity[1..].CopyTo(parity);
            parity[^1] = 0;
            for (int i = 0; i < parity.Length && feedback != 0; i++)
                parity[i] ^= _generator[parity.Length - 1 - i] ? (ushort)1 : (ushort)0;
        }
    }

    /// <summary>Corrects a word in place, if a codeword is within t bits.</summary>
    /// <param name="word">n bits, each 0 or 1.</param>
    /// <returns>A <see cref="DecodeVerdict"/>: the number of bits corrected.</returns>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public short Decode(Span<ushort> word)
    {
        CheckLength(word.Length, _parameters.CodewordBits, nameof(word));
        Span<ushort> syndromes = _decoder.Syndromes;
        bool clean = true;
        for (int j = 1; j <= syndromes.Length; j += 2)
        {
            // The value at αʲ, by Horner's rule.
            ushort x = _parameters.Field.Antilog(j), value = 0;
            foreach (ushort bit in word)
                value = (ushort)(_parameters.Field.Multiply(value, x) ^ bit);
            syndromes[j - 1] = value;
            clean &= value == 0;
        }

        if (clean)
            return DecodeVerdict.Clean;

        Span<int> positions = new int[_parameters.CorrectableBits];
        short verdict = _decoder.Solve(positions);
        for (int i = 0; i < verdict; i++)
            word[positions[i]] ^= 1;
        return verdict;
    }

    private static void CheckLength(int length, int needed, string name)
    {
        if (length != needed)
            throw new ArgumentException($"{needed} bits are needed, not {length}.", name);
    }
}
