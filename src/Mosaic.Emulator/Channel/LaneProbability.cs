using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// The error probability of a lane's bits given what is sent, path by path from tables: the currents of all patterns of the bits
/// that a path sees.
/// </summary>
internal sealed class LaneProbability
{
    private readonly LaneDecisionModel _model;
    private readonly int _lane;
    private readonly PathWindow _own;
    private readonly long[] _ownCurrents;
    private readonly long[] _ownDisplacements;
    private readonly double[] _ownBounds;
    private readonly PathWindow[] _others;
    private readonly long[] _otherCurrents;
    private readonly PathWindow[] _jitterTail; // the own lane's other paths, where there is jitter
    private readonly long[] _tailDisplacements;

    public LaneProbability(LaneDecisionModel model, int lane)
    {
        (_model, _lane) = (model, lane);
        LeakagePath own = model.Paths[0];
        _own = new PathWindow(own, 0);
        _ownCurrents = Sums(own.Coefficients, model.OffLevel);
        _ownDisplacements = Displacements(own);
        (_others, _otherCurrents) = Tables(model.Paths.Skip(1), path => Sums(path.Coefficients, 0));
        (_jitterTail, _tailDisplacements) = Tables(model.Paths.Skip(1).Where(path => path.Displacements.Length > 0), Displacements);
        _ownBounds = OwnBoundsOf(own);
    }

    /// <summary>For each pattern of the first own path a bound on p, the other bits at their worst.</summary>
    public ReadOnlySpan<double> OwnBounds => _ownBounds;

    /// <summary>The pattern of the first own path at a UI.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int OwnPattern(ref ulong rows, LinkBlock sent, int ui) => _own.Pattern(ref rows, sent, ui);

    /// <summary>Whether the probability of the bit at a UI is above a level: the last word on a candidate.</summary>
    /// <param name="rows">The first word of the sent block's storage.</param>
    /// <param name="sent">What is sent.</param>
    /// <param name="ui">The UI.</param>
    /// <param name="ownPattern">The own path's pattern there.</param>
    /// <param name="level">The level.</param>
    public bool IsAbove(ref ulong rows, LinkBlock sent, int ui, int ownPattern, double level) =>
        TailBracket.IsBelowQ(level, Argument(ref rows, sent, ui, ownPattern));

    /// <summary>The probability with which the bit at a UI is received wrongly, given what is sent.</summary>
    public double At(LinkBlock sent, int ui)
    {
        ref ulong rows = ref MemoryMarshal.GetReference(sent.Storage);
        return Numerics.Gaussian.Q(Argument(ref rows, sent, ui, OwnPattern(ref rows, sent, ui)));
    }

    /// <summary>The margin of the bit at a UI in standard deviations of its noise.</summary>
    private double Argument(ref ulong rows, LinkBlock sent, int ui, int ownPattern)
    {
        long current = _ownCurrents[ownPattern], displacement = _ownDisplacements[ownPattern];
        ref long currents = ref MemoryMarshal.GetArrayDataReference(_otherCurrents);
        foreach (ref readonly PathWindow path in _others.AsSpan())
        {
            Debug.Assert(path.TableStart + path.Pattern(ref rows, sent, ui) < _otherCurrents.Length);
            current += Unsafe.Add(ref currents, path.TableStart + path.Pattern(ref rows, sent, ui));
        }

        foreach (ref readonly PathWindow path in _jitterTail.AsSpan())
        {
            displacement += _tailDisplacements[path.TableStart + path.Pattern(ref rows, sent, ui)];
        }

        bool bit = (Unsafe.Add(ref rows, (_lane * sent.Stride) + sent.MarginWords + (ui >> 6)) >> ui & 1) != 0;
        return _model.Margin(current, displacement, bit);
    }

    private static (PathWindow[] Windows, long[] Table) Tables(IEnumerable<LeakagePath> paths, Func<LeakagePath, long[]> sums)
    {
        var windows = new List<PathWindow>();
        var table = new List<long>();
        foreach (LeakagePath path in paths)
        {
            windows.Add(new PathWindow(path, table.Count));
            table.AddRange(sums(path));
        }

        return ([.. windows], [.. table]);
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

    private double[] OwnBoundsOf(LeakagePath own)
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
}
