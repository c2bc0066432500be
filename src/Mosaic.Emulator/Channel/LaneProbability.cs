using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// The error probability of a lane's bits given what is sent, path by path from tables: the currents of all patterns of the bits
/// that a path sees.
/// </summary>
internal sealed class LaneProbability
{
    private readonly LaneDecisionModel _model;
    private readonly int _lane, _stride, _marginWords;
    private readonly double[] _brackets = MarginBracket.Table;
    private readonly double _noiseA, _noiseB, _noiseC;
    private readonly bool _hasJitter;
    // Tables that are looked up side by side do not move.
    private readonly PathWindow _own;
    private readonly long[] _ownCurrents;
    private readonly long[] _ownDisplacements;
    private readonly double[] _ownBounds;
    private readonly PathWindow[] _others;
    private readonly long[] _otherCurrents;
    private readonly int _near; // so many of the others matter most; what the rest can add lies between the worst and the best
    private readonly long[] _worstRest, _bestRest; // by the bit sent
    private readonly PathWindow[] _jitterTail; // the own lane's other paths, where there is jitter
    private readonly int[] _jitterPaths; // their places among all paths
    private readonly long[] _tailDisplacements;
    private readonly (int Path, int Bit) _cursor; // where the bit itself is among the patterns

    /// <param name="model">The lane.</param>
    /// <param name="lane">Its row.</param>
    /// <param name="stride">Words from row to row of the blocks that are sent.</param>
    /// <param name="marginWords">Words before each row.</param>
    public LaneProbability(LaneDecisionModel model, int lane, int stride, int marginWords)
    {
        (_model, _lane, _stride, _marginWords) = (model, lane, stride, marginWords);
        _hasJitter = model.HasJitter;
        LeakagePath own = model.Paths[0];
        _own = new PathWindow(own, 0, stride, marginWords);
        (_ownCurrents, _ownDisplacements) = (GC.AllocateArray<long>(1 << own.Coefficients.Length, pinned: true), new long[1 << own.Coefficients.Length]);
        PatternSums.Fill(own.Coefficients.AsSpan(), model.OffLevel, _ownCurrents);
        PatternSums.Fill(own.Displacements.AsSpan(), 0, _ownDisplacements);
        (_others, _otherCurrents) = Tables(model.Paths.AsSpan()[1..], path => path.Coefficients);
        _jitterPaths = _hasJitter ? [.. Enumerable.Range(1, model.Paths.Length - 1).Where(path => model.Paths[path].Displacements.Length > 0)] : [];
        (_jitterTail, _tailDisplacements) = Tables([.. _jitterPaths.Select(path => model.Paths[path])], path => path.Displacements);
        _cursor = CursorOf(model);
        _ownBounds = OwnBoundsOf(own);
        (_near, long lowest, long highest) = Split(model.Paths.AsSpan()[1..]);
        (_worstRest, _bestRest) = ([highest, lowest], [lowest, highest]);
        (_noiseA, _noiseB, _noiseC) = (model.NoiseA, model.NoiseB, model.NoiseC);
    }

    /// <summary>For each pattern of the first own path a bound on p, the other bits at their worst.</summary>
    public ReadOnlySpan<double> OwnBounds => _ownBounds;

    /// <summary>Where the bits of the first own path lie.</summary>
    public PathWindow Own => _own;

    /// <summary>Where those of the near ones lie.</summary>
    public ReadOnlySpan<PathWindow> Near => _others.AsSpan(0, _near);

    /// <summary>Currents of all patterns of all paths behind the first, where each path's <see cref="PathWindow.TableStart"/> says.</summary>
    public ReadOnlySpan<long> OtherCurrents => _otherCurrents;

    /// <summary>The pattern of the first own path at a UI.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int OwnPattern(ref ulong rows, int ui) => _own.Pattern(ref rows, ui);

