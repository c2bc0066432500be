namespace Mosaic.Emulator.Benchmarks.Reference;

/// <summary>
/// RS(544,514) as in a textbook, a symbol at a time with logarithm tables: division by a shift register, syndromes by Horner,
/// Berlekamp and Massey, Chien, Forney. What most people would write, to compare with.
/// </summary>
internal sealed class PlainReedSolomon
{
    public const int N = 544, K = 514, Parity = N - K, SymbolBits = 10;

    private const int Order = 1023, Polynomial = 0x409, T = Parity / 2;
    private readonly ushort[] _exp = new ushort[2 * Order];
    private readonly int[] _log = new int[Order + 1];
    private readonly ushort[] _generator = new ushort[Parity + 1];

    public PlainReedSolomon()
    {
        int x = 1;
        for (int i = 0; i < Order; i++)
        {
            _exp[i] = _exp[i + Order] = (ushort)x;
            _log[x] = i;
            x <<= 1;
            x = x > Order ? x ^ Polynomial : x;
        }

        // ∏(x − α^i), lowest coefficient first.
        _generator[0] = 1;
        for (int i = 0; i < Parity; i++)
        {
            for (int j = i + 1; j > 0; j--)
                _generator[j] = (ushort)(_generator[j - 1] ^ Multiply(_generator[j], _exp[i]));
            _generator[0] = Multiply(_generator[0], _exp[i]);
        }
    }

    /// <summary>Puts the parity behind 514 symbols.</summary>
    public void Encode(Span<ushort> word) => Encode<int>(word);

    /// <summary>The same, compiled once for each type: where code comes to lie makes a fifth.</summary>
    /// <typeparam name="TPlace">Any type of values.</typeparam>
    public void Encode<TPlace>(Span<ushort> word)
        where TPlace : struct
    {
        Span<ushort> register = word[K..N];
        register.Clear();
        for (int i = 0; i < K; i++)
        {
            ushort feedback = (ushort)(word[i] ^ register[0]);
            for (int j = 0; j < Parity; j++)
            {
                ushort next = j + 1 < Parity ? register[j + 1] : (ushort)0;
                register[j] = (ushort)(next ^ Multiply(feedback, _generator[Parity - 1 - j]));
            }
        }
    }

    /// <summary>Corrects a word in place; how many symbols, or −1.</summary>
    public int Decode(Span<ushort> word)
    {
        Span<ushort> syndromes = stackalloc ushort[Parity];
        bool clean = true;
        for (int i = 0; i < Parity; i++)
        {
            ushort sum = 0;
            foreach (ushort symbol in word)
                sum = (ushort)(Multiply(sum, _exp[i]) ^ symbol);
            syndromes[i] = sum;
            clean &= sum == 0;
        }

        return clean ? 0 : Correct(word, syndromes);
    }

    private int Correct(Span<ushort> word, ReadOnlySpan<ushort> syndromes)
    {
        Span<ushort> locator = stackalloc ushort[Parity + 1], before = stackalloc ushort[Parity + 1], saved = stackalloc ushort[Parity + 1];
        locator[0] = before[0] = 1;
        int length = 0, gap = 1;
        ushort last = 1;
        for (int i = 0; i < Parity; i++)
        {
            ushort discrepancy = syndromes[i];
            for (int j = 1; j <= length; j++)
                discrepancy ^= Multiply(locator[j], syndromes[i - j]);
            if (discrepancy == 0)
            {
                gap++;
                continue;
            }

            locator.CopyTo(saved);
            ushort factor = Divide(discrepancy, last);
            for (int j = gap; j <= Parity; j++)
                locator[j] ^= Multiply(factor, before[j - gap]);
            if (2 * length <= i)
            {
                (length, last, gap) = (i + 1 - length, discrepancy, 1);
                saved.CopyTo(before);
            }
            else
            {
                gap++;
            }
        }

        if (length > T)
            return -1;
        Span<ushort> evaluator = stackalloc ushort[length];
        for (int i = 0; i < length; i++)
        {
            for (int j = 0; j <= i; j++)
                evaluator[i] ^= Multiply(locator[j], syndromes[i - j]);
        }

        int found = 0;
        for (int position = 0; position < N; position++)
        {
            // The symbol at α^e, e counted from the last one; its inverse is a root.
            int exponent = (Order - (N - 1 - position)) % Order;
            ushort root = 0, slope = 0, value = 0;
            for (int j = length; j >= 0; j--)
                root = (ushort)(Multiply(root, _exp[exponent]) ^ locator[j]);
            if (root != 0)
                continue;
            for (int j = 1; j <= length; j += 2)
                slope ^= Multiply(locator[j], _exp[exponent * (j - 1) % Order]);
            for (int j = length - 1; j >= 0; j--)
                value = (ushort)(Multiply(value, _exp[exponent]) ^ evaluator[j]);
            if (slope == 0)
                return -1;
            // First root α⁰: the value is multiplied by the position.
            word[position] ^= Multiply(Divide(value, slope), _exp[(Order - exponent) % Order]);
            found++;
        }

        return found == length ? found : -1;
    }

    private ushort Multiply(int a, int b) => a == 0 || b == 0 ? (ushort)0 : _exp[_log[a] + _log[b]];

    private ushort Divide(int a, int b) => a == 0 ? (ushort)0 : _exp[_log[a] + Order - _log[b]];
}
