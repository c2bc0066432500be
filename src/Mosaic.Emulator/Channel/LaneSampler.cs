using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// Draws one lane's errors exactly, by thinning: candidates are a Bernoulli(p̄) process with p̄ no less than any p, and a
/// candidate becomes an error with probability p/p̄, p being that of the bits really sent around it.
/// </summary>
/// <remarks>
/// Two stages: the own lane's bits give a bound on p, with the neighbours at their worst, that most candidates fail;
/// what is left looks at every bit that leaks in. Both compare the same uniform number, so the first stage changes
/// nothing but the work.
/// </remarks>
internal sealed class LaneSampler
{
    /// <summary>From here on a candidate every 32 UI: drawing 8 bits for each UI is no slower than drawing gaps.</summary>
    private const double DenseFrom = 1.0 / 32;

    private const double Two64 = 18446744073709551616.0;
    private const int GapBatchWords = 16;
    private readonly LaneDecisionModel _model;
    private readonly int _lane;
    private readonly double _bound;
    private readonly double _gapScale;
    private readonly PathWindow _own;
    private readonly PathWindow[] _others;
    private readonly long[] _ownCurrents;
    private readonly long[] _ownDisplacements;
    private readonly double[] _ownBounds;
    private readonly long[] _otherCurrents;
    private readonly PathWindow[] _jitterTail; // the own lane's other paths, where there is jitter
    private readonly long[] _tailDisplacements;

    public LaneSampler(LaneDecisionModel model, int lane)
    {
        _model = model;
        _lane = lane;
        _bound = model.ErrorBound;
        _gapScale = -1 / Elementary.Log1P(-_bound);
        LeakagePath own = model.Paths[0];
        _own = new PathWindow(own, 0);
        _ownCurrents = Sums(own.Coefficients, model.OffLevel);
        _ownDisplacements = Displacements(own);
        _others = new PathWindow[model.Paths.Length - 1];
        var tables = new List<long>();
        for (int i = 0; i < _others.Length; i++)
        {
            _others[i] = new PathWindow(model.Paths[i + 1], tables.Count);
            tables.AddRange(Sums(model.Paths[i + 1].Coefficients, 0));
        }

        _otherCurrents = [.. tables];
        tables.Clear();
        var tail = new List<PathWindow>();
        foreach (LeakagePath path in model.Paths.Skip(1).Where(path => path.Displacements.Length > 0))
        {
            tail.Add(new PathWindow(path, tables.Count));
            tables.AddRange(Displacements(path));
        }

        _jitterTail = [.. tail];
        _tailDisplacements = [.. tables];
        _ownBounds = OwnBounds(own);
    }

    /// <summary>Whether candidates are drawn UI by UI.</summary>
    public bool IsDense => _bound >= DenseFrom;

    /// <summary>Flips the errors of one frame.</summary>
    /// <param name="sent">All lanes' rows.</param>
    /// <param name="received">This lane's row, a copy of what it sent.</param>
    /// <param name="address">The lane's random numbers.</param>
    public void Flip(LinkBlock sent, Span<ulong> received, RandomAddress address)
    {
        if (_bound <= 0)
        {
            return;
        }

        if (IsDense)
        {
            FlipDense(sent, received, address);
        }
        else
        {
            FlipByGaps(sent, received, address);
        }
    }

    /// <summary>Block i of the address gives the gap before candidate i (lower word) and its acceptance (upper word).</summary>
    private void FlipByGaps(LinkBlock sent, Span<ulong> received, RandomAddress address)
    {
        Span<ulong> draws = stackalloc ulong[GapBatchWords];
        double length = received.Length * 64.0;
        // One block at a time where a frame has hardly a candidate, else eight: the same numbers either way.
        int words = length * _bound > 2 ? GapBatchWords : 2;
        double ui = -1;
        for (uint block = 0; ; block += (uint)words / 2)
        {
            address.Fill(draws[..words], block);
            for (int i = 0; i < words; i += 2)
            {
                ui += 1 + Math.Floor(Gap(draws[i]));
                if (!(ui < length))
                {
                    return;
                }

                TryFlip(sent, received, (int)ui, RandomAddress.ToUnit(draws[i + 1]));
            }
        }
    }

    // −ln(1−u)/−ln(1−p̄), with u a multiple of 2⁻⁶⁴: short gaps, the ones that count where errors are rare, are drawn finely.
    private double Gap(ulong word) => -Elementary.Log1P(-((word + 0.5) / Two64)) * _gapScale;

