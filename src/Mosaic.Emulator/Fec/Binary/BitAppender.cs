using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Fec.Binary;

/// <summary>
/// Writes stretches of bits one behind the other. Short ones, such as a word's message and its parity, cost a few
/// instructions each, where a copy to any place costs several times that.
/// </summary>
internal ref struct BitAppender
{
    private readonly Span<ulong> _words;
    private int _index;
    private int _used;
    private ulong _pending;

    /// <summary>Begins to write at a word.</summary>
    /// <param name="words">The words to write.</param>
    /// <param name="index">The first of them.</param>
    public BitAppender(Span<ulong> words, int index)
    {
        _words = words;
        _index = index;
    }

    /// <summary>Appends bits.</summary>
    /// <param name="source">The words to read.</param>
    /// <param name="bit">The first bit.</param>
    /// <param name="count">The number of bits, 0 or more.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Append(ReadOnlySpan<ulong> source, long bit, int count)
    {
        int index = (int)(bit >> 6), shift = (int)(bit & 63);
        for (; count > 0; count -= 64, index++)
        {
            ulong value = source[index] >> shift;
            if (shift > 0 && index + 1 < source.Length)
                value |= source[index + 1] << (64 - shift);
            int part = 64;
            if (count < 64)
            {
                value &= (1UL << count) - 1;
                part = count;
            }

            _pending |= value << _used;
            _used += part;
            if (_used >= 64)
            {
                _words[_index++] = _pending;
                _used -= 64;
                // Two shifts, since a shift by 64 would be one by 0.
                _pending = value >> 1 >> (part - _used - 1);
            }
        }
    }

    /// <summary>Appends zeros.</summary>
    /// <param name="count">How many; none where it is negative.</param>
    public void AppendZeros(int count)
    {
        for (; count > 0; count -= 64)
        {
            int part = int.Min(64, count);
            _used += part;
            if (_used >= 64)
            {
                _words[_index++] = _pending;
                _used -= 64;
                _pending = 0;
            }
        }
    }

    /// <summary>Writes what is left, filled up with zeros to a word.</summary>
    public readonly void Flush()
    {
        if (_used > 0)
            _words[_index] = _pending;
    }
}
