using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.LaneCode;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>
/// The words across the lanes, one in each UI in which the group has bits. A lane that is known to be dead is no part of the words: with it
/// erased one wrong bit is corrected as without. What it sends is drawn where the others fail.
/// </summary>
internal sealed class LaneWordUnits : FlipUnits
{
    private readonly LinkDesign _design;
    private readonly SecdedVerdicts _verdicts;
    private readonly ushort[] _columns;
    private readonly int[] _lanes; // of the words
    private readonly int[] _dead;
    private int[] _bits = []; // of the group's code stream, lanes within UI; −1: none of them
    private double[] _deadProbability = [];
    private int[] _deadBits = [];
    private readonly bool[] _left; // by lane, while a word is decoded

    /// <param name="design">The link.</param>
    /// <param name="secded">Its words.</param>
    public LaneWordUnits(LinkDesign design, LaneSecded secded)
    {
        _design = design;
        _dead = [.. Enumerable.Range(0, design.Lanes).Where(lane => design.IsDead(design.BroughtUp.ChannelOfLane[lane]))];
        _lanes = [.. Enumerable.Range(0, design.Lanes).Except(_dead)];
        _verdicts = secded.Verdicts(_dead);
        _columns = secded.Columns.Columns.ToArray();
        _left = new bool[design.Lanes];
        (Correctable, AddsToOdd, Addable) = (1, true, 1 << (secded.CheckLanes - 1));
    }

    /// <inheritdoc/>
    public override void Load(int group, FrameProbabilities probabilities, ReadOnlySpan<double> codeBits)
    {
        (int first, int end) = probabilities.UiOf(group);
        Count = end - first;
        if (Start.Length <= Count)
        {
            Start = [.. Enumerable.Range(0, Count + 1).Select(unit => unit * _lanes.Length)];
            (Probability, Codeword, _bits) = (new double[Count * _lanes.Length], new short[Count * _lanes.Length], new int[Count * _lanes.Length]);
            (_deadProbability, _deadBits) = (new double[Count * _dead.Length], new int[Count * _dead.Length]);
        }

        for (int i = 0; i < _lanes.Length; i++)
        {
            ReadOnlySpan<double> row = probabilities.Row(_lanes[i])[(first - probabilities.Ui.First)..];
            for (int unit = 0; unit < Count; unit++)
            {
                int place = (unit * _lanes.Length) + i, bit = BitOf(group, _lanes[i], first + unit);
                (Probability[place], _bits[place]) = (row[unit], bit);
                Codeword[place] = (short)(bit < 0 ? -1 : bit / _design.Code.SymbolBits % _design.Code.Interleave);
            }
        }

        for (int i = 0; i < _deadBits.Length; i++)
        {
            (int unit, int lane) = (i / _dead.Length, _dead[i % _dead.Length]);
            (_deadProbability[i], _deadBits[i]) = unit < Count
                ? (probabilities.Row(lane)[first + unit - probabilities.Ui.First], BitOf(group, lane, first + unit))
                : (0, -1);
        }
    }

    /// <inheritdoc/>
    public override void Flip(int unit, ReadOnlySpan<int> wrong, Span<ulong> stream, long firstBit, UniformStream random)
    {
        int syndrome = 0;
        foreach (int place in wrong)
            Toggle(_lanes[place - Start[unit]], ref syndrome);
        for (int i = 0; i < _dead.Length; i++)
        {
            if (random.Next() < _deadProbability[(unit * _dead.Length) + i])
                Toggle(_dead[i], ref syndrome);
        }

        if (syndrome != 0)
        {
            int none = 0;
            foreach (short lane in _verdicts.LanesOf(syndrome))
                Toggle(lane, ref none);
        }

        for (int place = Start[unit]; place < Start[unit + 1]; place++)
        {
            if (_left[_lanes[place - Start[unit]]] && _bits[place] >= 0)
                Flip(stream, firstBit + _bits[place]);
        }

        for (int i = 0; i < _dead.Length; i++)
        {
            if (_left[_dead[i]] && _deadBits[(unit * _dead.Length) + i] is var bit and >= 0)
                Flip(stream, firstBit + bit);
        }

        Array.Clear(_left);
    }

    private void Toggle(int lane, ref int syndrome)
    {
        _left[lane] = !_left[lane];
        syndrome ^= _columns[lane];
    }

    private int BitOf(int group, int lane, int ui)
    {
        FrameLayout layout = _design.Layout;
        if (lane >= layout.Lanes)
            return -1;
        long slot = ((((long)(ui / layout.UnitBits) * layout.Lanes) + lane) * layout.UnitBits) + (ui % layout.UnitBits);
        long first = (long)group * _design.Code.GroupCodeBits;
        return slot < layout.Bits && _design.Striping.Map.BitAt(slot) - first is var bit && bit >= 0 && bit < _design.Code.GroupCodeBits ? (int)bit : -1;
    }
}
