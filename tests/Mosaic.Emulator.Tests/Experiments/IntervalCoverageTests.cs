using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Experiments;

/// <summary>
/// How often the intervals of a sweep's points hold the true rate, under each rule that may have ended them. Not sampled but
/// summed: the distribution of counts is followed from trial to trial, the rule itself says where it stops, and the interval of
/// the point that results either holds the rate or does not.
/// </summary>
public class IntervalCoverageTests
{
    /// <summary>Bits of a trial; errors are binomial.</summary>
    private const long Bits = 1_000_000;

    private const int Trials = 60;

    private static readonly StopOptions Limit = new() { PayloadBits = Trials * Bits };

    /// <summary>Rules that look at counts, of bits or codewords, alone or with a limit that leaves points without an error.</summary>
    public static TheoryData<string, double> CountRules => new()
    {
        { "none", 0 }, { "bitErrors", 1 }, { "bitErrors", 2 }, { "bitErrors", 5 }, { "bitErrors", 20 }, { "bitErrors", 60 },
        { "codewordErrors", 1 }, { "codewordErrors", 3 }, { "codewordErrors", 20 },
    };

    [Theory]
    [MemberData(nameof(CountRules))]
    public void CountRules_Cover(string rule, double value) => Assert.InRange(Worst(rule, value), 0.95, 1);

    /// <summary>A rule that looks at the interval stops where it happens to be narrow.</summary>
    [Theory]
    [InlineData(2.0, 0.945)]
    [InlineData(1.0, 0.94)]
    [InlineData(0.5, 0.94)]
    public void WidthRule_CoversAlmost(double width, double least) => Assert.InRange(Worst("relativeInterval", width), least, 1);

    /// <summary>The confidence sequence holds however often it was looked at, on either side of the target.</summary>
    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e-5)]
    public void TargetRule_Covers(double target) => Assert.InRange(Worst("targetBer", target), 0.95, 1);

    /// <summary>The planted fault: a Clopper–Pearson interval in place of the sequence, where the rule looks at the target.</summary>
    [Fact]
    public void OneLookInterval_UnderTheTargetRule_IsFoundOut() =>
        Assert.True(Worst("targetBer", 1e-5, (errors, bits) => BinomialInterval.ClopperPearson(errors, bits)) < 0.945);

    /// <summary>Another one: Clopper–Pearson where errors were counted to a goal.</summary>
    [Theory]
    [InlineData("bitErrors")]
    [InlineData("codewordErrors")]
    public void OneLookInterval_UnderACountRule_IsFoundOut(string rule) =>
        Assert.True(Worst(rule, 60, (errors, bits) => BinomialInterval.ClopperPearson(errors, bits)) < 0.94);

    /// <summary>The target is taken to be on the wrong side with a probability of 5 % at most.</summary>
    [Fact]
    public void Target_IsSettledRightly()
    {
        const double Target = 1e-5;
        StopOptions stop = Limit with { TargetBer = Target };
        foreach (double rate in new[] { 0.5, 0.8, 0.95, 0.999, 1.001, 1.05, 1.25, 2 })
        {
            double wrong = 0;
            Follow(stop, isCodewords: false, rate * Target, (trials, errors, reason, probability) =>
                wrong += reason == StopReason.TargetBer && (errors < Target * trials * Bits) != (rate < 1) ? probability : 0);
            Assert.InRange(wrong, 0, 0.05);
        }
    }

    private static double Worst(string rule, double value, Func<long, long, BinomialInterval>? interval = null)
    {
        StopOptions stop = rule switch
        {
            "bitErrors" => Limit with { BitErrors = (long)value },
            "codewordErrors" => Limit with { CodewordErrors = (long)value },
            "relativeInterval" => Limit with { RelativeInterval = value },
            "targetBer" => Limit with { TargetBer = value },
            _ => Limit,
        };
        bool isCodewords = stop.CodewordErrors is not null;
        var known = new Dictionary<(int, int), BinomialInterval>();
        double worst = 1;
        // From a fiftieth of an error in all trials to fifty in each.
        for (double mean = 0.02 / Trials; mean < 50; mean *= 1.25)
        {
            double rate = mean / Bits, covered = 0;
            Follow(stop, isCodewords, rate, (trials, errors, _, probability) =>
            {
                if (!known.TryGetValue((trials, errors), out BinomialInterval own))
                {
                    (double? low, double? high) = isCodewords
                        ? stop.CodewordInterval(errors, trials * Bits, (trials - 1) * Bits)
                        : stop.BerInterval(errors, trials * Bits, (trials - 1) * Bits);
                    own = interval?.Invoke(errors, trials * Bits) ?? new BinomialInterval(low!.Value, high!.Value);
                    known.Add((trials, errors), own);
                }

                covered += rate >= own.Low && rate <= own.High ? probability : 0;
            });
            worst = Math.Min(worst, covered);
        }

        return worst;
    }

    /// <summary>Goes from trial to trial with the probabilities of all counts, and tells where the rule stops, and how probably.</summary>
    private static void Follow(StopOptions stop, bool isCodewords, double rate, Action<int, int, StopReason, double> stopped)
    {
        const double Negligible = 1e-13;
        double[] one = Binomial(rate);
        var going = new Dictionary<int, double> { [0] = 1 };
        for (int trial = 1; going.Count > 0; trial++)
        {
            var next = new Dictionary<int, double>();
            foreach ((int before, double probability) in going)
            {
                for (int more = 0; more < one.Length; more++)
                {
                    next[before + more] = next.GetValueOrDefault(before + more) + (probability * one[more]);
                }
            }

            going.Clear();
            foreach ((int errors, double probability) in next.Where(entry => entry.Value > Negligible))
            {
                LinkTotals totals = isCodewords
                    ? new LinkTotals { Bits = trial * Bits, Codewords = trial * Bits, CodewordErrors = errors, PayloadBits = trial * Bits }
                    : new LinkTotals { Bits = trial * Bits, BitErrors = errors, PayloadBits = trial * Bits };
                StopReason reason = SweepRule.Of(stop, totals, null, trial, seconds: 0);
                if (reason == StopReason.None)
                {
                    going.Add(errors, probability);
                }
                else
                {
                    stopped(trial, errors, reason, probability);
                }
            }
        }
    }

    /// <summary>Errors of one trial, up to where they are too improbable to matter.</summary>
    private static double[] Binomial(double rate)
    {
        var probabilities = new List<double> { Elementary.Exp(Bits * Elementary.Log1P(-rate)) };
        for (int k = 1; k < 3 || probabilities[^1] > 1e-15 || k < rate * Bits; k++)
        {
            probabilities.Add(probabilities[^1] * (Bits - k + 1) / k * rate / (1 - rate));
        }

        return [.. probabilities];
    }
}
