using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Channel;

/// <summary>Errors that wait until nobody looks at what was sent any more: bits of words that are to be turned over.</summary>
internal sealed class FlipList
{
    private (int Word, ulong Bits)[] _flips = new (int, ulong)[256];
    private int _count;
    private int _first;

    /// <summary>None.</summary>
    public void Clear() => _count = 0;

    /// <summary>Goes on with the row that starts at a word.</summary>
    public void Begin(int firstWord) => _first = firstWord;

    /// <summary>Adds a bit of the row.</summary>
    [MethodImpl(Kernel.Compiled)]
    public void Add(int ui)
    {
        int word = _first + (ui >> 6);
        ulong bit = 1UL << ui;
        if (_count > 0 && _flips[_count - 1].Word == word)
        {
            _flips[_count - 1].Bits ^= bit;
            return;
        }

        if (_count == _flips.Length)
        {
            Array.Resize(ref _flips, 2 * _count);
        }

        _flips[_count++] = (word, bit);
    }

    /// <summary>Turns them over.</summary>
    public void Apply(Span<ulong> words)
    {
        foreach ((int word, ulong bits) in _flips.AsSpan(0, _count))
        {
            words[word] ^= bits;
        }
    }
}
