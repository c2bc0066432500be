using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// What the receivers of a channel look at and what it does to them, in tables over all lanes: their own bits first, then path by path.
/// A path's currents are counted from the least that it can add, so that a sum of them only grows.
/// </summary>
/// <remarks>
/// A 0 is wrong where the current is too large, a 1 where it is too small: for a 0 all is turned round. What a path takes away then, counted from the
/// most that it can, is what it adds with all of its bits inverted: max − I(bits) = I(inverted bits) − min.
/// </remarks>
internal sealed class LaneTables
{
    /// <summary>More paths than these are not looked at one after the other.</summary>
    private const int Deepest = 64;

    private readonly double[] _bounds;
    private readonly Own[] _own;
    private readonly bool[] _ends;

    /// <param name="channel">The channel.</param>
    /// <param name="map">Which lane each channel carries.</param>
    /// <param name="layout">How the lanes are filled.</param>
    /// <param name="lanes">By channel: where it may look.</param>
    public LaneTables(BitTrueChannel channel, LaneMap map, FrameLayout layout, LaneNeighbourhood?[] lanes)
    {
        int channels = channel.Channels, taps = 0;
        for (int at = 0; at < channels; at++)
        {
            taps = int.Max(taps, channel.Probability(at)?.Paths[0].Coefficients.Length ?? 0);
        }

        PatternBits = taps;
        Reaches = [.. lanes.Select(lane => lane is null ? default : new Reach(lane.Earliest, lane.Latest, lane.FirstLane, lane.LastLane, lane.Costs.Length == 0))];
        Costs = [.. lanes.SelectMany(lane => lane is { Costs.Length: > 0 } ? lane.Costs : new int[layout.SymbolBits])];
        (Windows, IsPlain, Receivers) = (new ulong[channels], new bool[channels], new Receiver[channels]);
        (_bounds, _own) = (new double[channels << taps], new Own[channels << taps]);
        var paths = new List<LeakagePath>[channels];
        for (int at = 0; at < channels; at++)
        {
            paths[at] = [];
            if (channel.Probability(at) is { } probability && map.IsLit(at))
            {
                paths[at] = Learn(at, probability, map, layout);
            }
        }

        Depth = int.Min(paths.Max(of => of.Count), Deepest);
        (Paths, _ends) = (new PathTable[Depth * channels], new bool[Depth + 1]);
        _ends[0] = Enumerable.Range(0, channels).Any(at => IsPlain[at] && paths[at].Count == 0);
        var currents = new List<long>();
        long[] rest = [.. Receivers.Select(receiver => receiver.Highest - receiver.Lowest)];
        for (int depth = 0; depth < Depth; depth++)
        {
            for (int at = 0; at < channels; at++)
            {
                if (depth < paths[at].Count)
                {
                    LeakagePath path = paths[at][depth];
                    long[] sums = LaneProbability.Sums(path.Coefficients, -Lowest(path));
                    rest[at] -= Span(path);
                    Paths[(depth * channels) + at] = new PathTable(
                        Window.Of(path, map.LaneOfChannel[path.Source], layout)!.Value, rest[at], currents.Count, sums.Length - 1);
                    currents.AddRange(sums);
                    _ends[depth + 1] |= depth + 1 == paths[at].Count || depth + 1 == Depth;
                }
            }
        }

        Currents = [.. currents];
    }

    /// <summary>Bits of a pattern of own bits.</summary>
    public int PatternBits { get; }

    /// <summary>By channel: the window on its own bits; 0 where nothing is seen through it.</summary>
    public ulong[] Windows { get; }

    /// <summary>By channel: where it may look.</summary>
    public Reach[] Reaches { get; }

    /// <summary>By channel and UI within a symbol: see <see cref="LaneNeighbourhood.Costs"/>.</summary>
    public int[] Costs { get; }

    /// <summary>By channel and pattern of own bits: a bound on p, whatever the neighbours send.</summary>
    public ReadOnlySpan<double> Bounds => _bounds;

    /// <summary>By channel and pattern of own bits: what these say.</summary>
    public ReadOnlySpan<Own> Owns => _own;

    /// <summary>By channel: whether it may be looked at path by path.</summary>
    public bool[] IsPlain { get; }

    /// <summary>By channel: its noise, and what its paths can do.</summary>
    public Receiver[] Receivers { get; }

    /// <summary>How many paths behind the first any channel has.</summary>
    public int Depth { get; }

