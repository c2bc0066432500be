using System.Numerics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Fec;

/// <summary>The erased symbols of each codeword of a group.</summary>
internal sealed class ErasureLists
{
    private readonly int _symbols;
    private readonly int[] _counts;
    private readonly int[] _lists;

    public ErasureLists(int interleave, int symbols)
    {
        _symbols = symbols;
        _counts = new int[interleave];
        _lists = new int[checked(interleave * symbols)];
    }

    /// <summary>The erased symbols of one codeword, in the order sent.</summary>
    public ReadOnlySpan<int> this[int position] => _lists.AsSpan(position * _symbols, _counts[position]);

    /// <summary>Reads the marks of a group: a bit for each symbol of the code stream.</summary>
    /// <param name="erasures">The marks of all groups, or nothing if no symbol is erased.</param>
    /// <param name="group">The group.</param>
    public void Read(ReadOnlySpan<ulong> erasures, int group)
    {
        Array.Clear(_counts);
        if (erasures.IsEmpty)
            return;

        for (int done = 0; done < _lists.Length; done += 64)
        {
            ulong marks = BitString.ReadBits(erasures, ((long)group * _lists.Length) + done, int.Min(64, _lists.Length - done));
            for (; marks != 0; marks &= marks - 1)
            {
                (int symbol, int position) = Math.DivRem(done + BitOperations.TrailingZeroCount(marks), _counts.Length);
                _lists[(position * _symbols) + _counts[position]++] = symbol;
            }
        }
    }
}
