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

    private readonly LaneMap _map;
    private readonly int _lanes; // without check lanes
    private readonly LaneProbability?[] _known; // by channel: what is in the tables
    private readonly bool[] _ends;
    private int _currents; // entries that are taken

    /// <param name="channel">The channel.</param>
    /// <param name="map">Which lane each channel carries.</param>
    /// <param name="layout">How the lanes are filled.</param>
    public LaneTables(BitTrueChannel channel, LaneMap map, FrameLayout layout)
    {
        int channels = channel.Channels, deepest = 0, currents = 0;
        (_map, _lanes, _known, Channels) = (map, layout.Lanes, new LaneProbability?[channels], channels);
        (PatternBits, HasJitter) = Shape(channel);
        foreach (LaneProbability? probability in channel.Probabilities)
        {
            deepest = int.Max(deepest, probability?.Paths.Length - 1 ?? 0);
            currents += probability?.Others.Table.Length ?? 0;
        }

        Depth = int.Min(deepest, Deepest);
        (Windows, IsPlain, Depths, Lowest, Total) = (new ulong[channels], new bool[channels], new int[channels], new long[channels], Table(channels));
        Curvature = Table(channels);
        (Bounds, Short, Noise) = (Table(channels << PatternBits), Table(channels << PatternBits), Table(HasJitter ? channels << PatternBits : channels));
        (PathWindows, Rests, _ends) = (Table(Depth * channels), Table(Depth * channels), new bool[Depth + 1]);
        Currents = Table(currents + (currents / 8)); // paths whose order changes need others' places, or new ones
        Spread(channel);
        Learn(channel);
    }

    /// <summary>Bits of a pattern of own bits.</summary>
    public int PatternBits { get; }

    /// <summary>Channels.</summary>
    public int Channels { get; }

    /// <summary>By channel: the window on its own bits, whose table is that of the channel's patterns; 0 where nothing is seen through it.</summary>
    public ulong[] Windows { get; }

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
    public bool IsPlainEverywhere { get; private set; }

    /// <summary>By channel: paths behind the first.</summary>
    public int[] Depths { get; }

    /// <summary>By channel: the least that the paths behind the first add together.</summary>
    public long[] Lowest { get; }

    /// <summary>By channel: the most, counted from the least.</summary>
    public ulong[] Total { get; }

    /// <summary>As many paths behind the first as any channel has, at most <see cref="Deepest"/>: survivors of channels with more are left to be looked at bit by bit.</summary>
    public int Depth { get; }

    /// <summary>By depth and channel: the window of the next path, whose table is among <see cref="Currents"/>.</summary>
    public ulong[] PathWindows { get; }

    /// <summary>By depth and channel: the most that the paths behind that one add.</summary>
    public ulong[] Rests { get; }

    /// <summary>What patterns of the paths add, from their least on.</summary>
    public ulong[] Currents { get; }

    /// <summary>Whether some channel has no path any more from a depth on.</summary>
    public bool EndsAt(int depth) => _ends[depth];

    /// <summary>Turns to another channel with the same map whose receivers look where these do: what is the same stays.</summary>
    /// <returns>Whether there was room for it; if not, the tables are of no use any more.</returns>
    public bool TryLearn(BitTrueChannel channel) => Shape(channel) == (PatternBits, HasJitter) && Learn(channel);

    private static (int PatternBits, bool HasJitter) Shape(BitTrueChannel channel)
    {
        int taps = 0;
        bool hasJitter = false;
        foreach (LaneProbability? probability in channel.Probabilities)
        {
            taps = int.Max(taps, probability?.Paths[0].Coefficients.Length ?? 0);
            hasJitter |= probability?.Model.HasJitter ?? false;
        }

        return (taps, hasJitter);
    }

    /// <summary>Gives paths their places among the currents: those that are looked along together side by side.</summary>
    private void Spread(BitTrueChannel channel)
    {
        for (int depth = 0; depth < Depth; depth++)
        {
            for (int at = 0; at < Channels; at++)
            {
                if (channel.Probability(at) is { } probability && depth + 1 < probability.Paths.Length)
                {
                    int taps = probability.Paths[depth + 1].Coefficients.Length;
                    PathWindows[(depth * Channels) + at] = ((ulong)taps << Window.TapsAt) | ((ulong)RoomFor(0, taps)!.Value << Window.TableAt);
                }
            }
        }
    }

    private bool Learn(BitTrueChannel channel)
    {
        bool hasRoom = true;
        for (int at = 0; at < Channels; at++)
        {
            if (channel.Probability(at) is { } probability && _map.IsLit(at) && !ReferenceEquals(probability, _known[at]))
            {
                _known[at] = probability;
                LearnOwn(at, probability);
                hasRoom &= !IsPlain[at] || LearnPaths(at, probability);
            }
        }

        Array.Clear(_ends);
        IsPlainEverywhere = true;
        for (int at = 0; at < Channels; at++)
        {
            IsPlainEverywhere &= IsPlain[at] || Windows[at] == 0;
            if (IsPlain[at])
            {
                _ends[int.Min(Depths[at], Depth)] = true;
            }
        }

        return hasRoom;
    }

    /// <summary>What its own bits do; and whether it may be looked at path by path: their lights reach the receiver, so they are in the frame's code.</summary>
    private void LearnOwn(int at, LaneProbability probability)
    {
        (LeakagePath own, LaneDecisionModel model) = (probability.Paths[0], probability.Model);
        int lane = _map.LaneOfChannel[at];
        Windows[at] = lane < _lanes ? Window.Of(own, lane, at << PatternBits) ?? 0 : 0;
        bool isPlain = probability.IsPlain && Windows[at] != 0;
        (Depths[at], Lowest[at], long most) = (0, 0, 0);
        foreach (LeakagePath path in probability.Paths.AsSpan()[1..])
        {
            if (_map.LaneOfChannel[path.Source] is var source and >= 0)
            {
                (Depths[at], Lowest[at], most) = (Depths[at] + 1, Lowest[at] + path.Lowest, most + path.Highest);
                isPlain &= source < _lanes && Window.Of(path, source, 0) is not null;
            }
        }

        (IsPlain[at], Total[at]) = (isPlain, (ulong)(most - Lowest[at]));
        double threshold = model.Threshold;
        double variance = model.NoiseA + (threshold * (model.NoiseB + (threshold * model.NoiseC))), slope = model.NoiseB + (2 * threshold * model.NoiseC);
        Curvature[at] = Pair(model.NoiseC, 0);
        for (int pattern = 0; pattern < 1 << own.Coefficients.Length; pattern++)
        {
            int entry = (at << PatternBits) + pattern;
            long current = probability.OwnCurrents[pattern];
            double displacement = probability.PlainDisplacement(pattern);
            Bounds[entry] = BitConverter.DoubleToUInt64Bits(probability.OwnBounds[pattern]);
            bool isOne = probability.PlainBit(pattern) != 0;
            Noise[HasJitter ? entry : at] = Pair(variance + (displacement * displacement), slope);
            Short[entry] = isOne
                ? (ulong)(model.Threshold - current - Lowest[at] + ShortBias) : (ulong)(current + Lowest[at] + (long)Total[at] - model.Threshold + ShortBias) | ShortOfZero;
        }
    }

    /// <summary>What its paths do.</summary>
    private bool LearnPaths(int at, LaneProbability probability)
    {
        long rest = (long)Total[at];
        for (int place = 1, depth = 0; place < probability.Paths.Length && depth < Depth; place++)
        {
            LeakagePath path = probability.Paths[place];
            if (_map.LaneOfChannel[path.Source] is var lane and >= 0)
            {
                ref ulong window = ref PathWindows[(depth * Channels) + at];
                if (RoomFor(window, path.Coefficients.Length) is not { } entry)
                {
                    return false;
                }

                rest -= path.Highest - path.Lowest;
                Rests[(depth++ * Channels) + at] = (ulong)rest;
                window = Window.Of(path, lane, entry)!.Value;
                foreach (long current in probability.Others.Of(place - 1))
                {
                    Currents[entry++] = (ulong)(current - path.Lowest);
                }
            }
        }

        return true;
    }

    /// <summary>Where there is room for a path's currents: where those of another were, if it had as many taps, else behind all others.</summary>
    private int? RoomFor(ulong before, int taps)
    {
        int entry = _currents;
        if (Window.TapsOf(before) >= taps)
        {
            return (int)(before >> Window.TableAt);
        }

        _currents += 1 << taps;
        return _currents <= Currents.Length ? entry : null;
    }

    /// <summary>Two numbers of single precision, the first below.</summary>
    public static ulong Pair(double first, double second) =>
        BitConverter.SingleToUInt32Bits((float)first) | ((ulong)BitConverter.SingleToUInt32Bits((float)second) << 32);

    /// <summary>A table that stays where it is, so that it can be gathered from.</summary>
    private static ulong[] Table(int entries) => GC.AllocateArray<ulong>(entries, pinned: true);
}
