using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Cli.Plugins;

/// <summary>
/// A code tried on a few words before it is used: random messages come back as they were, also where as many symbols are wrong as the
/// code says that it always corrects. It is the same words and errors every time.
/// </summary>
internal sealed class CodeTrial
{
    private const int Groups = 3;

    /// <summary>Words with errors, at least: enough for each kind of places, and soon done.</summary>
    private const int DamagedWords = 64;

    private const ulong Mark = 0xA5A5A5A5A5A5A5A5;
    private readonly IBlockCode _code;
    private readonly ulong[] _message;
    private readonly ulong[] _stream;
    private readonly ulong[] _decoded;
    private readonly short[] _verdicts;
    private uint _draws;

    private CodeTrial(IBlockCode code)
    {
        _code = code;
        int messageWords = BitString.WordCount((long)Groups * code.GroupMessageBits);
        _message = new ulong[messageWords];
        Philox.Fill(_message, 1, 0, 0, 0, 0);
        // One word more, to see whether it is written to.
        _stream = [.. Enumerable.Repeat(Mark, BitString.WordCount((long)Groups * code.GroupCodeBits) + 1)];
        _decoded = [.. Enumerable.Repeat(Mark, messageWords + 1)];
        _verdicts = new short[Groups * code.Interleave];
    }

    /// <summary>Tries a code whose numbers do not contradict each other.</summary>
    /// <param name="code">The code.</param>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    public static string? Fault(IBlockCode code)
    {
        var trial = new CodeTrial(code);
        return trial.Clean() ?? (code.CorrectableSymbols > 0 ? trial.Damaged() : null);
    }

    private string? Clean()
    {
        _code.Encode(_message, _stream, Groups);
        if (_stream[^1] != Mark)
        {
            return "Encode wrote more than it was asked for";
        }

        _code.Decode(_stream, _decoded, _verdicts, Groups);
        if (_decoded[^1] != Mark)
        {
            return "Decode wrote more than it was asked for";
        }

        return IsAsSent() ? null : "Decode does not give back what Encode was given";
    }

    private string? Damaged()
    {
        int words = _verdicts.Length;
        for (int first = 0; first < DamagedWords; first += words)
        {
            ulong[] received = [.. _stream];
            int[][] wrong = [.. Enumerable.Range(first, words).Select(Places)];
            for (int word = 0; word < words; word++)
            {
                foreach (int symbol in wrong[word])
                {
                    ulong error = 1 + (ulong)Draw((1 << _code.SymbolBits) - 1);
                    long bit = Bit(word, symbol, _code.GroupCodeBits);
                    BitString.WriteBits(received, bit, _code.SymbolBits, BitString.ReadBits(received, bit, _code.SymbolBits) ^ error);
                }
            }

            _code.Decode(received, _decoded, _verdicts, Groups);
            if (!IsAsSent())
            {
                int word = Enumerable.Range(0, words).First(word => !IsAsSent(word));
                string outcome = _verdicts[word] < 0 ? $"the verdict {_verdicts[word]}" : "another message";
                const int Shown = 8;
                return $"CorrectableSymbols is {_code.CorrectableSymbols}, and Decode gave {outcome} with {wrong[word].Length} of {_code.CodewordSymbols} symbols wrong: "
                    + string.Join(", ", wrong[word].Take(Shown)) + (wrong[word].Length > Shown ? ", …" : "");
            }
        }

        return null;
    }

    /// <summary>Which symbols of a word are wrong: the first, the last, or any, as many as can be corrected; or any, and fewer.</summary>
    private int[] Places(int number)
    {
        int n = _code.CodewordSymbols, t = _code.CorrectableSymbols;
        switch (number % 4)
        {
            case 0:
                return [.. Enumerable.Range(0, t)];
            case 1:
                return [.. Enumerable.Range(n - t, t)];
            default:
                int count = number % 4 == 2 ? t : 1 + Draw(t);
                var places = new SortedSet<int>();
                while (places.Count < count)
                {
                    places.Add(Draw(n));
                }

                return [.. places];
        }
    }

    private bool IsAsSent() =>
        BitString.HammingDistance(_message, _decoded, Groups * _code.GroupMessageBits) == 0 && Array.TrueForAll(_verdicts, static verdict => verdict >= 0);

    private bool IsAsSent(int word) => _verdicts[word] >= 0 && Enumerable.Range(0, _code.MessageSymbols).All(symbol =>
    {
        long bit = Bit(word, symbol, _code.GroupMessageBits);
        return BitString.ReadBits(_message, bit, _code.SymbolBits) == BitString.ReadBits(_decoded, bit, _code.SymbolBits);
    });

    /// <summary>Where a symbol of a word lies in a stream.</summary>
    private long Bit(int word, int symbol, int groupBits)
    {
        (int group, int position) = Math.DivRem(word, _code.Interleave);
        return ((long)group * groupBits) + (((long)symbol * _code.Interleave) + position) * _code.SymbolBits;
    }

    private int Draw(int below) => (int)Math.BigMul(Philox.Block(2, _draws++, 0, 0, 0).Low, (ulong)below, out _);
}
