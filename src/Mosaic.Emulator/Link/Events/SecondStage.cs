using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// The currents that neighbours of all survivors of a frame add, where lanes carry symbols of random payload: where their
/// bits are, run of lanes by run of lanes, then the blocks that hold them, all at once, then the sums. Holds the memory of one worker.
/// </summary>
internal sealed class SecondStage
{
    private readonly SymbolPlaces _places;
    private readonly int _groupCode, _groupMessage, _groupParity;
    private readonly BlockList _blocks = new();
    private readonly ulong _seed;
    private readonly uint _trial;
    private PathsLook?[] _lanes = [];
    private int[] _bases = new int[1024];
    private int _maxRuns, _maxColumns;
    private readonly bool[] _isEncoded;
    private Sum[] _sums = new Sum[256];

    public SecondStage(LinkDesign design, SymbolPlaces places, uint trial)
    {
        (_places, _seed, _trial) = (places, design.Options.Seed, trial);
        (_groupCode, _groupMessage) = (design.Code.GroupCodeBits, design.Code.GroupMessageBits);
        _groupParity = _groupCode - _groupMessage;
        _isEncoded = new bool[design.Groups + 2];
    }

    /// <summary>What was found, survivor by survivor.</summary>
    public ReadOnlySpan<Sum> Sums => _sums;

    /// <summary>Learns where the channels' receivers look.</summary>
    /// <param name="lanes">By channel: the paths to look at.</param>
    /// <param name="interleave">Codewords of a group.</param>
    public void Learn(PathsLook?[] lanes, int interleave)
    {
        _lanes = lanes;
        _maxRuns = _lanes.Max(lane => lane?.Runs.Length ?? 0);
        _maxColumns = 2 + (_lanes.Max(lane => lane is { Runs.Length: > 0 } ? lane.Runs.Max(run => run.Last - run.First + 1) : 0) / interleave);
    }