    /// <summary>By depth and channel: the next path, where there is one.</summary>
    public PathTable[] Paths { get; }

    /// <summary>What patterns of the paths add.</summary>
    public long[] Currents { get; }

    /// <summary>Whether some channel has no path any more from a depth on.</summary>
    public bool EndsAt(int depth) => _ends[depth];

    /// <summary>The paths behind the first; their lights reach the receiver, so they are in the frame's code.</summary>
    private List<LeakagePath> Learn(int at, LaneProbability probability, LaneMap map, FrameLayout layout)
    {
        LeakagePath own = probability.Paths[0];
        Windows[at] = Window.Of(own, map.LaneOfChannel[at], layout) ?? 0;
        probability.OwnBounds.CopyTo(_bounds.AsSpan(at << PatternBits));
        List<LeakagePath> paths = [.. probability.Paths.Skip(1).Where(path => map.LaneOfChannel[path.Source] >= 0)];
        LaneDecisionModel model = probability.Model;
        IsPlain[at] = probability.IsPlain && Windows[at] != 0 && paths.TrueForAll(
            path => map.LaneOfChannel[path.Source] < layout.Lanes && Window.Of(path, map.LaneOfChannel[path.Source], layout) is not null);
        double threshold = model.Threshold;
        Receivers[at] = new Receiver(
            probability.CursorBit, paths.Count, model.NoiseA + (threshold * (model.NoiseB + (threshold * model.NoiseC))),
            model.NoiseB + (2 * threshold * model.NoiseC), model.NoiseC, paths.Sum(Lowest), paths.Sum(path => Lowest(path) + Span(path)));
        for (int pattern = 0; pattern < 1 << own.Coefficients.Length; pattern++)
        {
            bool one = (pattern >> probability.CursorBit & 1) != 0;
            long current = probability.OwnCurrents[pattern];
            double displacement = model.HasJitter ? probability.OwnDisplacements[pattern] : 0;
            _own[(at << PatternBits) + pattern] = new Own(
                one ? model.Threshold - current - Receivers[at].Lowest : current + Receivers[at].Highest - model.Threshold, displacement * displacement);
        }

        return IsPlain[at] ? paths : [];
    }

    private static long Lowest(LeakagePath path)
    {
        long lowest = 0;
        foreach (long coefficient in path.Coefficients)
        {
            lowest += long.Min(coefficient, 0);
        }

        return lowest;
    }

    private static long Span(LeakagePath path)
    {
        long span = 0;
        foreach (long coefficient in path.Coefficients)
        {
            span += long.Abs(coefficient);
        }

        return span;
    }

    /// <summary>A receiver.</summary>
    /// <param name="CursorBit">Where the bit itself is in the own pattern.</param>
    /// <param name="Depth">Paths behind the first.</param>
    /// <param name="Variance">The noise's variance where the current is the threshold.</param>
    /// <param name="Slope">How fast it grows with the current there.</param>
    /// <param name="Curvature">Its quadratic term.</param>
    /// <param name="Lowest">The least that the paths add together.</param>
    /// <param name="Highest">The most.</param>
    internal readonly record struct Receiver(
        int CursorBit, int Depth, double Variance, double Slope, double Curvature, long Lowest, long Highest);

    /// <summary>Where a candidate's receiver may look.</summary>
    /// <param name="Earliest">UI of the earliest bit, from the candidate's own on.</param>
    /// <param name="Latest">UI of the latest.</param>
    /// <param name="FirstLane">The lowest lane.</param>
    /// <param name="LastLane">The highest.</param>
    /// <param name="IsEverywhere">Whether there are check lanes among them, which are sums over all.</param>
    internal readonly record struct Reach(int Earliest, int Latest, int FirstLane, int LastLane, bool IsEverywhere);

    /// <summary>What own bits say.</summary>
    /// <param name="Short">What the paths must add, from their least on, for the margin to be 0.</param>
    /// <param name="Jitter">What jitter adds to the variance.</param>
    internal readonly record struct Own(long Short, double Jitter);

    /// <summary>A path.</summary>
    /// <param name="Window">What it looks at.</param>
    /// <param name="Rest">The most that the paths behind it add.</param>
    /// <param name="Start">Where its currents start.</param>
    /// <param name="Mask">As many ones as it has taps.</param>
    internal readonly record struct PathTable(ulong Window, long Rest, int Start, int Mask);
}
