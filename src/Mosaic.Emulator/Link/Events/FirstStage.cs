using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// What the first stage sees of all candidates of a frame, where a lane carries symbols of random payload: first where each one's bits
/// are, then the blocks that hold them, all at once, then the patterns. Parity is taken as drawn. Holds the memory of one worker.
/// </summary>
internal sealed class FirstStage
{
    private readonly SymbolPlaces _places;
    private readonly int _groupCode, _groupMessage, _groupParity;
    private readonly BlockList _blocks = new();
    private readonly ulong _seed;
    private readonly uint _trial;
    private Window[] _windows = [];
    private double[] _bounds = [];
    private Look[] _looks = new Look[1024];

    public FirstStage(LinkDesign design, SymbolPlaces places, uint trial)
    {
        (_places, _seed, _trial) = (places, design.Options.Seed, trial);
        (_groupCode, _groupMessage) = (design.Code.GroupCodeBits, design.Code.GroupMessageBits);
        _groupParity = _groupCode - _groupMessage;
    }

    /// <summary>What was seen, candidate by candidate.</summary>
    public ReadOnlySpan<Look> Looks => _looks;

    /// <summary>Learns where the lanes' receivers look.</summary>
    public void Learn(LaneNeighbourhood?[] lanes, FrameLayout layout)
    {
        _windows = new Window[lanes.Length];
        _bounds = [.. lanes.SelectMany(lane => lane is null ? [] : lane.OwnBounds.ToArray())];
        int bounds = 0;
        for (int i = 0; i < lanes.Length; i++)
        {
            if (lanes[i] is { } lane)
            {
                int taps = lane.OwnLatest - lane.OwnEarliest + 1;
                // A check lane has no code bits, so all of its candidates are at an end.
                int end = lane.Lane < layout.Lanes ? int.Max(0, layout.LaneBits(lane.Lane) - taps + 1) : 0;
                _windows[i] = new Window(lane.Lane, lane.OwnEarliest, taps, (1 << taps) - 1, end, bounds);
                bounds += lane.OwnBounds.Length;
            }
        }
    }

    /// <summary>Looks at a frame's candidates.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="counts">By group: how many symbols were looked at; added to.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Run(CandidateList candidates, long frame, int[] counts)
    {
        int count = candidates.Count;
        if (_looks.Length < count)
        {
            _looks = new Look[2 * count];
        }

        _blocks.Reserve(4 * count);
        int blocks = Find(candidates.Lanes, candidates.Ui, counts);
        _blocks.Make(blocks, _seed, (uint)frame, _trial);
        See(candidates.Lanes);
    }

    [MethodImpl(Kernel.Compiled)]
    private int Find(ReadOnlySpan<int> lanes, ReadOnlySpan<int> places, int[] counts)
    {
        int m = _places.SymbolBits, used = 0;
        var shape = new Shape(_groupCode, _groupMessage, _groupParity, m);
        ulong reciprocal = _places.Reciprocal;
        ref SymbolPlaces.Round rounds = ref MemoryMarshal.GetArrayDataReference(_places.Rounds);
        ref int offsets = ref MemoryMarshal.GetArrayDataReference(_places.Offsets);
        ref Window windows = ref MemoryMarshal.GetArrayDataReference(_windows);
        ref uint block = ref MemoryMarshal.GetArrayDataReference(_blocks.Blocks);
        ref uint tag = ref MemoryMarshal.GetArrayDataReference(_blocks.Tags);
        ref int seen = ref MemoryMarshal.GetArrayDataReference(counts);
        Span<Look> looks = _looks.AsSpan(0, lanes.Length);
        for (int i = 0; i < looks.Length; i++)
        {
            ref readonly Window window = ref Unsafe.Add(ref windows, lanes[i]);
            int data = places[i] - AlignmentMarker.LengthUi + window.From;
            if ((uint)data >= (uint)window.End)
            {
                looks[i] = new Look(0, 0, 0, Look.Unseen, 0);
                continue;
            }

            int round = (int)((ulong)data * reciprocal >> 32), offset = data - (round * m);
            int start = Place(shape, ref Unsafe.Add(ref rounds, round), ref offsets, window.Lane, ref block, ref tag, ref used, out int parity, out int group), second = start;
            Unsafe.Add(ref seen, group)++;
            if (offset + window.Taps > m)
            {
                second = Place(shape, ref Unsafe.Add(ref rounds, round + 1), ref offsets, window.Lane, ref block, ref tag, ref used, out int more, out group);
                Unsafe.Add(ref seen, group)++;
                parity = more == 0 || more == parity ? parity : parity == 0 ? more : Look.Several;
            }

            looks[i] = new Look(start, second, offset, 0, parity);
        }

        return used;
    }

