using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// Whether survivors of the first stage are errors: all of them look along the path that matters most to them, then those that this has not decided
/// along the next, and so on. Those that need parity which is encoded are left to others. Holds the memory of one worker.
/// </summary>
internal sealed class SecondStage(LinkDesign design, uint trial)
{
    // So many looks are worth their overhead.
    private const int Few = 192;

    private readonly LaneLooks _looks = new(design.Options.Seed, trial);
    private readonly List<int> _others = new(512), _leaving = new(512);
    private readonly EncodedTimes _encoded = new(design);
    private readonly SurvivorList _near = new(); // to parity that is encoded
    private int _room;
    private PendingSurvivors _pending = new(0);
    private PathLooks _seen = null!;

    /// <summary>The candidates that are errors.</summary>
    public ReadOnlySpan<ulong> Errors => _pending.Errors;

    /// <summary>Those that have to be looked at bit by bit.</summary>
    public ReadOnlySpan<int> Others => CollectionsMarshal.AsSpan(_others);

    /// <summary>Decides about the survivors of a frame.</summary>
    /// <param name="first">What the first stage has left, all of whose receivers' bits are of this frame's code.</param>
    /// <param name="candidates">All candidates.</param>
    /// <param name="receivers">Where the channel's receivers look.</param>
    /// <param name="code">The frame's code, in which it is decided which groups are encoded.</param>
    public void Run(FirstStage first, CandidateList candidates, ChannelLooks receivers, FrameCode code)
    {
        int room = int.Max(first.Survivors.Count + LaneLooks.Step, Few) + LaneLooks.Step; // windows that are looked through together
        if (_room < room)
        {
            _room = 2 * room;
            (_pending, _seen) = (new PendingSurvivors(_room), new PathLooks(_looks, _room));
            _near.Start();
            _near.Reserve(_room);
        }

        _pending.Clear();
        _others.Clear();
        if (Words8.IsSupported)
        {
            Run<Words8>(first, candidates, receivers, code);
        }
        else
        {
            Run<Words4>(first, candidates, receivers, code);
        }
    }

    private void Run<TWords>(FirstStage first, CandidateList candidates, ChannelLooks receivers, FrameCode code)
        where TWords : struct, IWords<TWords>
    {
        LaneTables tables = receivers.Tables;
        if (!code.EncodesAll && code.Wanted.Length == 0)
        {
            Start<TWords>(first.Survivors, tables, null);
            Follow<TWords>(candidates, receivers, code, mayBeEncoded: false);
            return;
        }

        // Nearly all look at nothing that is encoded, which shows from when they are; the others are asked at each look.
        _encoded.Learn(code, receivers.Reaches);
        _near.Start();
        Start<TWords>(first.Survivors, tables, null, _near);
        Follow<TWords>(candidates, receivers, code, mayBeEncoded: false);
        _near.End();
        Start<TWords>(_near, tables, code);
        Follow<TWords>(candidates, receivers, code, mayBeEncoded: true);
    }

    /// <summary>Looks along one path after the other, until all that were listed are decided about.</summary>
    private void Follow<TWords>(CandidateList candidates, ChannelLooks receivers, FrameCode code, bool mayBeEncoded)
        where TWords : struct, IWords<TWords>
    {
        LaneTables tables = receivers.Tables;
        for (int depth = 0; _pending.Count > 0; depth += _seen.Together)
        {
            if (tables.EndsAt(depth))
            {
                End(depth, candidates, receivers);
            }

            int count = _pending.Count;
            if (count == 0)
            {
                return;
            }

            // What is behind the last one is taken along, so it has to be of tables that there are.
            _pending.Places.Span.Slice(count, LaneLooks.Step).Clear();
            _seen.See<TWords>(_pending.Places, count, depth, Together(depth, PathLooks.InVectors<TWords>(count), tables), tables, (uint)code.Frame);
            if (mayBeEncoded)
            {
                _seen.Mark(design.Looks.Places!, _pending.Places);
                LeaveEncoded<TWords>(code);
            }

            _pending.Decide<TWords>(_seen, depth, tables);
        }
    }

