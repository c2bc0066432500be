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

    /// <summary>See <see cref="Short"/>.</summary>
    public const long ShortBias = 1L << 60;

    /// <summary>See <see cref="Short"/>.</summary>
    public const ulong ShortOfZero = 1UL << 63;

    private readonly bool[] _ends;

    /// <param name="channel">The channel.</param>
    /// <param name="map">Which lane each channel carries.</param>
    /// <param name="layout">How the lanes are filled.</param>
    /// <param name="lanes">By channel: where it may look.</param>
    /// <param name="most">More looks than these need not be told apart.</param>
    public LaneTables(BitTrueChannel channel, LaneMap map, FrameLayout layout, LaneNeighbourhood?[] lanes, int most)
    {
        int channels = channel.Channels, taps = 0;
        for (int at = 0; at < channels; at++)
        {
            taps = int.Max(taps, channel.Probability(at)?.Paths[0].Coefficients.Length ?? 0);
        }

        (PatternBits, Channels) = (taps, channels);
        HasJitter = Enumerable.Range(0, channels).Any(at => channel.Probability(at)?.Model.HasJitter ?? false);
        (Earliest, Latest) = (lanes.Min(lane => lane?.Earliest ?? 0), lanes.Max(lane => lane?.Latest ?? 0));
        (Reaches, Costs) = (Table(channels), Table(channels * layout.SymbolBits));
        for (int at = 0; at < channels; at++)
        {
            if (lanes[at] is { } lane)
            {
                Reaches[at] = Reach.Of(lane);
                lane.Costs.Select(cost => (ulong)int.Min(cost, most)).ToArray().CopyTo(Costs, at * layout.SymbolBits);
                HasEverywhere |= lane.Costs.Length == 0;
            }
        }

        (Windows, IsPlain, Depths, Lowest, Total) = (new ulong[channels], new bool[channels], new int[channels], new long[channels], Table(channels));
        Curvature = Table(channels);
        (Bounds, Short, Noise) = (Table(channels << taps), Table(channels << taps), Table(HasJitter ? channels << taps : channels));
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
        (PathWindows, Rests, _ends) = (Table(Depth * channels), Table(Depth * channels), new bool[Depth + 1]);
        _ends[0] = Enumerable.Range(0, channels).Any(at => IsPlain[at] && paths[at].Count == 0);
        var currents = new List<ulong>();
        long[] rest = [.. Total.Select(total => (long)total)];
        for (int depth = 0; depth < Depth; depth++)
        {
            for (int at = 0; at < channels; at++)
            {
                if (depth < paths[at].Count)
                {
                    LeakagePath path = paths[at][depth];
                    rest[at] -= Span(path);
                    PathWindows[(depth * channels) + at] = Window.Of(path, map.LaneOfChannel[path.Source], currents.Count)!.Value;
                    Rests[(depth * channels) + at] = (ulong)rest[at];
                    currents.AddRange(LaneProbability.Sums(path.Coefficients, -LowestOf(path)).Select(sum => (ulong)sum));
                    _ends[depth + 1] |= depth + 1 == paths[at].Count || depth + 1 == Depth;
                }
            }
        }

        Currents = Table(currents.Count);
        currents.CopyTo(Currents);
        IsPlainEverywhere = !IsPlain.Where((isPlain, at) => !isPlain && Windows[at] != 0).Any();
    }

    /// <summary>Bits of a pattern of own bits.</summary>
    public int PatternBits { get; }

    /// <summary>Channels.</summary>
    public int Channels { get; }

    /// <summary>By channel: the window on its own bits, whose table is that of the channel's patterns; 0 where nothing is seen through it.</summary>
    public ulong[] Windows { get; }

    /// <summary>UI of the earliest bit that any receiver looks at, from a candidate's own on.</summary>
    public int Earliest { get; }

    /// <summary>UI of the latest.</summary>
    public int Latest { get; }

    /// <summary>By channel: where it may look, a <see cref="Reach"/>.</summary>
    public ulong[] Reaches { get; }

    /// <summary>By channel and UI within a symbol: see <see cref="LaneNeighbourhood.Costs"/>; zeros where check lanes are among what it looks at.</summary>
    public ulong[] Costs { get; }

    /// <summary>Whether some channel may look at check lanes, which are sums over all.</summary>
    public bool HasEverywhere { get; }

    /// <summary>By channel and pattern of own bits, as bits of a number: a bound on p, whatever the neighbours send.</summary>
    public ulong[] Bounds { get; }

    /// <summary>
    /// By channel and pattern of own bits: what the paths must add, from their least on, for the margin to be 0, and <see cref="ShortBias"/>; with
    /// <see cref="ShortOfZero"/> where the bit itself is 0.
    /// </summary>
    public ulong[] Short { get; }

    /// <summary>
    /// By channel, or where there is jitter by channel and pattern of own bits, as bits of two numbers of single precision: the noise's variance where the
    /// current is the threshold, and above it how fast it grows with the current there.
    /// </summary>
    public ulong[] Noise { get; }

    /// <summary>By channel, as bits of a number of single precision: the quadratic term of the noise.</summary>
    public ulong[] Curvature { get; }

    /// <summary>Whether there is jitter.</summary>
    public bool HasJitter { get; }

    /// <summary>By channel: whether it may be looked at path by path.</summary>
    public bool[] IsPlain { get; }

    /// <summary>Whether all channels that are seen through a window may.</summary>
    public bool IsPlainEverywhere { get; }

    /// <summary>By channel: paths behind the first.</summary>
    public int[] Depths { get; }

    /// <summary>By channel: the least that the paths behind the first add together.</summary>
    public long[] Lowest { get; }

    /// <summary>By channel: the most, counted from the least.</summary>
    public ulong[] Total { get; }

    /// <summary>How many paths behind the first any channel has, at most <see cref="Deepest"/>: survivors of channels with more are left to be looked at bit by bit.</summary>
    public int Depth { get; }

    /// <summary>By depth and channel: the window of the next path, whose table is among <see cref="Currents"/>.</summary>
    public ulong[] PathWindows { get; }

    /// <summary>By depth and channel: the most that the paths behind that one add.</summary>
    public ulong[] Rests { get; }

    /// <summary>What patterns of the paths add, from their least on.</summary>
    public ulong[] Currents { get; }

    /// <summary>Whether some channel has no path any more from a depth on.</summary>
    public bool EndsAt(int depth) => _ends[depth];

    /// <summary>The paths behind the first; their lights reach the receiver, so they are in the frame's code.</summary>
    private List<LeakagePath> Learn(int at, LaneProbability probability, LaneMap map, FrameLayout layout)
    {
        LeakagePath own = probability.Paths[0];
        int lane = map.LaneOfChannel[at];
        Windows[at] = (uint)lane < (uint)layout.Lanes ? Window.Of(own, lane, at << PatternBits) ?? 0 : 0;
        List<LeakagePath> paths = [.. probability.Paths.Skip(1).Where(path => map.LaneOfChannel[path.Source] >= 0)];
        LaneDecisionModel model = probability.Model;
        IsPlain[at] = probability.IsPlain && Windows[at] != 0 && paths.TrueForAll(
            path => map.LaneOfChannel[path.Source] < layout.Lanes && Window.Of(path, map.LaneOfChannel[path.Source], 0) is not null);
        double threshold = model.Threshold;
        Depths[at] = paths.Count;
        (Lowest[at], Total[at]) = (paths.Sum(LowestOf), (ulong)paths.Sum(Span));
        double variance = model.NoiseA + (threshold * (model.NoiseB + (threshold * model.NoiseC))), slope = model.NoiseB + (2 * threshold * model.NoiseC);
        Curvature[at] = Pair(model.NoiseC, 0);
        for (int pattern = 0; pattern < 1 << own.Coefficients.Length; pattern++)
        {
            int entry = (at << PatternBits) + pattern;
            long current = probability.OwnCurrents[pattern];
            double displacement = model.HasJitter ? probability.OwnDisplacements[pattern] : 0;
            Bounds[entry] = BitConverter.DoubleToUInt64Bits(probability.OwnBounds[pattern]);
            bool isOne = (pattern >> probability.CursorBit & 1) != 0;
            Noise[HasJitter ? entry : at] = Pair(variance + (displacement * displacement), slope);
            Short[entry] = isOne
                ? (ulong)(model.Threshold - current - Lowest[at] + ShortBias) : (ulong)(current + Lowest[at] + (long)Total[at] - model.Threshold + ShortBias) | ShortOfZero;
        }

        return IsPlain[at] ? paths : [];
    }

    /// <summary>Two numbers of single precision, the first below.</summary>
    public static ulong Pair(double first, double second) =>
        BitConverter.SingleToUInt32Bits((float)first) | ((ulong)BitConverter.SingleToUInt32Bits((float)second) << 32);

    /// <summary>A table that stays where it is, so that it can be gathered from.</summary>
    private static ulong[] Table(int entries) => GC.AllocateArray<ulong>(entries, pinned: true);

    private static long LowestOf(LeakagePath path)
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
}
