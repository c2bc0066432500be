using Mosaic.Emulator.Link.Tail;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Experiments;

/// <summary>One rate of a point, then and now: counted, or computed by engine <c>tail</c>.</summary>
internal abstract record RatePair(long CountThen, long CountNow, double? Then, double? Now)
{
    /// <summary>Errors counted then; null: none are.</summary>
    public virtual long? ErrorsThen => null;

    /// <summary>Errors counted now; null: none are.</summary>
    public virtual long? ErrorsNow => null;

    /// <summary>How probable such a difference is by chance, two-sided.</summary>
    public abstract double PValue { get; }

    /// <summary>The 95 % interval of the rate now over that then.</summary>
    public abstract (double? Low, double? High) RatioInterval { get; }

    /// <summary>How probably a change is seen.</summary>
    /// <param name="factor">The rate over that of the baseline.</param>
    /// <param name="level">Level of the test.</param>
    public abstract double Power(double factor, double level);

    /// <summary>The rate of a point.</summary>
    /// <param name="then">The point of the baseline.</param>
    /// <param name="now">The same point now.</param>
    /// <param name="rate"><c>bits</c> or <c>codewords</c>.</param>
    public static RatePair Of(BerPoint then, BerPoint now, string rate)
    {
        bool bits = rate[0] == 'b';
        (long countThen, long countNow) = bits ? (then.Bits, now.Bits) : (then.Codewords, now.Codewords);
        (double? rateThen, double? rateNow) = bits ? (then.Ber, now.Ber) : (then.Cer, now.Cer);
        return (bits ? (then.BitErrors, now.BitErrors) : (then.CodewordErrors, now.CodewordErrors)) is (long k1, long k2)
            ? new Counted(k1, countThen, k2, countNow, rateThen, rateNow)
            : new Computed(Mean(then, bits), Mean(now, bits), countThen, countNow, rateThen, rateNow);
    }

    private static EstimatedMean? Mean(BerPoint point, bool bits)
    {
        (double? mean, double? high, double? sample) = bits ? (point.Ber, point.BerHigh, (double)GroupCluster.LeastOfFrame * point.Frames) : (point.Cer, point.CerHigh, point.EffectiveSample);
        return (mean, high) is (double m, double h) && (sample ?? (m == 0 ? 0 : null)) is { } s ? EstimatedMean.FromInterval(m, h, s) : null;
    }

    private sealed record Counted(long K1, long N1, long K2, long N2, double? Then, double? Now) : RatePair(N1, N2, Then, Now)
    {
        public override long? ErrorsThen => K1;

        public override long? ErrorsNow => K2;

        public override double PValue => TwoSampleTest.PValue(K1, N1, K2, N2);

        public override (double? Low, double? High) RatioInterval => N1 > 0 && N2 > 0 ? TwoSampleTest.RatioInterval(K1, N1, K2, N2) : (null, null);

        public override double Power(double factor, double level) => N1 > 0 && N2 > 0 ? TwoSampleTest.Power(K1, N1, N2, factor, level) : 0;
    }

    private sealed record Computed(EstimatedMean? First, EstimatedMean? Second, long CountThen, long CountNow, double? Then, double? Now)
        : RatePair(CountThen, CountNow, Then, Now)
    {
        public override double PValue => (First, Second) is ({ } a, { } b) ? TwoMeansTest.PValue(a, b) : 1;

        public override (double? Low, double? High) RatioInterval => (First, Second) is ({ } a, { } b) ? TwoMeansTest.RatioInterval(a, b) : (null, null);

        public override double Power(double factor, double level) => (First, Second) is ({ } a, { } b) ? TwoMeansTest.Power(a, b, factor, level) : 0;
    }
}