    private void FlipDense(LinkBlock sent, Span<ulong> received, RandomAddress address)
    {
        ulong threshold = _bound >= 1 ? ulong.MaxValue : (ulong)(_bound * Two64);
        var candidates = new DenseCandidates(address);
        for (int word = 0; word < received.Length; word++)
        {
            ulong below = candidates.Next((byte)(threshold >> 56), out ulong ties);
            for (ulong left = below | ties; left != 0; left &= left - 1)
            {
                int bit = BitOperations.TrailingZeroCount(left);
                int ui = (word * 64) + bit;
                (ulong rest, ulong acceptance) = address.Block(DenseCandidates.FirstFreeBlock + (uint)ui);
                if ((ties >> bit & 1) == 0 || rest >> 8 < (threshold & 0x00FF_FFFF_FFFF_FFFF))
                {
                    TryFlip(sent, received, ui, RandomAddress.ToUnit(acceptance));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TryFlip(LinkBlock sent, Span<ulong> received, int ui, double uniform)
    {
        double level = uniform * _bound;
        Debug.Assert(ui >= 0 && ui < sent.Words * 64);
        ref ulong rows = ref MemoryMarshal.GetReference(sent.Storage);
        int pattern = _own.Pattern(ref rows, sent, ui);
        if (level < _ownBounds[pattern])
        {
            FlipIfBelow(sent, received, ui, level, pattern);
        }
    }

    private void FlipIfBelow(LinkBlock sent, Span<ulong> received, int ui, double level, int pattern)
    {
        bool bit = (sent.Storage[(_lane * sent.Stride) + sent.MarginWords + (ui >> 6)] >> ui & 1) != 0;
        if (level < _model.ErrorProbability(Current(sent, ui, pattern), Displacement(sent, ui, pattern), bit))
        {
            received[ui >> 6] ^= 1UL << ui;
        }
    }

    private long Current(LinkBlock sent, int ui, int ownPattern)
    {
        ref ulong rows = ref MemoryMarshal.GetReference(sent.Storage);
        long current = _ownCurrents[ownPattern];
        foreach (ref readonly PathWindow path in _others.AsSpan())
        {
            current += _otherCurrents[path.TableStart + path.Pattern(ref rows, sent, ui)];
        }

        return current;
    }

    private long Displacement(LinkBlock sent, int ui, int ownPattern)
    {
        ref ulong rows = ref MemoryMarshal.GetReference(sent.Storage);
        long displacement = _ownDisplacements[ownPattern];
        foreach (ref readonly PathWindow path in _jitterTail.AsSpan())
        {
            displacement += _tailDisplacements[path.TableStart + path.Pattern(ref rows, sent, ui)];
        }

        return displacement;
    }

    /// <summary>The probability with which the bit at a UI is received wrongly, given what is sent.</summary>
    internal double ErrorProbability(LinkBlock sent, int ui)
    {
        ref ulong rows = ref MemoryMarshal.GetReference(sent.Storage);
        bool bit = (sent.Row(_lane)[ui >> 6] >> ui & 1) != 0;
        int pattern = _own.Pattern(ref rows, sent, ui);
        return _model.ErrorProbability(Current(sent, ui, pattern), Displacement(sent, ui, pattern), bit);
    }

    private static long[] Displacements(LeakagePath path) =>
        path.Displacements.Length > 0 ? Sums(path.Displacements, 0) : new long[1 << path.Coefficients.Length];

    /// <summary>Sums over all patterns of a path. Bit i of a pattern is the bit seen by tap taps−1−i, as words hold them.</summary>
    private static long[] Sums(ImmutableArray<long> perTap, long offset)
    {
        int taps = perTap.Length;
        var sums = new long[1 << taps];
        for (int pattern = 0; pattern < sums.Length; pattern++)
        {
            long sum = offset;
            for (int tap = 0; tap < taps; tap++)
            {
                sum += (pattern >> (taps - 1 - tap) & 1) != 0 ? perTap[tap] : 0;
            }

            sums[pattern] = sum;
        }

        return sums;
    }

    private double[] OwnBounds(LeakagePath own)
    {
        long lowest = 0, highest = 0, shiftDown = 0, shiftUp = 0;
        foreach (LeakagePath path in _model.Paths.Skip(1))
        {
            lowest += path.Coefficients.Sum(c => Math.Min(c, 0));
            highest += path.Coefficients.Sum(c => Math.Max(c, 0));
            shiftDown += path.Displacements.Sum(d => Math.Min(d, 0));
            shiftUp += path.Displacements.Sum(d => Math.Max(d, 0));
        }

        // The pattern's bit of the cursor, where this path has the cursor.
        int cursor = own.Coefficients.Length - 1 + own.FirstShift;
        bool known = cursor >= 0 && cursor < own.Coefficients.Length;
        var bounds = new double[_ownCurrents.Length];
        for (int pattern = 0; pattern < bounds.Length; pattern++)
        {
            bool one = known && (pattern >> cursor & 1) != 0;
            long shift = _ownDisplacements[pattern];
            double asOne = known && !one ? 0 : _model.Bound(_ownCurrents[pattern] + lowest, shift + shiftDown, shift + shiftUp, true);
            double asZero = known && one ? 0 : _model.Bound(_ownCurrents[pattern] + highest, shift + shiftDown, shift + shiftUp, false);
            bounds[pattern] = Math.Max(asOne, asZero);
        }

        return bounds;
    }

    /// <summary>Where a path's bits lie: those of its source from UI n − FirstShift − (taps−1) on.</summary>
    private readonly struct PathWindow(LeakagePath path, int tableStart)
    {
        private readonly int _source = path.Source;
        private readonly int _lead = -path.FirstShift - (path.Coefficients.Length - 1);
        private readonly int _mask = (1 << path.Coefficients.Length) - 1;

        public readonly int TableStart = tableStart;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Pattern(ref ulong rows, LinkBlock sent, int ui)
        {
            int start = ui + _lead;
            int index = (_source * sent.Stride) + sent.MarginWords + (start >> 6);
            Debug.Assert(index >= 0 && index + 1 < sent.Storage.Length);
            ref ulong word = ref Unsafe.Add(ref rows, index);
            // Two shifts, since a shift by 64 − 0 would be one by 0.
            ulong bits = (word >> start) | (Unsafe.Add(ref word, 1) << 1 << ~start);
            return (int)bits & _mask;
        }
    }
}
