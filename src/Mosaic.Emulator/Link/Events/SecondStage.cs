using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// Whether survivors of the first stage are errors, where lanes carry symbols of random payload: all of them look along the path that
/// matters most to them, then those that this has not decided along the next, and so on. Holds the memory of one worker.
/// </summary>
internal sealed class SecondStage(LinkDesign design, SymbolPlaces places, uint trial)
{
    private readonly SymbolLooks _looks = new(places, design.Options.Seed, trial);
    private readonly List<int> _errors = [], _others = [];
    private Pending[] _pending = new Pending[1024];
    private ulong[] _windows = new ulong[1024], _seen = new ulong[1024];
    private int[] _ui = new int[1024];
    private int _count;

    /// <summary>The survivors that are errors.</summary>
    public ReadOnlySpan<int> Errors => CollectionsMarshal.AsSpan(_errors);

    /// <summary>Those that have to be looked at bit by bit.</summary>
    public ReadOnlySpan<int> Others => CollectionsMarshal.AsSpan(_others);

    /// <summary>Decides about the survivors of a frame.</summary>
    /// <param name="survivors">The survivors, all of whose receivers' bits are of this frame's code.</param>
    /// <param name="looks">What the first stage saw of each.</param>
    /// <param name="candidates">All candidates.</param>
    /// <param name="channel">The frame's channel.</param>
    /// <param name="tables">Where its receivers look.</param>
    /// <param name="code">The frame's code, in which it is decided which groups are encoded.</param>
    public void Run(
        ReadOnlySpan<int> survivors, ReadOnlySpan<ulong> looks, CandidateList candidates, BitTrueChannel channel, LaneTables tables, FrameCode code)
    {
        _errors.Clear();
        _others.Clear();
        if (_pending.Length < survivors.Length + SymbolLooks.Step)
        {
            int room = 2 * (survivors.Length + SymbolLooks.Step);
            (_pending, _windows, _seen, _ui) = (new Pending[room], new ulong[room], new ulong[room], new int[room]);
        }

        bool isEncoded = code.EncodesAll || code.Wanted.Count > 0;
        Start(survivors, looks, candidates, tables, isEncoded ? code : null);
        MarginGap.Find(_pending.AsSpan(0, _count), candidates.Levels, tables);
        Begin(tables);
        for (int depth = 0, together; _count > 0; depth += together)
        {
            if (tables.EndsAt(depth))
            {
                End(depth, candidates.Levels, channel, tables);
            }

            if (_count == 0)
            {
                return;
            }

            together = Together(depth, tables);
            int stride = _count;
            for (int part = 0; part < together; part++)
            {
                Aim(depth + part, part * stride, candidates.Ui, tables);
            }

            int steps = SymbolLooks.InSteps(together * stride);
            _looks.See(_windows.AsSpan(0, steps), _ui.AsSpan(0, steps), (uint)code.Frame, _seen);
            if (isEncoded)
            {
                LeaveEncoded(code, together);
            }

            for (int part = 0; part < together - 1; part++)
            {
                Add(depth + part, part * stride, tables);
            }

            Decide(depth + together - 1, (together - 1) * stride, tables);
        }
    }

    /// <summary>How many paths to look along at once: a few survivors have room for several within a step.</summary>
    private int Together(int depth, LaneTables tables)
    {
        int most = SymbolLooks.Step / _count, together = 1;
        while (together < most && depth + together < tables.Depth && !tables.EndsAt(depth + together))
        {
            together++;
        }

        return together;
    }