    /// <summary>
    /// Whether the probability of the bit at a UI is above a level: the last word on a candidate. What the weakest paths can
    /// do at most mostly decides it without them, and without a branch that nobody can foresee.
    /// </summary>
    /// <param name="rows">The first word of the sent block's storage.</param>
    /// <param name="ui">The UI.</param>
    /// <param name="ownPattern">The own path's pattern there.</param>
    /// <param name="level">The level.</param>
    [MethodImpl(Kernel.Compiled)]
    public bool IsAbove(ref ulong rows, int ui, int ownPattern, double level)
    {
        int bit = Bit(ref rows, ui);
        long displacement = Displacement(ref rows, ui, ownPattern);
        long current = _ownCurrents[ownPattern] + Sum(ref rows, ui, _others, _otherCurrents, 0, _near);
        (bool isAbove, bool isOpen) = DecideNear(current, displacement, bit, level);
        return isOpen ? IsAboveOfRest(ref rows, ui, current, displacement, bit, level) : isAbove;
    }

    /// <summary>What own and near paths decide where <see cref="IsPlain"/>: whether p is above a level, and whether that is open, in which case the other says nothing.</summary>
    /// <param name="current">Their current.</param>
    /// <param name="ownPattern">The own path's pattern.</param>
    /// <param name="level">The level.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (bool IsAbove, bool IsOpen) DecideNear(long current, int ownPattern, double level) =>
        DecideNear(current, PlainDisplacement(ownPattern), PlainBit(ownPattern), level);

    /// <summary>What the other paths decide of what those leave open.</summary>
    /// <param name="rows">The first word of the sent block's storage.</param>
    /// <param name="ui">The UI.</param>
    /// <param name="current">The current of own and near paths.</param>
    /// <param name="ownPattern">The own path's pattern.</param>
    /// <param name="level">The level.</param>
    public bool IsAboveOfRest(ref ulong rows, int ui, long current, int ownPattern, double level) =>
        IsAboveOfRest(ref rows, ui, current, PlainDisplacement(ownPattern), PlainBit(ownPattern), level);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (bool IsAbove, bool IsOpen) DecideNear(long current, long displacement, int bit, double level)
    {
        int bracket = MarginBracket.Index(level);
        bool above = IsWithin(current + _bestRest[bit], displacement, bit, _brackets[bracket + 1]);
        bool perhaps = IsWithin(current + _worstRest[bit], displacement, bit, _brackets[bracket]);
        return (above, perhaps & !above);
    }

    private bool IsAboveOfRest(ref ulong rows, int ui, long current, long displacement, int bit, double level) =>
        level < Gaussian.Q(_model.Margin(current + Sum(ref rows, ui, _others, _otherCurrents, _near, _others.Length), displacement, bit));

    private long PlainDisplacement(int ownPattern) => _hasJitter ? _ownDisplacements[ownPattern] : 0;

    private int PlainBit(int ownPattern) => ownPattern >> _cursor.Bit & 1;

    /// <summary>The paths, the own first.</summary>
    public ImmutableArray<LeakagePath> Paths => _model.Paths;

    /// <summary>How many lanes further the furthest of these is, 0 if none is.</summary>
    public int Ahead
    {
        get
        {
            int ahead = 0;
            foreach (LeakagePath path in Paths.AsSpan()[..NearPaths])
            {
                ahead = Math.Max(ahead, path.Source - _lane);
            }

            return ahead;
        }
    }

    /// <summary>How many of the paths <see cref="IsAbove(ReadOnlySpan{byte}, double)"/> looks at first.</summary>
    public int NearPaths => _hasJitter || _cursor.Path > _near ? Paths.Length : 1 + _near;

    /// <summary>UI of the earliest and of the latest bit that is looked at, from the bit's own on.</summary>
    public (int Earliest, int Latest) Reach => (-_model.MaxShift, -_model.MinShift);

    /// <summary>Whether the first pattern says all that the margin needs besides the sum of currents: the bit itself, and what jitter does.</summary>
    public bool IsPlain => _cursor.Path == 0 && _jitterPaths.Length == 0;

