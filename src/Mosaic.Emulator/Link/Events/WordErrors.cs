using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    /// <summary>Where in an error's number the codeword is, from bit 0 on, and above it the bit within its symbol and the symbol, from the frame's start.</summary>
    public const int OffsetAt = 30, SymbolAt = 34;

    private const ulong CodewordMask = (1UL << OffsetAt) - 1;
    private const int DecodedGroups = 64;

    private readonly IBlockCode _code;
    private readonly int _symbolBits, _groupSymbols, _interleave;
    private readonly Word[] _codewords;
    private readonly int[] _touched; // codewords
    private readonly List<int> _groups = new(64); // groups to be decoded
    private readonly bool[] _isListed; // by group
    private readonly ulong[] _received, _message;
    private readonly short[] _verdicts;
    private ulong[] _errors = new ulong[1024]; // from 1 on; in place of its codeword each has that codeword's error before
    private int _count, _touchedCount;

    public WordErrors(LinkDesign design)
    {
        _code = design.Code;
        (_symbolBits, _groupSymbols, _interleave) = (_code.SymbolBits, _code.CodewordSymbols * _code.Interleave, _code.Interleave);
        Debug.Assert((long)design.Groups * _groupSymbols <= (long)CodewordMask && _symbolBits <= 16, "An error's number holds that.");
        _codewords = new Word[design.Groups * _code.Interleave];
        _touched = new int[_codewords.Length + 1];
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
        Add([((ulong)symbol << SymbolAt) | ((ulong)(bit - (symbol * _symbolBits)) << OffsetAt) | (ulong)((group * _interleave) + (symbol % _interleave))]);
    }

    /// <summary>Adds wrong bits.</summary>
    /// <param name="errors">Their codewords, symbols and bits; each once.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Add(ReadOnlySpan<ulong> errors)
    {
        if (_errors.Length < _count + errors.Length + 1)
        {
            Array.Resize(ref _errors, 2 * (_count + errors.Length + 1));
        }

        ref Word words = ref MemoryMarshal.GetArrayDataReference(_codewords);
        ref int touched = ref MemoryMarshal.GetArrayDataReference(_touched);
        ref ulong list = ref MemoryMarshal.GetArrayDataReference(_errors);
        (int count, nint touchedCount) = (_count, _touchedCount);
        foreach (ulong error in errors)
        {
            int codeword = (int)(error & CodewordMask);
            ref Word word = ref Unsafe.Add(ref words, codeword);
            Unsafe.Add(ref touched, touchedCount) = codeword;
            touchedCount += word.Errors == 0 ? 1 : 0;
            Unsafe.Add(ref list, ++count) = (error & ~CodewordMask) | (uint)word.Last;
            word = new Word(count, word.Errors + 1);
        }

        (_count, _touchedCount) = (count, (int)touchedCount);
    }

    /// <summary>How many symbols of a codeword are wrong.</summary>
    private int WrongSymbols(int codeword)
    {
        int wrong = 0;
        for (int at = _codewords[codeword].Last; at != 0; at = Before(at))
        {
            int other = Before(at);
            while (other != 0 && _errors[other] >> SymbolAt != _errors[at] >> SymbolAt)
            {
                other = Before(other);
            }

            wrong += other == 0 ? 1 : 0;
        }

        return wrong;
    }

    private int Before(int error) => (int)(_errors[error] & CodewordMask);

    /// <summary>Judges all codewords of the frame, and forgets what was wrong with them.</summary>
    /// <param name="counts">Receives the counts of codewords, groups and payload errors besides what it holds.</param>
    public void Judge(LinkCounts counts)
    {
        ReadOnlySpan<int> touched = _touched.AsSpan(0, _touchedCount);
        int most = _code.IsBoundedDistance ? _code.CorrectableSymbols : 0;
        foreach (int codeword in touched)
        {
            int wrong = _codewords[codeword].Errors == 1 ? 1 : WrongSymbols(codeword);
            counts.SymbolErrorHistogram[wrong]++;
            if (wrong > most && !_isListed[codeword / _interleave])
            {
                _isListed[codeword / _interleave] = true;
                _groups.Add(codeword / _interleave);
            }
        }

        counts.SymbolErrorHistogram[0] += _codewords.Length - _touchedCount;
        counts.Codewords += _codewords.Length;
        counts.Groups += _isListed.Length;
        counts.Clean += _codewords.Length - _touchedCount;
        for (int first = 0; first < _groups.Count; first += DecodedGroups)
        {
            Decode(first, int.Min(DecodedGroups, _groups.Count - first), counts);
        }

        foreach (int codeword in touched)
        {
            counts.Corrected += _groups.Count == 0 || !_isListed[codeword / _interleave] ? 1 : 0;
            _codewords[codeword] = default;
        }

        foreach (int group in _groups)
        {
            _isListed[group] = false;
        }

        _groups.Clear();
        (_count, _touchedCount) = (0, 0);
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
                for (int at = _codewords[(_groups[first + i] * _code.Interleave) + codeword].Last; at != 0; at = Before(at))
                {
                    long bit = ((long)(_errors[at] >> SymbolAt) * _code.SymbolBits) + (long)(_errors[at] >> OffsetAt & 15) - start + ((long)i * _code.GroupCodeBits);
                    received[(int)(bit >> 6)] |= 1UL << (int)bit;
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
            if (_codewords[(group * _code.Interleave) + codeword].Errors == 0 && _code.IsBoundedDistance)
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
            counts.Clean -= _codewords[(group * _code.Interleave) + codeword].Errors == 0 ? 1 : 0;
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
    /// <param name="Last">Its last wrong bit in the list; 0: none.</param>
    /// <param name="Errors">How many bits are wrong.</param>
    private readonly record struct Word(int Last, int Errors);
}