    /// <summary>Asks for the block that holds a symbol, or the two, and tells where its first bit will be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place(in Shape shape, ref SymbolPlaces.Round round, ref int offsets, int lane, ref uint block, ref uint tag, ref int used, out int parity, out int group)
    {
        int within = Unsafe.Add(ref offsets, round.Row + lane) + round.Base;
        group = round.Group;
        while (within >= shape.GroupCode)
        {
            within -= shape.GroupCode;
            group++;
        }

        parity = within >= shape.GroupMessage ? group + 1 : 0;
        long bit = parity != 0 ? ((long)group * shape.GroupParity) + within - shape.GroupMessage : ((long)group * shape.GroupMessage) + within;
        uint label = (uint)(parity != 0 ? RandomPurpose.DrawnParity : RandomPurpose.Payload) << 24;
        int at = used, inBlock = (int)bit & 127;
        Unsafe.Add(ref block, at) = (uint)(bit >> 7);
        Unsafe.Add(ref tag, at) = label;
        Unsafe.Add(ref block, at + 1) = (uint)(bit >> 7) + 1;
        Unsafe.Add(ref tag, at + 1) = label;
        used = at + (inBlock + shape.SymbolBits > 128 ? 2 : 1);
        return (at << 7) + inBlock;
    }

    [MethodImpl(Kernel.Compiled)]
    private void See(ReadOnlySpan<int> lanes)
    {
        int m = _places.SymbolBits;
        uint symbol = (1u << m) - 1;
        ref byte bits = ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetArrayDataReference(_blocks.Words));
        ref Window windows = ref MemoryMarshal.GetArrayDataReference(_windows);
        Span<Look> looks = _looks.AsSpan(0, lanes.Length);
        for (int i = 0; i < looks.Length; i++)
        {
            ref Look look = ref looks[i];
            if (look.Pattern != Look.Unseen)
            {
                uint first = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bits, look.First >> 3)) >> (look.First & 7) & symbol;
                uint second = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bits, look.Second >> 3)) >> (look.Second & 7) & symbol;
                look.Pattern = (int)((first >> look.Offset) | (second << (m - look.Offset))) & Unsafe.Add(ref windows, lanes[i]).Mask;
            }
        }
    }

    /// <summary>What a candidate's own bits are.</summary>
    internal struct Look(int first, int second, int offset, int pattern, int parity)
    {
        /// <summary>The pattern of a candidate that was not looked at here: it is at an end of the frame, or not among code bits.</summary>
        public const int Unseen = -1;

        /// <summary>Parity of two groups.</summary>
        public const int Several = int.MaxValue;

        // Bits of the first and of the second symbol among the blocks, UI from the first's start, and 0 or 1 more than the group of which there is parity.
        public int First = first, Second = second, Offset = offset, Pattern = pattern, Parity = parity;
    }

    private readonly record struct Window(int Lane, int From, int Taps, int Mask, int End, int Bounds);

    /// <summary>Bits of a group, of its messages, of its parity, and of a symbol.</summary>
    private readonly record struct Shape(int GroupCode, int GroupMessage, int GroupParity, int SymbolBits);
}