    /// <summary>The lane.</summary>
    public LaneDecisionModel Model => _model;

    /// <summary>Where the bit itself is in the first pattern, where that is plain.</summary>
    public int CursorBit => _cursor.Bit;

    /// <summary>Currents of all patterns of the first path, with all that flows anyway.</summary>
    public ReadOnlySpan<long> OwnCurrents => _ownCurrents;

    /// <summary>Patterns of all paths behind the first together.</summary>
    public int OtherEntries => _otherCurrents.Length;

    /// <summary>Currents of all patterns of a path behind the first.</summary>
    /// <param name="path">Its place among all paths.</param>
    public ReadOnlySpan<long> CurrentsOf(int path) => _otherCurrents.AsSpan(_others[path - 1].TableStart, 1 << Paths[path].Coefficients.Length);

    /// <summary>D of all patterns of the first path.</summary>
    public ReadOnlySpan<long> OwnDisplacements => _ownDisplacements;

    /// <summary>Whether a candidate is an error, from the sum of all other paths' currents.</summary>
    /// <param name="ownPattern">The first path's pattern.</param>
    /// <param name="others">The sum of the others' currents.</param>
    /// <param name="level">The level.</param>
    public bool IsAboveOfAll(int ownPattern, long others, double level) =>
        level < Gaussian.Q(_model.Margin(_ownCurrents[ownPattern] + others, PlainDisplacement(ownPattern), PlainBit(ownPattern)));

    /// <summary>The same from patterns that were found elsewhere, one for each path; null where those of the near ones do not decide.</summary>
    /// <param name="patterns">The patterns of all paths, or of the first <see cref="NearPaths"/>.</param>
    /// <param name="level">The level.</param>
    public bool? IsAbove(ReadOnlySpan<byte> patterns, double level)
    {
        int bit = patterns[_cursor.Path] >> _cursor.Bit & 1;
        long displacement = Displacement(patterns), current = _ownCurrents[patterns[0]];
        for (int i = 1; i < patterns.Length; i++)
        {
            current += _otherCurrents[_others[i - 1].TableStart + patterns[i]];
        }

        if (patterns.Length == Paths.Length)
        {
            return level < Gaussian.Q(_model.Margin(current, displacement, bit));
        }

        (bool isAbove, bool isOpen) = DecideNear(current, displacement, bit, level);
        return isOpen ? null : isAbove;
    }

    /// <summary>Whether the margin's signed square, in units of the noise's variance, is below a bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsWithin(long current, long displacement, int bit, double bound)
    {
        double i = current, d = displacement, margin = _model.Excess(current, bit);
        return margin * Math.Abs(margin) < bound * (_noiseA + (i * (_noiseB + (i * _noiseC))) + (d * d));
    }

    /// <summary>The probability with which the bit at a UI is received wrongly, given what is sent.</summary>
    public double At(LinkBlock sent, int ui)
    {
        ref ulong rows = ref MemoryMarshal.GetReference(sent.Storage);
        int pattern = OwnPattern(ref rows, ui);
        long current = _ownCurrents[pattern] + Sum(ref rows, ui, _others, _otherCurrents, 0, _others.Length);
        return Gaussian.Q(_model.Margin(current, Displacement(ref rows, ui, pattern), Bit(ref rows, ui)));
    }

    private int Bit(ref ulong rows, int ui) => (int)(Unsafe.Add(ref rows, (_lane * _stride) + _marginWords + (ui >> 6)) >> ui & 1);

