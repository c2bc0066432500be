using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Probes;

/// <summary>
/// One lane as an oscilloscope would show it: its current at several instants of each UI, with noise, given what was really sent. At
/// each instant the lane is what a receiver that sampled there would be, its threshold as it is. The noise of each instant is drawn
/// by itself, so a trace through an eye means nothing; each column of the eye is exact. The lanes are those that were brought up,
/// whatever faults come.
/// </summary>
internal sealed class LaneProbe
{
    // To either side of the extreme currents, in standard deviations of the noise there.
    private const double Margin = 5;

    private readonly WaveformLane[] _instants;

    private LaneProbe(int lane, ImmutableArray<LaneDecisionModel> models, double currentUnit, ProbeOptions options, IChannel channel, int words)
    {
        (Lane, Models, CurrentUnit, Levels) = (lane, models, currentUnit, options.Levels);
        int stride = LinkBlock.StrideOf(words, channel.MarginWords);
        _instants = [.. models.Select(model => new WaveformLane(model, stride, channel.MarginWords))];
        WorkspaceLength = _instants.Max(instant => instant.Workspace);
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (LaneDecisionModel model in models)
        {
            low = Math.Min(low, model.Lowest - (Margin * model.Sigma(model.Lowest)));
            high = Math.Max(high, model.Highest + (Margin * model.Sigma(model.Highest)));
        }

        // The threshold is an edge between levels, so that what is on which side of it is known.
        double threshold = models[0].Threshold;
        Step = (high - low) / (Levels - 1);
        Low = threshold - (Math.Ceiling((threshold - low) / Step) * Step);
    }

    /// <summary>The lane.</summary>
    public int Lane { get; }

    /// <summary>The lane's model at each instant, half a UI before the best one first.</summary>
    public ImmutableArray<LaneDecisionModel> Models { get; }

    /// <summary>The unit of currents in A.</summary>
    public double CurrentUnit { get; }

    /// <summary>Number of levels.</summary>
    public int Levels { get; }

    /// <summary>The lowest level's lower edge, in units of current.</summary>
    public double Low { get; }

    /// <summary>Height of a level, in units of current.</summary>
    public double Step { get; }

    /// <summary>The probes that a link's options ask for; spares are taken to send zeros.</summary>
    /// <exception cref="Configuration.ConfigurationException">A lane is not on the array or dark, or at some instant the link is none.</exception>
    public static ImmutableArray<LaneProbe> Of(LinkDesign design)
    {
        LinkOptions options = design.Options;
        if (options.Probe.Lanes is not { } places)
        {
            return [];
        }

        int samples = options.Probe.SamplesPerUi;
        double[] offsets = [.. Enumerable.Range(0, samples).Select(i => ((double)i / samples) - 0.5)];
        CurrentModel[] instants = [.. offsets.Select(offset => At(offset, () => design.Optics.SampledAt(offset)))];
        return [.. places.Split(' ').Distinct(StringComparer.Ordinal).Select(place =>
        {
            int[] at = [.. place.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
            int lane = (at[0] * options.Array.Columns) + at[1];
            if (at[0] >= options.Array.Rows || at[1] >= options.Array.Columns || lane >= design.Lanes)
            {
                throw new Configuration.ConfigurationException(
                    $"probe.lanes: there is no lane at row {at[0]}, column {at[1]}; rows are 0 to {options.Array.Rows - 1}, columns 0 to {options.Array.Columns - 1}, and {design.Lanes} lanes (bonding.dataLanes, bonding.laneSecded) are lit");
            }

            return new LaneProbe(
                lane, [.. instants.Select((instant, i) => At(offsets[i], () => design.Optics.Lane(instant, lane)))], design.Optics.CurrentUnit, options.Probe, design.Channel, design.Layout.FrameWords);
        })];
    }

    /// <summary>Scratch memory that looking at a frame takes, in numbers.</summary>
    public int WorkspaceLength { get; }

    /// <summary>Adds a frame.</summary>
    /// <param name="sent">What is sent.</param>
    /// <param name="address">Seed, trial and frame of the random numbers.</param>
    /// <param name="workspace">Scratch memory, <see cref="WorkspaceLength"/> or more.</param>
    /// <param name="counts">Receives the counts.</param>
    public void Observe(LinkBlock sent, RandomAddress address, double[] workspace, ProbeCounts counts)
    {
        for (int instant = 0; instant < _instants.Length; instant++)
        {
            var sink = new LevelSink(sent.Row(Lane), counts.Of(instant), Low, 1 / Step, Levels);
            // Lanes are below 2¹², instants below 2⁶.
            _instants[instant].Scan(sent, sent.Words, address with { Lane = (instant << 12) | Lane }, workspace, ref sink);
        }

        counts.Frames++;
    }

    private static T At<T>(double offset, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ValidationException refusal)
        {
            throw new Configuration.ConfigurationException(string.Create(
                CultureInfo.InvariantCulture, $"probe.lanes: {offset} UI after the best instant, where a probe looks too, the link is none: {refusal.Message}"), refusal);
        }
    }

    /// <summary>Sorts samples by bit and level.</summary>
    private readonly ref struct LevelSink(ReadOnlySpan<ulong> sent, Span<long> counts, double low, double perLevel, int levels) : IWaveformSink
    {
        private readonly ReadOnlySpan<ulong> _sent = sent;
        private readonly Span<long> _counts = counts;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(int ui, in WaveformSamples first, in WaveformSamples second)
        {
            Count(ui, first.Current + (first.Sigma * first.Noise));
            Count(ui + Vector256<double>.Count, second.Current + (second.Sigma * second.Noise));
        }

        private void Count(int ui, Vector256<double> values)
        {
            Vector256<double> places = (values - Vector256.Create(low)) * Vector256.Create(perLevel);
            places = Vector256.Max(Vector256<double>.Zero, Vector256.Min(places, Vector256.Create(levels - 1.0)));
            for (int i = 0; i < Vector256<double>.Count; i++)
            {
                int bit = (int)(_sent[ui >> 6] >> (ui + i) & 1);
                _counts[(bit * levels) + (int)places.GetElement(i)]++;
            }
        }
    }
}