    /// <summary>Lists the survivors that can be looked at here. Now that it is known which parity is drawn, the first stage is done for all.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Start(
        ReadOnlySpan<int> survivors, ReadOnlySpan<ulong> looks, CandidateList candidates, LaneTables tables, FrameCode? code)
    {
        ref int lanes = ref MemoryMarshal.GetReference(candidates.Lanes), survivor = ref MemoryMarshal.GetReference(survivors);
        ref double levels = ref MemoryMarshal.GetReference(candidates.Levels), bounds = ref MemoryMarshal.GetReference(tables.Bounds);
        ref ulong seen = ref MemoryMarshal.GetReference(looks);
        ref bool isPlain = ref MemoryMarshal.GetArrayDataReference(tables.IsPlain);
        ref Pending pending = ref MemoryMarshal.GetArrayDataReference(_pending);
        int count = 0, bits = tables.PatternBits;
        for (nint s = 0; s < survivors.Length; s++)
        {
            int i = Unsafe.Add(ref survivor, s), lane = Unsafe.Add(ref lanes, i);
            ulong look = Unsafe.Add(ref seen, s);
            if (!Unsafe.Add(ref isPlain, lane) || (code is not null && IsEncoded(look, code)))
            {
                _others.Add(i);
                continue;
            }

            ref Pending one = ref Unsafe.Add(ref pending, count);
            (one.Candidate, one.Lane, one.Pattern) = (i, lane, (int)(look & Look.Pattern));
            count += Unsafe.Add(ref levels, i) < Unsafe.Add(ref bounds, (lane << bits) + one.Pattern) ? 1 : 0;
        }

        _count = count;
    }

    private static bool IsEncoded(ulong look, FrameCode code) =>
        ((look & Look.FirstIsParity) != 0 && code.IsWanted(Look.FirstGroup(look))) || ((look & Look.SecondIsParity) != 0 && code.IsWanted(Look.SecondGroup(look)));

    /// <summary>What own bits alone decide.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Begin(LaneTables tables)
    {
        ref LaneTables.Receiver receivers = ref MemoryMarshal.GetArrayDataReference(tables.Receivers);
        ref Pending pending = ref MemoryMarshal.GetArrayDataReference(_pending);
        int count = _count, left = 0, errors = 0;
        ref int error = ref Room(count);
        for (nint i = 0; i < count; i++)
        {
            ref Pending one = ref Unsafe.Add(ref pending, i);
            ref readonly LaneTables.Receiver receiver = ref Unsafe.Add(ref receivers, one.Lane);
            int isError = IsNegative(receiver.Highest - receiver.Lowest - one.Below), isNone = IsNegative(one.Above - 1);
            Unsafe.Add(ref error, errors) = one.Candidate;
            errors += isError;
            Unsafe.Add(ref pending, left) = one;
            left += 1 - isError - isNone;
        }

        Keep(count, errors, left);
    }

    /// <summary>1 below 0, else 0: counted on without a branch, which nobody could foresee.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IsNegative(long number) => (int)((ulong)number >> 63);

    /// <summary>Room for some more errors.</summary>
    private ref int Room(int count)
    {
        CollectionsMarshal.SetCount(_errors, _errors.Count + count);
        return ref MemoryMarshal.GetReference(CollectionsMarshal.AsSpan(_errors)[^count..]);
    }

    /// <summary>Takes in what was found with room for more.</summary>
    private void Keep(int count, int errors, int left)
    {
        CollectionsMarshal.SetCount(_errors, _errors.Count - count + errors);
        _count = left;
    }

    [MethodImpl(Kernel.Compiled)]
    private void Aim(int depth, int first, ReadOnlySpan<int> ui, LaneTables tables)
    {
        ref LaneTables.PathTable path = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(tables.Paths), depth * tables.Windows.Length);
        ref Pending pending = ref MemoryMarshal.GetArrayDataReference(_pending);
        ref ulong window = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_windows), first);
        ref int place = ref MemoryMarshal.GetReference(ui), at = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ui), first);
        int count = _count;
        for (nint i = 0; i < count; i++)
        {
            ref readonly Pending one = ref Unsafe.Add(ref pending, i);
            Unsafe.Add(ref window, i) = Unsafe.Add(ref path, one.Lane).Window;
            Unsafe.Add(ref at, i) = Unsafe.Add(ref place, one.Candidate);
        }
    }

    /// <summary>Adds what was seen along a path.</summary>
    private void Add(int depth, int first, LaneTables tables)
    {
        ReadOnlySpan<LaneTables.PathTable> paths = tables.Paths.AsSpan(depth * tables.Windows.Length, tables.Windows.Length);
        for (int i = 0; i < _count; i++)
        {
            ref Pending one = ref _pending[i];
            ref readonly LaneTables.PathTable path = ref paths[one.Lane];
            one.Sum += tables.Currents[path.Start + (((int)_seen[first + i] ^ one.Inverted) & path.Mask)];
        }
    }

    /// <summary>Adds what was seen along a path, and keeps those about which it decides nothing.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Decide(int depth, int first, LaneTables tables)
    {
        ref LaneTables.PathTable paths = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(tables.Paths), depth * tables.Windows.Length);
        ref long currents = ref MemoryMarshal.GetArrayDataReference(tables.Currents);
        ref Pending pending = ref MemoryMarshal.GetArrayDataReference(_pending);
        ref ulong seen = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_seen), first);
        int count = _count, left = 0, errors = 0;
        ref int error = ref Room(count);
        for (nint i = 0; i < count; i++)
        {
            ref Pending one = ref Unsafe.Add(ref pending, i);
            ref readonly LaneTables.PathTable path = ref Unsafe.Add(ref paths, one.Lane);
            int pattern = ((int)Unsafe.Add(ref seen, i) ^ one.Inverted) & path.Mask;
            long sum = one.Sum + Unsafe.Add(ref currents, path.Start + pattern);
            int isError = IsNegative(sum + path.Rest - one.Below), isNone = IsNegative(one.Above - 1 - sum);
            Unsafe.Add(ref error, errors) = one.Candidate;
            errors += isError;
            ref Pending kept = ref Unsafe.Add(ref pending, left);
            kept = one;
            kept.Sum = sum;
            left += 1 - isError - isNone;
        }

        Keep(count, errors, left);
    }

    /// <summary>Leaves those that need parity which is encoded.</summary>
    private void LeaveEncoded(FrameCode code, int together)
    {
        int count = _count;
        for (int i = count - 1; i >= 0; i--)
        {
            for (int at = i; at < count * together; at += count)
            {
                if ((_seen[at] & Look.HasParity) != 0 && IsEncoded(_seen[at], code))
                {
                    Leave(i, count, together);
                    break;
                }
            }
        }
    }

    /// <summary>Leaves one to be looked at bit by bit; the last takes its place.</summary>
    private void Leave(int index, int stride, int together)
    {
        _others.Add(_pending[index].Candidate);
        int last = --_count;
        _pending[index] = _pending[last];
        for (int part = 0; part < together; part++)
        {
            _seen[(part * stride) + index] = _seen[(part * stride) + last];
        }
    }

    /// <summary>Decides about those that have seen all: the last word.</summary>
    private void End(int depth, ReadOnlySpan<double> levels, BitTrueChannel channel, LaneTables tables)
    {
        int left = 0;
        for (int i = 0; i < _count; i++)
        {
            ref readonly Pending one = ref _pending[i];
            ref readonly LaneTables.Receiver receiver = ref tables.Receivers[one.Lane];
            if (depth < receiver.Depth && depth < tables.Depth)
            {
                _pending[left++] = one;
            }
            else if (depth < receiver.Depth)
            {
                _others.Add(one.Candidate);
            }
            else if (channel.Probability(one.Lane)!.IsAboveOfAll(
                one.Pattern, one.Inverted == 0 ? receiver.Lowest + one.Sum : receiver.Highest - one.Sum, levels[one.Candidate]))
            {
                _errors.Add(one.Candidate);
            }
        }

        _count = left;
    }

    /// <summary>A survivor that is not decided about.</summary>
    internal struct Pending
    {
        public int Candidate, Lane;

        /// <summary>Its own bits.</summary>
        public int Pattern;

        /// <summary>All ones for a 0, which sees its neighbours' bits inverted.</summary>
        public int Inverted;

        /// <summary>What the paths have added, from their least on.</summary>
        public long Sum;

        /// <summary>Surely an error while the sum is below this.</summary>
        public long Below;

        /// <summary>Surely none from this sum on.</summary>
        public long Above;
    }
}
