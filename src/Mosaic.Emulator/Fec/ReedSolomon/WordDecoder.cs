using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Fec.ReedSolomon;

/// <summary>
/// The words of a slab that need it, one by one: from a row of syndromes to a verdict and corrections of the message.
/// Owns its working space; one thread.
/// </summary>
internal sealed class WordDecoder
{
    private readonly int _symbolBits;
    private readonly int _messageSymbols;
    private readonly int _paritySymbols;
    private readonly int _interleave;
    private readonly int _rowWords;
    private readonly DirectSolution _direct;
    private readonly SyndromeDecoder _decoder;
    private readonly ErasureLists _erasures;

    /// <summary>Makes a decoder.</summary>
    /// <param name="parameters">The code.</param>
    /// <param name="interleave">Codewords of a group.</param>
    /// <param name="rowWords">Words from the syndromes of one group to those of the next.</param>
    /// <param name="direct">Solves one or two errors of this code.</param>
    /// <param name="roots">Finds roots of its locators.</param>
    public WordDecoder(ReedSolomonParameters parameters, int interleave, int rowWords, DirectSolution direct, LocatorRoots roots)
    {
        _symbolBits = parameters.Field.Bits;
        _messageSymbols = parameters.MessageSymbols;
        _paritySymbols = parameters.ParitySymbols;
        _interleave = interleave;
        _rowWords = rowWords;
        _direct = direct;
        _decoder = new SyndromeDecoder(parameters, roots);
        _erasures = new ErasureLists(interleave, parameters.CodewordSymbols);
    }

    /// <summary>Decodes a slab, whose messages are copied as received and whose verdicts are 0.</summary>
    /// <param name="dirty">For each codeword of a group a word with a bit for each group: 1 where syndromes are not zero.</param>
    /// <param name="rows">The syndromes of each group in stream order; not read where nothing is dirty.</param>
    /// <param name="erasures">A bit for each symbol of the code stream, or nothing.</param>
    /// <param name="message">The message stream, to be corrected.</param>
    /// <param name="verdicts">One for each codeword of the stream.</param>
    /// <param name="firstGroup">The slab's first group in the stream.</param>
    /// <param name="groups">Groups of the slab, 1 to 64.</param>
    public void Decode(
        ReadOnlySpan<ulong> dirty, ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> erasures,
        Span<ulong> message, Span<short> verdicts, int firstGroup, int groups)
    {
        if (erasures.IsEmpty && !dirty.ContainsAnyExcept(0UL))
            return;

        for (int row = 0; row < groups; row++)
        {
            int group = firstGroup + row;
            _erasures.Read(erasures, group);
            for (int position = 0; position < _interleave; position++)
            {
                ref short verdict = ref verdicts[(group * _interleave) + position];
                if (_erasures[position].Length > _paritySymbols)
                {
                    verdict = DecodeVerdict.Uncorrectable;
                }
                else if (((dirty[position] >> row) & 1) != 0)
                {
                    ReadSyndromes(rows.Slice(row * _rowWords, _rowWords), position);
                    verdict = DecodeWord(message, group, position);
                }
            }
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private void ReadSyndromes(ReadOnlySpan<ulong> row, int position)
    {
        int step = _interleave * _symbolBits, bit = position * _symbolBits;
        ulong mask = (1UL << _symbolBits) - 1;
        foreach (ref ushort syndrome in _decoder.Syndromes)
        {
            syndrome = (ushort)(BitString.Read64(row, bit) & mask);
            bit += step;
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private short DecodeWord(Span<ulong> message, int group, int position)
    {
        ReadOnlySpan<int> erasures = _erasures[position];
        Span<int> positions = stackalloc int[2];
        Span<ushort> values = stackalloc ushort[2];
        int count = erasures.IsEmpty ? _direct.TrySolve(_decoder.Syndromes, positions, values) : 0;
        if (count > 0)
        {
            Correct(message, group, position, positions[..count], values);
            return (short)count;
        }

        short verdict = _decoder.Solve(erasures);
        Correct(message, group, position, _decoder.Positions[.._decoder.Count], _decoder.Values);
        return verdict;
    }

    private void Correct(Span<ulong> message, int group, int position, ReadOnlySpan<int> symbols, ReadOnlySpan<ushort> values)
    {
        for (int i = 0; i < symbols.Length; i++)
        {
            if (symbols[i] >= _messageSymbols)
                continue;

            long symbol = ((((long)group * _messageSymbols) + symbols[i]) * _interleave) + position;
            long bit = symbol * _symbolBits;
            BitString.WriteBits(message, bit, _symbolBits, BitString.Read64(message, bit) ^ values[i]);
        }
    }
}
