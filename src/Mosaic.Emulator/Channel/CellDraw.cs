using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// Draws the candidates of all lanes that have cells, side by side: the words of all cells first, then those of all points. The same
/// candidates as lane by lane, in the same order within a lane. Holds the memory of one worker.
/// </summary>
internal sealed class CellDraw
{
    private readonly CandidateCells[] _cells;
    private readonly ulong[] _any;
    private readonly int[] _lane, _start, _ui;
    private readonly double[] _bound;
    private readonly uint[] _block, _tag; // of the cells
    private readonly int _frameUi;
    private uint[] _pointBlock = new uint[1024], _pointTag = new uint[1024];
    private int[] _pointCell = new int[1024];
    private ulong[] _words;

    /// <param name="lanes">The lanes; those without cells are left out.</param>
    /// <param name="ui">UI of a frame.</param>
    public CellDraw(IReadOnlyList<LaneSampler?> lanes, int ui)
    {
        _frameUi = ui;
        var cells = new List<(int Lane, int Cell, LaneSampler Sampler)>();
        for (int lane = 0; lane < lanes.Count; lane++)
        {
            for (int cell = 0; lanes[lane] is { Cells: { } some } sampler && cell < some.Count; cell++)
            {
                cells.Add((lane, cell, sampler));
            }
        }

        int room = (cells.Count + PhiloxList.Step - 1) / PhiloxList.Step * PhiloxList.Step;
        (_block, _tag, _words) = (new uint[room], new uint[room], new ulong[2 * Math.Max(room, 1024)]);
        _cells = [.. cells.Select(cell => cell.Sampler.Cells!)];
        _any = [.. _cells.Select(cell => cell.Any)];
        _lane = [.. cells.Select(cell => cell.Lane)];
        _start = [.. cells.Select(cell => cell.Cell * cell.Sampler.Cells!.Ui)];
        _ui = [.. _cells.Select(cell => cell.Ui)];
        _bound = [.. cells.Select(cell => cell.Sampler.Bound)];
        for (int i = 0; i < cells.Count; i++)
        {
            _block[i] = (uint)cells[i].Cell * CandidateCells.Blocks;
            _tag[i] = (uint)cells[i].Lane;
        }
    }

    /// <summary>Adds the candidates of a frame to a list.</summary>
    /// <param name="address">Seed, purpose, trial and frame of the random numbers.</param>
    /// <param name="list">Receives them.</param>
    public void Draw(RandomAddress address, CandidateList list)
    {
        uint tag = (address with { Lane = 0 }).Tag;
        int points = DrawPoints(address, tag);
        PhiloxList.Fill(_pointBlock.AsSpan(0, Steps(points)), _pointTag, _words, address.Seed, address.Frame, address.Trial);
        list.Reserve(points);
        for (int i = 0; i < points; i++)
        {
            int cell = _pointCell[i], ui = _start[cell] + CandidateCells.Place(_words[2 * i], (uint)_ui[cell]);
            if (ui < _frameUi)
            {
                list.AddReserved(_lane[cell], ui, RandomAddress.ToUnit(_words[(2 * i) + 1]) * _bound[cell]);
            }
        }
    }

    private static int Steps(int count) => (count + PhiloxList.Step - 1) / PhiloxList.Step * PhiloxList.Step;

    private int DrawPoints(RandomAddress address, uint tag)
    {
        for (int i = 0; i < _lane.Length; i++)
        {
            _tag[i] = tag | (uint)_lane[i];
        }

        PhiloxList.Fill(_block, _tag, _words, address.Seed, address.Frame, address.Trial);
        int points = 0;
        for (int i = 0; i < _any.Length; i++)
        {
            ulong word = _words[2 * i];
            if (word < _any[i])
            {
                int of = _cells[i].Points(word);
                Reserve(points + of);
                for (int point = 0; point < of; point++)
                {
                    (_pointBlock[points], _pointTag[points], _pointCell[points]) = (_block[i] + 1 + (uint)point, _tag[i], i);
                    points++;
                }
            }
        }

        return points;
    }

    private void Reserve(int points)
    {
        if (points + PhiloxList.Step > _pointCell.Length)
        {
            int room = 2 * _pointCell.Length;
            Array.Resize(ref _pointBlock, room);
            Array.Resize(ref _pointTag, room);
            Array.Resize(ref _pointCell, room);
        }

        if (2 * _pointCell.Length > _words.Length)
        {
            Array.Resize(ref _words, 2 * _pointCell.Length);
        }
    }
}
