using System.Runtime.InteropServices;
using Mosaic.Emulator.Bonding;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// How many symbols of any one codeword have been looked at, at most, group by group. Units next to each other in a round belong to
/// columns of the code stream, each of which has one symbol (or one codeword) of each of the group's codewords: so of units on
/// neighbouring lanes a codeword has no more than they touch columns.
/// </summary>
internal sealed class LookCount
{
    private readonly FrameLayout _layout;
    private readonly int _columnUnits; // units of a column
    private readonly int _groupUnits;
    private readonly int _parityUnit; // the first unit of a group that has parity
    private readonly int _parityOffset; // the first bit of a unit that has parity, where a unit is a codeword
    private readonly int[] _looks;
    private readonly bool[] _parity;
    private readonly List<int> _touched = new(64);
    private readonly int _laneSymbols;
    private int _everywhere; // looks at each group
    private int _most;

    public LookCount(LinkDesign design)
    {
        _layout = design.Layout;
        bool codewords = _layout.Unit == StripingUnit.Codeword;
        _groupUnits = design.Code.GroupCodeBits / _layout.UnitBits;
        _columnUnits = codewords ? _layout.Interleave : _layout.Interleave * (_layout.SymbolBits / _layout.UnitBits);
        _parityUnit = codewords ? 0 : design.Code.GroupMessageBits / _layout.UnitBits;
        _parityOffset = codewords ? design.Code.MessageSymbols * _layout.SymbolBits : 0;
        // Of a group a lane has as many units as rounds touch it, each of them a part of one symbol, a symbol or a codeword.
        _laneSymbols = (((_groupUnits + _layout.Lanes - 1) / _layout.Lanes) + 1) * (codewords ? design.Code.CodewordSymbols : 1);
        _looks = new int[design.Groups];
        _parity = new bool[design.Groups];
    }

    /// <summary>Groups of which something has been looked at.</summary>
    public ReadOnlySpan<int> Touched => CollectionsMarshal.AsSpan(_touched);

    /// <summary>Whether something was looked at that is made from a whole lane.</summary>
    public bool IsEverywhere => _everywhere > 0;

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        foreach (int group in _touched)
        {
            (_looks[group], _parity[group]) = (0, false);
        }

        _touched.Clear();
        (_everywhere, _most) = (0, 0);
    }

    /// <summary>The most of any group.</summary>
    public int Most => _most + _everywhere;

    /// <summary>Symbols of any one codeword of a group that have been looked at, at most.</summary>
    public int Of(int group) => _looks[group] + _everywhere;

    /// <summary>Whether parity of a group may have been looked at.</summary>
    public bool HasParity(int group) => _parity[group] || _everywhere > 0;

    /// <summary>Counts a look at stretches of lanes.</summary>
    /// <param name="runs">The lanes.</param>
    /// <param name="from">UI of the first bit behind the marker; what is before it is not of this frame's code.</param>
    /// <param name="to">UI of the last.</param>
    /// <returns>Whether there may be parity among it.</returns>
    public bool Add(ReadOnlySpan<(int First, int Last)> runs, int from, int to)
    {
        bool parity = false;
        if (to >= _layout.DataUi && _layout.ParityUi > 0)
        {
            // Parities of a lane are sums of all its bits.
            foreach ((int first, int last) in runs)
            {
                _everywhere += (last - first + 1) * _laneSymbols;
            }

            parity = true;
        }

        from = int.Max(from, 0);
        to = int.Min(to, (_layout.Rounds * _layout.UnitBits) - 1);
        for (int round = from / _layout.UnitBits; from <= to && round <= to / _layout.UnitBits; round++)
        {
            int start = int.Max(from - (round * _layout.UnitBits), 0), end = int.Min(to - (round * _layout.UnitBits), _layout.UnitBits - 1);
            int symbols = _layout.Unit == StripingUnit.Codeword ? (end / _layout.SymbolBits) - (start / _layout.SymbolBits) + 1 : 1;
            foreach ((int first, int last) in runs)
            {
                parity |= AddRun(((long)round * _layout.Lanes) + first, ((long)round * _layout.Lanes) + last, symbols, end);
            }
        }

        return parity;
    }

    private bool AddRun(long first, long last, int symbols, int end)
    {
        if (first >= _layout.Units)
        {
            return false;
        }

        last = long.Min(last, _layout.Units - 1);
        int firstGroup = (int)(first / _groupUnits), lastGroup = (int)(last / _groupUnits);
        bool any = false;
        for (int group = firstGroup; group <= lastGroup; group++)
        {
            long start = (long)group * _groupUnits;
            int from = (int)(long.Max(first, start) - start), to = (int)(long.Min(last, start + _groupUnits - 1) - start);
            if (_looks[group] == 0)
            {
                _touched.Add(group);
            }

            _looks[group] += symbols * ((to / _columnUnits) - (from / _columnUnits) + 1);
            _most = int.Max(_most, _looks[group]);
            bool parity = _parityOffset > 0 ? end >= _parityOffset : to >= _parityUnit;
            _parity[group] |= parity;
            any |= parity;
        }

        return any;
    }
}
