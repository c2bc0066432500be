using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Experiments;

/// <summary>How many of the trials something happened in, and how probable it is.</summary>
/// <param name="Count">Trials in which it happened.</param>
/// <param name="Low">Lower limit of its probability: 95 % Clopper–Pearson, two-sided.</param>
/// <param name="High">Upper limit of its probability.</param>
public sealed record CountedShare(long Count, double Low, double High)
{
    /// <summary>The share of so many trials.</summary>
    internal static CountedShare Of(long count, long trials)
    {
        var interval = BinomialInterval.ClopperPearson(count, trials);
        return new CountedShare(count, interval.Low, interval.High);
    }
}
