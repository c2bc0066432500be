using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Channel;

/// <summary>The cells of all lanes that have some, one after the other: what candidates are drawn by. Holds the memory of one worker.</summary>
internal sealed class CellTables
{
    /// <summary>There are whole steps of cells.</summary>
    public const int Step = 32;

    private const int Eight = CandidateCells.Together;
    private const double Deviations = 8;
    private readonly CandidateCells?[] _few = new CandidateCells?[Eight]; // of the last eight cells, where they are not alike
    private double _meanPoints; // of all cells
    private int _tails, _eights;

    /// <summary>How many there are, in whole steps.</summary>
    public int Count { get; private set; }

    /// <summary>The first block of random numbers of each: so many times <see cref="CandidateCells.Blocks"/> as there are cells of its lane before it.</summary>
    public Column<uint> Blocks { get; private set; } = new(0);

    /// <summary>The lane of each.</summary>
    public Column<uint> Lanes { get; private set; } = new(0);

    /// <summary>By lane: what its cells are like.</summary>
    public CellShape[] Shapes { get; private set; } = [];

    /// <summary>The most points to expect of a cell.</summary>
    public double LargestMean { get; private set; }

    /// <summary>Of each eight cells, where their tails are.</summary>
    public EightCells[] Eights { get; private set; } = [];

    /// <summary>Tails of eight cells that are alike one after the other; of eight that are not their first ones, their second ones …</summary>
    public ulong[] Tails { get; private set; } = [];

    /// <summary>Room that the candidates of so many cells in a row take, hardly ever more.</summary>
    public int Room(int cells)
    {
        double mean = double.Min(_meanPoints, cells * LargestMean);
        return (int)(mean + (Deviations * Math.Sqrt(mean))) + (2 * Step);
    }

    /// <summary>Turns to the cells of a channel.</summary>
    /// <param name="lanes">Its lanes; those without cells are left out.</param>
    public void Learn(ReadOnlySpan<LaneSampler?> lanes)
    {
        Reserve(lanes);
        (Count, _tails, _eights, _meanPoints, LargestMean) = (0, 0, 0, 0, 0);
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            if (lanes[lane] is not { Cells: { } cells } sampler)
            {
                continue;
            }

            Shapes[lane] = new CellShape(sampler.Bound, cells.Ui);
            _meanPoints += sampler.Bound * cells.Ui * cells.Count;
            LargestMean = double.Max(LargestMean, sampler.Bound * cells.Ui);
            if (cells.Count % Eight == 0)
            {
                // Cells of a lane that has many are eight by eight.
                Fill(Eight);
                AddTails(cells, cells.Count / Eight);
                Add(cells.Count, lane);
                continue;
            }

            for (int cell = 0; cell < cells.Count; cell++)
            {
                _few[Count % Eight] = cells;
                Add(1, lane, cell);
                if (Count % Eight == 0)
                {
                    AddTails();
                }
            }
        }

        Fill(Step);
    }

    /// <summary>Adds cells without points up to a multiple.</summary>
    private void Fill(int multiple)
    {
        while (Count % multiple != 0)
        {
            Add(1, 0);
            if (Count % Eight == 0)
            {
                AddTails();
            }
        }
    }

    private void Add(int count, int lane, int first = 0)
    {
        Lanes.Span.Slice(Count, count).Fill((uint)lane);
        foreach (ref uint block in Blocks.Span.Slice(Count, count))
        {
            block = (uint)first++ * CandidateCells.Blocks;
        }

        Count += count;
    }

    /// <summary>Adds the tails of cells that are alike, so many times eight.</summary>
    private void AddTails(CandidateCells cells, int eights)
    {
        Eights.AsSpan(_eights, eights).Fill(new EightCells(_tails, cells.SureTails, AreAlike: true));
        _eights += eights;
        ReadOnlySpan<ulong> tails = cells.Tails;
        tails.CopyTo(RoomFor(tails.Length));
    }

    /// <summary>Adds the tails of eight cells that are not alike.</summary>
    private void AddTails()
    {
        (int first, int rows, int sure) = (_tails, 1, 0);
        foreach (CandidateCells? cells in _few)
        {
            (rows, sure) = (int.Max(rows, cells?.Tails.Length ?? 0), int.Max(sure, cells?.SureTails ?? 0));
        }

        Span<ulong> tails = RoomFor(rows * Eight);
        for (int i = 0; i < tails.Length; i++)
        {
            tails[i] = _few[i % Eight]?.Tail(i / Eight) ?? 0;
        }

        Eights[_eights++] = new EightCells(first, sure * Eight, AreAlike: false);
        Array.Clear(_few);
    }

    private Span<ulong> RoomFor(int tails)
    {
        if (Tails.Length < _tails + tails)
        {
            ulong[] longer = new ulong[2 * (_tails + tails)];
            Tails.AsSpan(0, _tails).CopyTo(longer);
            Tails = longer;
        }

        _tails += tails;
        return Tails.AsSpan(_tails - tails, tails);
    }

    private void Reserve(ReadOnlySpan<LaneSampler?> lanes)
    {
        int most = Step;
        foreach (LaneSampler? lane in lanes)
        {
            most += lane?.Cells is { } cells ? cells.Count + Eight : 0;
        }

        if (Blocks.Length < most)
        {
            int room = most + (Blocks.Length > 0 ? most / 2 : 0); // of a channel that changes
            (Blocks, Lanes, Eights) = (new(room), new(room), new EightCells[(room / Eight) + 1]);
        }

        Shapes = Shapes.Length < lanes.Length ? new CellShape[lanes.Length] : Shapes;
    }
}
