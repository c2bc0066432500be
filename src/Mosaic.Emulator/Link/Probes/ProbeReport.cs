using System.Collections.Immutable;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;

namespace Mosaic.Emulator.Link.Probes;

/// <summary>What a probe saw of one lane. Currents in µA, instants in UI after the best one.</summary>
public sealed record ProbeReport
{
    private const double MicroAmpere = 1e-6;

    /// <summary>Row of the lane in the array.</summary>
    public required int Row { get; init; }

    /// <summary>Column of the lane.</summary>
    public required int Column { get; init; }

    /// <summary>Frames looked at, every bit of each.</summary>
    public required long Frames { get; init; }

    /// <summary>The slicer's threshold in µA.</summary>
    public required double ThresholdUa { get; init; }

    /// <summary>Where the receiver samples, in UI after the best instant (<c>receiver.samplingOffsetUi</c>).</summary>
    public required double SamplingOffsetUi { get; init; }

    /// <summary>The instants, in UI after the best one.</summary>
    public required ImmutableArray<double> InstantsUi { get; init; }

    /// <summary>Middle of each level in µA.</summary>
    public required ImmutableArray<double> LevelsUa { get; init; }

    /// <summary>The eye: for each instant how often the current was within each level.</summary>
    public required ImmutableArray<ImmutableArray<long>> Eye { get; init; }

    /// <summary>Over the instants, the threshold as it is: bits on the wrong side of it, of all bits.</summary>
    public required ImmutableArray<double> PhaseBathtub { get; init; }

    /// <summary>The same averaged over all patterns of bits, without sampling: also where counting finds nothing.</summary>
    public required ImmutableArray<double> PhaseBathtubPredicted { get; init; }

    /// <summary>At the instant nearest to the receiver's: how often the current of a 0 was within each level.</summary>
    public required ImmutableArray<long> Zeros { get; init; }

    /// <summary>The same of a 1.</summary>
    public required ImmutableArray<long> Ones { get; init; }

    /// <summary>Thresholds between levels in µA.</summary>
    public required ImmutableArray<double> ThresholdsUa { get; init; }

    /// <summary>Over these thresholds, at the instant nearest to the receiver's: bits on the wrong side, of all bits.</summary>
    public required ImmutableArray<double> ThresholdBathtub { get; init; }

    /// <summary>The same averaged over all patterns of bits, without sampling; null where the model does not cover a threshold far
    /// below zero.</summary>
    public required ImmutableArray<double?> ThresholdBathtubPredicted { get; init; }

    internal static ProbeReport From(LinkDesign design, LaneProbe probe, ProbeCounts counts)
    {
        int columns = design.Options.Array.Columns, instants = probe.Models.Length, levels = probe.Levels;
        double offset = design.Options.Receiver.SamplingOffsetUi, unit = probe.CurrentUnit / MicroAmpere;
        int nearest = Math.Clamp((int)Math.Round((offset + 0.5) * instants), 0, instants - 1);
        LaneDecisionModel at = probe.Models[nearest];
        long bits = counts.Of(0, 0).ToArray().Sum() + counts.Of(0, 1).ToArray().Sum();
        double Level(double edge) => (probe.Low + (edge * probe.Step)) * unit;
        double[] edges = [.. Enumerable.Range(1, levels - 1).Select(edge => (double)edge)];
        return new ProbeReport
        {
            Row = probe.Lane / columns,
            Column = probe.Lane % columns,
            Frames = counts.Frames,
            ThresholdUa = at.Threshold * unit,
            SamplingOffsetUi = offset,
            InstantsUi = [.. Enumerable.Range(0, instants).Select(i => ((double)i / instants) - 0.5)],
            LevelsUa = [.. Enumerable.Range(0, levels).Select(level => Level(level + 0.5))],
            Eye = [.. Enumerable.Range(0, instants).Select(i => ImmutableArray.Create(Both(i)))],
            PhaseBathtub = [.. Enumerable.Range(0, instants).Select(i => Wrong(i, (probe.Models[i].Threshold - probe.Low) / probe.Step))],
            PhaseBathtubPredicted = [.. BerPredictor.Predict(probe.Models)],
            Zeros = [.. counts.Of(nearest, 0)],
            Ones = [.. counts.Of(nearest, 1)],
            ThresholdsUa = [.. edges.Select(Level)],
            ThresholdBathtub = [.. edges.Select(edge => Wrong(nearest, edge))],
            ThresholdBathtubPredicted = [.. edges.Select(edge => WithThreshold(at, probe.Low + (edge * probe.Step)))],
        };

        long[] Both(int instant) => [.. counts.Of(instant, 0).ToArray().Zip(counts.Of(instant, 1).ToArray(), (zero, one) => zero + one)];

        double Wrong(int instant, double edge)
        {
            int cut = Math.Clamp((int)Math.Round(edge), 0, levels);
            long wrong = counts.Of(instant, 0)[cut..].ToArray().Sum() + counts.Of(instant, 1)[..cut].ToArray().Sum();
            return bits == 0 ? 0 : (double)wrong / bits;
        }
    }

    private static double? WithThreshold(LaneDecisionModel lane, double threshold)
    {
        try
        {
            return BerPredictor.Predict(
                new LaneDecisionModel(lane.Lane, lane.OffLevel, lane.Paths, (long)Math.Round(threshold), lane.NoiseA, lane.NoiseB, lane.NoiseC));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
