using System.Collections.Immutable;
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
    private readonly PathWindow _own;
    private readonly long[] _ownCurrents; // looked up side by side, so that it must not move
    private readonly long[] _ownDisplacements;
    private readonly double[] _ownBounds;
    private readonly PathSums _others; // currents of all other paths
    private readonly int _near; // so many of the others matter most; what the rest can add lies between the worst and the best
    private readonly long[] _worstRest, _bestRest; // by the bit sent
    private readonly int[] _jitterPaths; // the places of the own lane's other paths, where there is jitter
    private readonly PathSums _jitterTail; // and their displacements
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
        _others = new PathSums(model.Paths.AsSpan()[1..], path => path.Coefficients, stride, marginWords);
        _jitterPaths = _hasJitter ? [.. Enumerable.Range(1, model.Paths.Length - 1).Where(path => model.Paths[path].Displacements.Length > 0)] : [];
        _jitterTail = new PathSums([.. _jitterPaths.Select(path => model.Paths[path])], path => path.Displacements, stride, marginWords);
        _cursor = CursorOf(model);
        (long lowest, long highest) = _others.Extremes();
        _ownBounds = Channel.OwnBounds.Of(model, _ownCurrents, _ownDisplacements, (lowest, highest), _jitterTail.Extremes());
        (_near, lowest, highest) = Split(model.Paths.AsSpan()[1..], lowest, highest);
        (_worstRest, _bestRest) = ([highest, lowest], [lowest, highest]);
        (_noiseA, _noiseB, _noiseC) = (model.NoiseA, model.NoiseB, model.NoiseC);
    }

    /// <summary>For each pattern of the first own path a bound on p, the other bits at their worst.</summary>
    public ReadOnlySpan<double> OwnBounds => _ownBounds;

    /// <summary>Where the bits of the first own path lie.</summary>
    public PathWindow Own => _own;

    /// <summary>Where those of the near ones lie.</summary>
    public ReadOnlySpan<PathWindow> Near => _others.Windows[.._near];

    /// <summary>The currents of all paths behind the first.</summary>
    public ref readonly PathSums Others => ref _others;

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
        long current = _ownCurrents[ownPattern] + _others.At(ref rows, ui, 0, _near);
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
        level < Gaussian.Q(_model.Margin(current + _others.At(ref rows, ui, _near, _others.Windows.Length), displacement, bit));

    /// <summary>D where <see cref="IsPlain"/>.</summary>
    public long PlainDisplacement(int ownPattern) => _hasJitter ? _ownDisplacements[ownPattern] : 0;

    /// <summary>The bit itself where <see cref="IsPlain"/>.</summary>
    public int PlainBit(int ownPattern) => ownPattern >> _cursor.Bit & 1;

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

    /// <summary>Currents of all patterns of the first path, with all that flows anyway.</summary>
    public ReadOnlySpan<long> OwnCurrents => _ownCurrents;

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
            current += _others.Of(i - 1, patterns[i]);
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
        long current = _ownCurrents[pattern] + _others.At(ref rows, ui, 0, _others.Windows.Length);
        return Gaussian.Q(_model.Margin(current, Displacement(ref rows, ui, pattern), Bit(ref rows, ui)));
    }

    private int Bit(ref ulong rows, int ui) => (int)(Unsafe.Add(ref rows, (_lane * _stride) + _marginWords + (ui >> 6)) >> ui & 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Displacement(ref ulong rows, int ui, int ownPattern) => _hasJitter ? _ownDisplacements[ownPattern] + _jitterTail.At(ref rows, ui, 0, _jitterPaths.Length) : 0;

    private long Displacement(ReadOnlySpan<byte> patterns)
    {
        long displacement = PlainDisplacement(patterns[0]);
        for (int i = 0; i < _jitterPaths.Length; i++)
        {
            displacement += _jitterTail.Of(i, patterns[_jitterPaths[i]]);
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
    private static (int Near, long RestLowest, long RestHighest) Split(ReadOnlySpan<LeakagePath> others, long lowest, long highest)
    {
        double total = highest - lowest;
        int near = 0;
        for (; highest - lowest > 0.1 * total; near++)
        {
            (lowest, highest) = (lowest - others[near].Lowest, highest - others[near].Highest);
        }

        return (near, lowest, highest);
    }
}
