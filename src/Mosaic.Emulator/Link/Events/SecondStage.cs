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
    /// <param name="channel">The channels.</param>
    /// <param name="isNear">Whether this is the look at near paths, or that at the rest of them.</param>
    /// <param name="map">Which lane each channel carries.</param>
    /// <param name="layout">How the lanes are filled.</param>
    public void Learn(BitTrueChannel channel, bool isNear, LaneMap map, FrameLayout layout)
    {
        _lanes = [.. Enumerable.Range(0, channel.Channels).Select(at => channel.Probability(at) is { } probability && map.IsLit(at)
            ? new PathsLook(probability, isNear ? 1 : probability.NearPaths, isNear ? probability.NearPaths : probability.Paths.Length, map, layout) : null)];
        _maxRuns = _lanes.Max(lane => lane?.Runs.Length ?? 0);
        _maxColumns = 2 + (_lanes.Max(lane => lane is { Runs.Length: > 0 } ? lane.Runs.Max(run => run.Last - run.First + 1) : 0) / layout.Interleave);
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

        if (_bases.Length < 2 * _maxRuns * survivors.Length)
        {
            _bases = new int[4 * _maxRuns * survivors.Length];
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
        SymbolPlaces.Round[] rounds = _places.Rounds;
        for (int i = 0; i < survivors.Length; i++)
        {
            int candidate = survivors[i].Candidate;
            PathsLook near = _lanes[lanes[candidate]]!;
            int data = places[candidate] - AlignmentMarker.LengthUi, from = data + near.From;
            ref Sum sum = ref _sums[i];
            sum.Round = Sum.Unseen;
            if (!near.CanLook || from < 0 || data >= near.End)
            {
                continue;
            }

            if (near.Paths.Length == 0)
            {
                (sum.Round, sum.Second, sum.Bases) = (0, 0, 0);
                continue;
            }

            int first = (int)((ulong)from * _places.Reciprocal >> 32), offset = from - (first * m);
            int second = offset + near.To - near.From >= m ? 1 : 0;
            if (offset + near.To - near.From >= 2 * m)
            {
                continue;
            }

            int start = used;
            bool isSeen = true;
            for (int next = 0; next <= second; next++)
            {
                ref SymbolPlaces.Round round = ref rounds[first + next];
                for (int run = 0; run < near.Runs.Length; run++)
                {
                    int at = Place(in round, near.Runs[run], ref used, ref isSeen);
                    _bases[bases + (2 * run) + next] = at;
                }
            }

            if (!isSeen)
            {
                used = start;
                continue;
            }

            if (second == 0)
            {
                for (int run = 0; run < near.Runs.Length; run++)
                {
                    _bases[bases + (2 * run) + 1] = _bases[bases + (2 * run)];
                }
            }

            (sum.Round, sum.Offset, sum.Bases, sum.Second) = (first, offset, bases, second);
            bases += 2 * near.Runs.Length;
        }

        return used;
    }

    /// <summary>Asks for the blocks that hold the columns of a run of lanes, and tells where the group's first bit would be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Place(in SymbolPlaces.Round round, (int First, int Last) run, ref int used, ref bool isSeen)
    {
        int first = round.Column + _places.Columns[round.Rest + run.First], end = round.Column + _places.Columns[round.Rest + run.Last] + _places.ColumnBits;
        int group = round.Group, wrapped = 0;
        while (first - wrapped >= _groupCode)
        {
            wrapped += _groupCode;
            group++;
        }

        int within = first - wrapped, last = end - wrapped;
        bool parity = within >= _groupMessage;
        // Messages and parity are in streams of their own, and what is encoded in none.
        isSeen &= last <= (parity ? _groupCode : _groupMessage) && !(parity && _isEncoded[group]);
        long bit = parity ? ((long)group * _groupParity) + within - _groupMessage : ((long)group * _groupMessage) + within;
        uint tag = (uint)(parity ? RandomPurpose.DrawnParity : RandomPurpose.Payload) << 24, block = (uint)(bit >> 7);
        int inBlock = (int)bit & 127, place = (used << 7) + inBlock - first;
        for (int left = inBlock + last - within; left > 0; left -= 128)
        {
            _blocks.Blocks[used] = block++;
            _blocks.Tags[used++] = tag;
        }

        return place;
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
