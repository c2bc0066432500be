using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// From wrong code bits to verdicts. What a linear code's syndrome decoder does depends on the error pattern alone, so the pattern is
/// decoded as if zeros had been sent; up to t wrong symbols of a bounded-distance code need not even that. Holds the memory of one worker.
/// </summary>
internal sealed class WordErrors
{
    private const int None = -1;
    private const int DecodedGroups = 64;

    private readonly IBlockCode _code;
    private readonly int _symbolBits, _groupSymbols, _interleave;
    private readonly Word[] _codewords;
    private readonly List<int> _touched = [];
    private readonly List<int> _groups = []; // groups to be decoded
    private readonly bool[] _isListed; // by group
    private readonly ulong[] _received, _message;
    private readonly short[] _verdicts;
    private (long Symbol, ulong Bits, int Before)[] _symbols = new (long, ulong, int)[1024];
    private int _count;

    public WordErrors(LinkDesign design)
    {
        _code = design.Code;
        (_symbolBits, _groupSymbols, _interleave) = (_code.SymbolBits, _code.CodewordSymbols * _code.Interleave, _code.Interleave);
        _codewords = new Word[design.Groups * _code.Interleave];
        Array.Fill(_codewords, Word.Right);
        _isListed = new bool[design.Groups];
        _received = new ulong[BitString.WordCount((long)DecodedGroups * _code.GroupCodeBits)];
        _message = new ulong[BitString.WordCount((long)DecodedGroups * _code.GroupMessageBits)];
        _verdicts = new short[DecodedGroups * _code.Interleave];
    }

    /// <summary>Adds a wrong bit.</summary>
    /// <param name="bit">Its position in the frame's code stream; each once.</param>
    public void Add(long bit)
    {
        long symbol = bit / _symbolBits, group = symbol / _groupSymbols;
        Add((int)((group * _interleave) + (symbol % _interleave)), symbol, (int)(bit - (symbol * _symbolBits)));
    }

    /// <summary>Adds a wrong bit.</summary>
    /// <param name="place">Where it is; each once.</param>
    public void Add(in SymbolPlace place) => Add(
        (place.Group * _interleave) + place.Codeword,
        ((long)place.Group * _groupSymbols) + ((long)place.Symbol * _interleave) + place.Codeword, place.Offset);

    private void Add(int codeword, long symbol, int offset)
    {
        ref Word word = ref _codewords[codeword];
        if (word.Wrong == 0)
        {
            _touched.Add(codeword);
        }

        for (int i = word.Last; i != None; i = _symbols[i].Before)
        {
            if (_symbols[i].Symbol == symbol)
            {
                _symbols[i].Bits |= 1UL << offset;
                return;
            }
        }

        if (_count == _symbols.Length)
        {
            Array.Resize(ref _symbols, 2 * _count);
        }

        _symbols[_count] = (symbol, 1UL << offset, word.Last);
        word = new Word(_count++, word.Wrong + 1);
    }

    /// <summary>Judges all codewords of the frame, and forgets what was wrong with them.</summary>
    /// <param name="counts">Receives the counts of codewords, groups and payload errors besides what it holds.</param>
    public void Judge(LinkCounts counts)
    {
        ReadOnlySpan<int> touched = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_touched);
        int most = _code.IsBoundedDistance ? _code.CorrectableSymbols : 0;
        foreach (int codeword in touched)
        {
            int wrong = _codewords[codeword].Wrong;
            counts.SymbolErrorHistogram[wrong]++;
            if (wrong > most && !_isListed[codeword / _interleave])
            {
                _isListed[codeword / _interleave] = true;
                _groups.Add(codeword / _interleave);
            }
        }

        counts.SymbolErrorHistogram[0] += _codewords.Length - _touched.Count;
        counts.Codewords += _codewords.Length;
        counts.Groups += _isListed.Length;
        counts.Clean += _codewords.Length - _touched.Count;
        for (int first = 0; first < _groups.Count; first += DecodedGroups)
        {
            Decode(first, int.Min(DecodedGroups, _groups.Count - first), counts);
        }

        foreach (int codeword in touched)
        {
            counts.Corrected += _groups.Count == 0 || !_isListed[codeword / _interleave] ? 1 : 0;
            _codewords[codeword] = Word.Right;
        }

        foreach (int group in _groups)
        {
            _isListed[group] = false;
        }

        _touched.Clear();
        _groups.Clear();
        _count = 0;
    }

    private void Decode(int first, int groups, LinkCounts counts)
    {
        Span<ulong> received = _received.AsSpan(0, BitString.WordCount((long)groups * _code.GroupCodeBits));
        received.Clear();
        for (int i = 0; i < groups; i++)
        {
            long start = (long)_groups[first + i] * _code.GroupCodeBits;
            for (int codeword = 0; codeword < _code.Interleave; codeword++)
            {
                for (int at = _codewords[(_groups[first + i] * _code.Interleave) + codeword].Last; at != None; at = _symbols[at].Before)
                {
                    long bit = (_symbols[at].Symbol * _code.SymbolBits) - start + ((long)i * _code.GroupCodeBits);
                    BitString.WriteBits(received, bit, _code.SymbolBits, _symbols[at].Bits);
                }
            }
        }

        _code.Decode(received, _message, _verdicts, groups);
        for (int i = 0; i < groups; i++)
        {
            Count(i, _groups[first + i], counts);
        }
    }

    /// <summary>Counts a group that was decoded. Its codewords without a wrong symbol are clean, and counted already.</summary>
    private void Count(int place, int group, LinkCounts counts)
    {
        bool failed = false;
        for (int codeword = 0; codeword < _code.Interleave; codeword++)
        {
            if (_codewords[(group * _code.Interleave) + codeword].Wrong == 0 && _code.IsBoundedDistance)
            {
                continue;
            }

            int verdict = _verdicts[(place * _code.Interleave) + codeword];
            long errors = MessageErrors(place, codeword);
            bool wrong = errors > 0;
            counts.PayloadBitErrors += errors;
            counts.Clean += verdict == 0 && !wrong ? 1 : 0;
            counts.Corrected += verdict > 0 && !wrong ? 1 : 0;
            counts.Miscorrected += verdict >= 0 && wrong ? 1 : 0;
            counts.Uncorrectable += verdict < 0 ? 1 : 0;
            counts.Clean -= _codewords[(group * _code.Interleave) + codeword].Wrong == 0 ? 1 : 0;
            failed |= verdict < 0 || wrong;
        }

        counts.FailedGroups += failed ? 1 : 0;
    }

    private long MessageErrors(int place, int codeword)
    {
        int m = _code.SymbolBits, step = m * _code.Interleave;
        long start = ((long)place * _code.GroupMessageBits) + (codeword * m), errors = 0;
        for (int symbol = 0; symbol < _code.MessageSymbols; symbol++)
        {
            errors += System.Numerics.BitOperations.PopCount(BitString.ReadBits(_message, start + ((long)symbol * step), m));
        }

        return errors;
    }

    /// <summary>A codeword.</summary>
    /// <param name="Last">Its last wrong symbol in the list.</param>
    /// <param name="Wrong">How many symbols are.</param>
    private readonly record struct Word(int Last, int Wrong)
    {
        public static readonly Word Right = new(None, 0);
    }
}