    [MethodImpl(Kernel.Compiled)]
    private static long Sum(ref ulong rows, int ui, PathWindow[] paths, long[] table, int from, int to)
    {
        ref long currents = ref MemoryMarshal.GetArrayDataReference(table);
        ref PathWindow path = ref MemoryMarshal.GetArrayDataReference(paths);
        long sum = 0;
        for (int i = from; i < to; i++)
        {
            ref PathWindow window = ref Unsafe.Add(ref path, i);
            int entry = window.TableStart + window.Pattern(ref rows, ui);
            Debug.Assert(entry < table.Length);
            sum += Unsafe.Add(ref currents, entry);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Displacement(ref ulong rows, int ui, int ownPattern) => _hasJitter ? SumOfDisplacements(ref rows, ui, ownPattern) : 0;

    private long SumOfDisplacements(ref ulong rows, int ui, int ownPattern)
    {
        long displacement = _ownDisplacements[ownPattern];
        foreach (ref readonly PathWindow path in _jitterTail.AsSpan())
        {
            displacement += _tailDisplacements[path.TableStart + path.Pattern(ref rows, ui)];
        }

        return displacement;
    }

    private long Displacement(ReadOnlySpan<byte> patterns)
    {
        long displacement = _hasJitter ? _ownDisplacements[patterns[0]] : 0;
        for (int i = 0; i < _jitterPaths.Length; i++)
        {
            displacement += _tailDisplacements[_jitterTail[i].TableStart + patterns[_jitterPaths[i]]];
        }

        return displacement;
    }

    private static (int Path, int Bit) CursorOf(LaneDecisionModel model)
    {
        for (int path = 0; ; path++)
        {
            LeakagePath own = model.Paths[path];
            if (own.Source == model.Lane && own.FirstShift <= 0 && own.LastShift >= 0)
            {
                return (path, own.LastShift);
            }
        }
    }

    /// <summary>The fewest of the paths behind the first, in their order, that leave a tenth of what all of them can add.</summary>
    private static (int Near, long RestLowest, long RestHighest) Split(ReadOnlySpan<LeakagePath> others)
    {
        (long lowest, long highest) = Extremes(others);
        double total = highest - lowest;
        int near = 0;
        for (; highest - lowest > 0.1 * total; near++)
        {
            (lowest, highest) = (lowest - others[near].Lowest, highest - others[near].Highest);
        }

        return (near, lowest, highest);
    }

    /// <summary>The least and the most that paths can add.</summary>
    private static (long Lowest, long Highest) Extremes(ReadOnlySpan<LeakagePath> paths)
    {
        long lowest = 0, highest = 0;
        foreach (LeakagePath path in paths)
        {
            (lowest, highest) = (lowest + path.Lowest, highest + path.Highest);
        }

        return (lowest, highest);
    }

    private (PathWindow[] Windows, long[] Table) Tables(ReadOnlySpan<LeakagePath> paths, Func<LeakagePath, ImmutableArray<long>> perTap)
    {
        var windows = new PathWindow[paths.Length];
        int start = 0;
        for (int i = 0; i < windows.Length; i++)
        {
            windows[i] = new PathWindow(paths[i], start, _stride, _marginWords);
            start += 1 << paths[i].Coefficients.Length;
        }

        long[] table = GC.AllocateArray<long>(start, pinned: true);
        for (int i = 0; i < windows.Length; i++)
        {
            PatternSums.Fill(perTap(paths[i]).AsSpan(), 0, table.AsSpan(windows[i].TableStart, 1 << paths[i].Coefficients.Length));
        }

        return (windows, table);
    }

    private double[] OwnBoundsOf(LeakagePath own)
    {
        (long lowest, long highest) = Extremes(_model.Paths.AsSpan()[1..]);
        long shiftDown = 0, shiftUp = 0;
        foreach (int path in _jitterPaths)
        {
            foreach (long displacement in _model.Paths[path].Displacements)
            {
                (shiftDown, shiftUp) = (shiftDown + Math.Min(displacement, 0), shiftUp + Math.Max(displacement, 0));
            }
        }

        // The pattern's bit of the cursor, where this path has the cursor.
        int cursor = own.Coefficients.Length - 1 + own.FirstShift;
        bool known = cursor >= 0 && cursor < own.Coefficients.Length;
        double[] bounds = GC.AllocateArray<double>(_ownCurrents.Length, pinned: true);
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