    /// <summary>Looks around the survivors of a frame.</summary>
    /// <param name="survivors">The survivors.</param>
    /// <param name="candidates">All candidates.</param>
    /// <param name="code">The frame's code, in which it is decided which groups are encoded.</param>
    public void Run(ReadOnlySpan<Survivor> survivors, CandidateList candidates, FrameCode code)
    {
        if (_sums.Length < survivors.Length)
        {
            _sums = new Sum[2 * survivors.Length];
        }

        if (_bases.Length < (2 * _maxRuns * survivors.Length) + 2)
        {
            _bases = new int[(4 * _maxRuns * survivors.Length) + 2];
        }

        if (code.EncodesAll)
        {
            Array.Fill(_isEncoded, true);
        }

        foreach (int group in code.Wanted)
        {
            _isEncoded[group] = true;
        }

        int widest = 3 + (_maxColumns * _places.ColumnBits / 128);
        _blocks.Reserve(2 * _maxRuns * widest * survivors.Length);
        int blocks = Find(survivors, candidates.Lanes, candidates.Ui);
        _blocks.Make(blocks, _seed, (uint)code.Frame, _trial);
        Add(survivors, candidates.Lanes);
        if (code.EncodesAll)
        {
            Array.Clear(_isEncoded);
        }

        foreach (int group in code.Wanted)
        {
            _isEncoded[group] = false;
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private int Find(ReadOnlySpan<Survivor> survivors, ReadOnlySpan<int> lanes, ReadOnlySpan<int> places)
    {
        int m = _places.SymbolBits, used = 0, bases = 0;
        ulong reciprocal = _places.Reciprocal;
        ref SymbolPlaces.Round rounds = ref MemoryMarshal.GetArrayDataReference(_places.Rounds);
        ref int columns = ref MemoryMarshal.GetArrayDataReference(_places.Columns);
        ref int allBases = ref MemoryMarshal.GetArrayDataReference(_bases);
        ref uint block = ref MemoryMarshal.GetArrayDataReference(_blocks.Blocks);
        ref uint tag = ref MemoryMarshal.GetArrayDataReference(_blocks.Tags);
        ref bool isEncoded = ref MemoryMarshal.GetArrayDataReference(_isEncoded);
        int groupCode = _groupCode, groupMessage = _groupMessage, groupParity = _groupParity, columnBits = _places.ColumnBits;
        PathsLook?[] looks = _lanes;
        Span<Sum> sums = _sums.AsSpan(0, survivors.Length);
        for (int i = 0; i < sums.Length; i++)
        {
            int candidate = survivors[i].Candidate;
            PathsLook near = looks[lanes[candidate]]!;
            int data = places[candidate] - AlignmentMarker.LengthUi, from = data + near.From;
            ref Sum sum = ref sums[i];
            sum.Round = Sum.Unseen;
            if (!near.CanLook || from < 0 || data >= near.End)
            {
                continue;
            }

            ReadOnlySpan<(int First, int Last)> runs = near.Runs;
            int first = (int)((ulong)from * reciprocal >> 32), offset = from - (first * m), reach = offset + near.To - near.From;
            if (reach >= 2 * m)
            {
                continue;
            }

            int start = used, second = reach >= m ? 1 : 0;
            bool isSeen = true;
            for (int next = 0; next <= second; next++)
            {
                SymbolPlaces.Round round = Unsafe.Add(ref rounds, first + next);
                ref int firstColumn = ref Unsafe.Add(ref columns, round.Rest);
                for (int run = 0; run < runs.Length; run++)
                {
                    // Asks for the blocks that hold the columns of the run, and notes where the group's first bit would be.
                    int column = round.Column + Unsafe.Add(ref firstColumn, runs[run].First), within = column, group = round.Group;
                    int width = round.Column + Unsafe.Add(ref firstColumn, runs[run].Last) + columnBits - column;
                    while (within >= groupCode)
                    {
                        within -= groupCode;
                        group++;
                    }

                    bool parity = within >= groupMessage;
                    // Messages and parity are in streams of their own, and what is encoded in none.
                    isSeen &= within + width <= (parity ? groupCode : groupMessage) && !(parity && Unsafe.Add(ref isEncoded, group));
                    long bit = parity ? ((long)group * groupParity) + within - groupMessage : ((long)group * groupMessage) + within;
                    uint label = (uint)(parity ? RandomPurpose.DrawnParity : RandomPurpose.Payload) << 24, at = (uint)(bit >> 7);
                    int inBlock = (int)bit & 127;
                    Unsafe.Add(ref allBases, bases + (2 * run) + next) = (used << 7) + inBlock - column;
                    for (int left = inBlock + width; left > 0; left -= 128)
                    {
                        Unsafe.Add(ref block, used) = at++;
                        Unsafe.Add(ref tag, used++) = label;
                    }
                }
            }

            if (!isSeen)
            {
                used = start;
                continue;
            }

            for (int run = 0; run < runs.Length && second == 0; run++)
            {
                Unsafe.Add(ref allBases, bases + (2 * run) + 1) = Unsafe.Add(ref allBases, bases + (2 * run));
            }

            (sum.Round, sum.Offset, sum.Bases, sum.Second) = (first, offset, bases, second);
            bases += 2 * runs.Length;
        }

        return used;
    }

    [MethodImpl(Kernel.Compiled)]
    private void Add(ReadOnlySpan<Survivor> survivors, ReadOnlySpan<int> lanes)
    {
        int m = _places.SymbolBits;
        uint symbol = (1u << m) - 1;
        ref byte bits = ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetArrayDataReference(_blocks.Words));
        for (int i = 0; i < survivors.Length; i++)
        {
            ref Sum sum = ref _sums[i];
            if (sum.Round == Sum.Unseen)
            {
                continue;
            }

            PathsLook near = _lanes[lanes[survivors[i].Candidate]]!;
            ref int bases = ref _bases[sum.Bases];
            ref int offsets = ref MemoryMarshal.GetArrayDataReference(_places.Offsets);
            ref long currents = ref MemoryMarshal.GetArrayDataReference(near.Currents);
            ref readonly SymbolPlaces.Round one = ref _places.Rounds[sum.Round], two = ref _places.Rounds[sum.Round + sum.Second];
            ref int firstRow = ref Unsafe.Add(ref offsets, one.Row), secondRow = ref Unsafe.Add(ref offsets, two.Row);
            int firstBase = one.Base, secondBase = two.Base, offset = sum.Offset;
            long total = 0;
            foreach (ref readonly PathsLook.PathLook path in near.Paths.AsSpan())
            {
                int a = Unsafe.Add(ref firstRow, path.Lane) + firstBase + Unsafe.Add(ref bases, path.Run);
                int b = Unsafe.Add(ref secondRow, path.Lane) + secondBase + Unsafe.Add(ref bases, path.Run + 1);
                uint x = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bits, a >> 3)) >> (a & 7) & symbol;
                uint y = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bits, b >> 3)) >> (b & 7) & symbol;
                int pattern = (int)((x | ((ulong)y << m)) >> (offset + path.First)) & path.Mask;
                total += Unsafe.Add(ref currents, path.Table + pattern);
            }

            sum.Current = total;
        }
    }

    /// <summary>What a survivor's neighbours add.</summary>
    internal struct Sum
    {
        /// <summary>The round of a survivor that was not looked at here.</summary>
        public const int Unseen = -1;

        public int Round, Offset, Bases, Second;
        public long Current;
    }
}
