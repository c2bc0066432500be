using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link;

/// <summary>How far a run has come.</summary>
/// <param name="Frames">Frames counted.</param>
/// <param name="PayloadBits">Payload bits counted.</param>
/// <param name="BitErrors">Bit errors before FEC.</param>
/// <param name="CodewordErrors">Codewords not delivered as sent.</param>
/// <param name="Fraction">Part of the work done, 0 … 1, where it can be foreseen.</param>
/// <param name="Seconds">Seconds since the run began.</param>
/// <param name="TrainingFrames">Frames that it took to bring the link up, or so far.</param>
/// <param name="LanesMissing">While the link is brought up: lanes not aligned yet. 0 from the first frame counted on.</param>
public readonly record struct LinkProgress(
    long Frames, long PayloadBits, long BitErrors, long CodewordErrors, double? Fraction, double Seconds, long TrainingFrames, int LanesMissing)
{
    /// <summary>That of a run that counts.</summary>
    /// <param name="counts">Counts of all frames so far.</param>
    /// <param name="rule">When it has seen enough.</param>
    /// <param name="totalBits">Payload bits there are in all, where that is known.</param>
    /// <param name="trainingFrames">Frames that it took to bring the link up.</param>
    internal static LinkProgress Of(in LinkTotals counts, StopRule rule, long? totalBits, long trainingFrames) => new(
        counts.Frames, counts.PayloadBits, counts.BitErrors, counts.CodewordErrors, (double?)counts.PayloadBits / rule.PayloadBits(totalBits), rule.Seconds, trainingFrames, 0);
}