    /// <summary>How many paths to look along at once: a few survivors have room for several within a step.</summary>
    private static int Together(int depth, int stride, LaneTables tables)
    {
        int most = Few / stride, together = 1;
        while (together < most && depth + together < tables.Depth && !tables.EndsAt(depth + together))
        {
            together++;
        }

        return together;
    }

    /// <summary>
    /// Lists the survivors that can be looked at here, but for those about which own bits alone decide. Now that it is known which parity is drawn, the first
    /// stage is done for all.
    /// </summary>
    /// <param name="first">The survivors.</param>
    /// <param name="tables">Where receivers look.</param>
    /// <param name="code">If own bits may be encoded parity, else null.</param>
    /// <param name="near">Receives those that may look at encoded parity, instead; null: it is not asked.</param>
    [MethodImpl(Kernel.Compiled)]
    private void Start<TWords>(SurvivorList first, LaneTables tables, FrameCode? code, SurvivorList? near = null)
        where TWords : struct, IWords<TWords>
    {
        ref ulong looks = ref MemoryMarshal.GetReference(first.Looks), at = ref MemoryMarshal.GetReference(first.Places);
        ref ulong number = ref MemoryMarshal.GetReference(first.Numbers), levels = ref MemoryMarshal.GetReference(first.Levels);
        ref ulong shorts = ref MemoryMarshal.GetArrayDataReference(tables.Short), noises = ref MemoryMarshal.GetArrayDataReference(tables.Noise);
        ref ulong curvatures = ref MemoryMarshal.GetArrayDataReference(tables.Curvature), total = ref MemoryMarshal.GetArrayDataReference(tables.Total);
        ref ulong brackets = ref MemoryMarshal.GetArrayDataReference(MarginGap.Brackets);
        bool isScreened = code is not null || !tables.IsPlainEverywhere, hasJitter = tables.HasJitter;
        int count = first.Count, bits = tables.PatternBits;
        TWords end = TWords.Create((ulong)count), wanted = TWords.Create(code?.WantedModulo64 ?? 0);
        for (nint i = 0; i < count; i += TWords.Count)
        {
            TWords look = TWords.Load(ref looks, i), place = TWords.Load(ref at, i), lane = place >>> 32, own = look & TWords.Create(Look.Pattern);
            TWords isHere = TWords.IsLess(TWords.Numbers + TWords.Create((ulong)i), end);
            if (isScreened)
            {
                // Also if what is drawn says no: that is not what is sent.
                uint screened = isHere.Mask & (tables.IsPlainEverywhere ? Look.MaybeEncoded(look, wanted) : uint.MaxValue);
                for (uint each = screened; each != 0; each &= each - 1)
                {
                    int one = BitOperations.TrailingZeroCount(each);
                    screened -= Leaves(first, (int)i + one, tables, code) ? 0 : 1u << one;
                }

                isHere = TWords.Without(isHere, default(TWords) - (TWords.ShiftRight(TWords.Create(screened), TWords.Numbers) & TWords.Create(1)));
            }

            if (near is not null)
            {
                TWords isNear = isHere & _encoded.AreNear(place);
                near.Add(TWords.Load(ref number, i), place, look, TWords.Load(ref levels, i), isNear);
                isHere = TWords.Without(isHere, isNear);
            }

            TWords entry = (lane << bits) + own, need = TWords.Gather(ref shorts, entry), isZero = need & TWords.Create(LaneTables.ShortOfZero);
            TWords noise = TWords.Gather(ref noises, hasJitter ? entry : lane) ^ isZero; // of a 0 all is turned round
            (TWords below, TWords above) = MarginGap.Find(TWords.Gather(ref brackets, MarginBracket.Bin(TWords.Load(ref levels, i))), noise, TWords.Gather(ref curvatures, lane));
            need = (need ^ isZero) - TWords.Create((ulong)LaneTables.ShortBias);
            (below, above) = (below + need, above + need);
            TWords isError = TWords.IsNegative(TWords.Gather(ref total, lane) - below), isNone = TWords.IsNegative(above - TWords.Create(1));
            TWords numbered = (TWords.Load(ref number, i) << PendingSurvivors.NumberAt) | (own << PendingSurvivors.OwnAt) | (TWords.IsNegative(isZero) & TWords.Create(Look.Pattern));
            TWords isLeft = isHere & TWords.IsLess(look & TWords.Create(Look.IsAbove), TWords.Create(1));
            _pending.Add(place, numbered, below, above, isError & isLeft, TWords.Without(TWords.Without(isLeft, isError), isNone));
        }
    }

    /// <summary>Leaves a survivor to be looked at bit by bit, if it has to be.</summary>
    private bool Leaves(SurvivorList first, int index, LaneTables tables, FrameCode? code)
    {
        bool leaves = !tables.IsPlain[CandidateList.LaneOf(first.Places[index])] || (code is not null && IsEncoded(first.Looks[index], code));
        if (leaves)
        {
            _others.Add((int)first.Numbers[index]);
        }

        return leaves;
    }

    private static bool IsEncoded(ulong look, FrameCode code) =>
        ((look & Look.FirstIsParity) != 0 && code.IsWanted(Look.FirstGroup(look))) || ((look & Look.SecondIsParity) != 0 && code.IsWanted(Look.SecondGroup(look)));

    /// <summary>Leaves those that need parity which is encoded.</summary>
    private void LeaveEncoded<TWords>(FrameCode code)
        where TWords : struct, IWords<TWords>
    {
        int count = _pending.Count, stride = _seen.Stride;
        Span<ulong> seen = _seen.Seen;
        TWords wanted = TWords.Create(code.WantedModulo64);
        _leaving.Clear();
        for (int step = 0; step < seen.Length; step += TWords.Count)
        {
            for (uint maybe = Look.MaybeEncoded(TWords.Load(ref seen[step]), wanted); maybe != 0; maybe &= maybe - 1)
            {
                int at = step + BitOperations.TrailingZeroCount(maybe);
                if (at % stride < count && IsEncoded(seen[at], code))
                {
                    _leaving.Add(at % stride);
                }
            }
        }

        _leaving.Sort();
        for (int i = _leaving.Count - 1; i >= 0; i--)
        {
            // From the last on, so that who takes another's place stays; and each once.
            if (i == 0 || _leaving[i - 1] != _leaving[i])
            {
                Leave(_leaving[i]);
            }
        }
    }

    /// <summary>Leaves one to be looked at bit by bit; the last takes its place.</summary>
    private void Leave(int index)
    {
        _others.Add(_pending.NumberOf(index));
        int last = _pending.Count - 1;
        _pending.Move(last, index);
        _seen.Move(last, index);
        _pending.Keep(last);
    }

    /// <summary>Decides about those that have seen all: the last word.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void End(int depth, CandidateList candidates, ChannelLooks receivers)
    {
        (BitTrueChannel channel, LaneTables tables) = (receivers.Channel, receivers.Tables);
        int left = 0;
        for (int i = 0; i < _pending.Count; i++)
        {
            ulong place = _pending.Places[i];
            int lane = CandidateList.LaneOf(place), number = _pending.NumberOf(i);
            if (depth < tables.Depths[lane] && depth < tables.Depth)
            {
                _pending.Move(i, left++);
            }
            else if (depth < tables.Depths[lane])
            {
                _others.Add(number);
            }
            else
            {
                long sum = (long)_pending.Sums[i];
                bool isInverted = (_pending.Numbers[i] & Look.Pattern) != 0;
                if (channel.Probability(lane)!.IsAboveOfAll((int)(_pending.Numbers[i] >> PendingSurvivors.OwnAt & Look.Pattern), isInverted ? tables.Lowest[lane] + (long)tables.Total[lane] - sum : tables.Lowest[lane] + sum, candidates.Levels[number]))
                {
                    _pending.AddError(number);
                }
            }
        }

        _pending.Keep(left);
    }
}
