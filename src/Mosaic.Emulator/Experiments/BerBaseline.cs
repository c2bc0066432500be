using System.Security.Cryptography;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Tail;

namespace Mosaic.Emulator.Experiments;

/// <summary>A curve that was stored, and that later ones are held against.</summary>
/// <example>
/// <code>
/// BerBaseline baseline = BerBaseline.Load("waterfall.json");   // mosaic sweep … --json waterfall.json
/// BerComparison comparison = baseline.Compare(baseline.Remeasure());
/// Assert.True(comparison.Agrees, comparison.ToString());
/// </code>
/// </example>
/// <param name="curve">The curve.</param>
/// <param name="own">Codes and deskews of one's own that its points' options may name; or null.</param>
public sealed class BerBaseline(BerCurve curve, Func<LinkOptions, OwnAlgorithms>? own = null)
{
    /// <summary>The false-alarm rate where none is given: one in a thousand comparisons.</summary>
    public const double DefaultFalseAlarm = 1e-3;

    /// <summary>The change that power is stated for where none is given.</summary>
    public const double DefaultChange = 0.1;

    private const double WantedPower = 0.9;
    private const double LargestFactor = 1001;

    // The file that it comes from, if any: what is refused of it begins with that.
    private string? _origin;

    /// <summary>The curve.</summary>
    public BerCurve Curve => curve;

    /// <summary>Reads a baseline: the JSON of a sweep.</summary>
    /// <param name="path">The file.</param>
    /// <param name="own">Codes and deskews of one's own that its points' options may name; or null.</param>
    /// <exception cref="ConfigurationException">It is none, or not whole.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static BerBaseline Load(string path, Func<LinkOptions, OwnAlgorithms>? own = null)
    {
        string json;
        try
        {
            json = File.ReadAllText(path);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new IOException($"cannot read '{path}' ({FileTrouble.Why(path, e)})", e);
        }

        if (json.StartsWith(SweepCsv.Beginning, StringComparison.Ordinal))
        {
            throw new ConfigurationException($"{path}: is the CSV of a sweep; a baseline is its JSON, which --out writes beside the CSV");
        }

        BerCurve curve = BerCurve.Parse(json, path);
        if (!Shard.Parse(curve.Shard).IsWhole)
        {
            throw new ConfigurationException($"{path}: shard: \"{curve.Shard}\" is not allowed; it is {Shard.Whole}, since a baseline is a whole sweep");
        }

        return curve.Points.FirstOrDefault(point => point.StopReason is StopReason.None or StopReason.Cancelled or StopReason.Shard) is { } open
            ? throw new ConfigurationException($"{path}: {open.Describe()} has not ended; a baseline is a whole sweep")
            : new BerBaseline(curve, own) { _origin = path };
    }

    /// <summary>A seed that no one has chosen, below 2⁴⁸ so that every reader of JSON gets it right.</summary>
    public static ulong FreshSeed() => BitConverter.ToUInt64([.. RandomNumberGenerator.GetBytes(6), 0, 0]);

    /// <summary>Measures the same points with as many trials each: the same array under other bits and other noise.</summary>
    /// <param name="seed">Their seed; null for a fresh one, which the curve says.</param>
    /// <param name="change">What is to be different about the link, or null.</param>
    /// <param name="progress">Told after every trial; or null.</param>
    /// <param name="threads">Threads; null for one for each processor.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ConfigurationException">The link of a point is none, as it was stored or by what is different about it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public BerCurve Remeasure(
        ulong? seed = null, Func<LinkOptions, LinkOptions>? change = null, Action<SweepProgress>? progress = null, int? threads = null, CancellationToken cancellation = default) =>
        Remeasure(Plan(seed, change, threads), progress, cancellation);

    /// <summary>Measures the points of a plan with as many trials each as the baseline has.</summary>
    /// <param name="plan">What <see cref="Plan"/> made.</param>
    /// <param name="progress">Told after every trial; or null.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ConfigurationException">The link of a point is none, as it was stored or by what is different about it.</exception>
    /// <exception cref="ArgumentException">It has more points than the baseline, or less.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public BerCurve Remeasure(SweepPlan plan, Action<SweepProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Points.Count != curve.Points.Count)
        {
            throw new ArgumentException("The plan is not of the baseline's points.", nameof(plan));
        }

        BerCurve now = Sweep.Run(plan, new SweepOptions { Progress = progress }, [.. curve.Points.Select(point => point.Trials)], cancellation);
        cancellation.ThrowIfCancellationRequested();
        return now;
    }

    /// <summary>The same points, to be measured again.</summary>
    /// <param name="seed">Their seed; null for a fresh one.</param>
    /// <param name="change">What is to be different about the link, or null.</param>
    /// <param name="threads">Threads; null for one for each processor.</param>
    /// <exception cref="ConfigurationException">The baseline is of no sweep; or what is different makes no link, or one whose errors are computed where those of the baseline were counted.</exception>
    public SweepPlan Plan(ulong? seed = null, Func<LinkOptions, LinkOptions>? change = null, int? threads = null)
    {
        LinkOptions options = curve.Config with { Seed = seed ?? FreshSeed(), DeviceSeed = curve.Config.DeviceSeed ?? curve.Config.Seed, Threads = threads };
        // What is wrong with a link that was changed may be of either.
        string? origin = _origin is null || change is null ? _origin : $"{_origin}, changed";
        var plan = new SweepPlan(change?.Invoke(options) ?? options, curve.Axes, own, origin);
        foreach ((BerPoint then, SweepPoint now) in curve.Points.Zip(plan.Points))
        {
            CheckKind(then, TailEmulator.IsNamedBy(now.Options), change is null ? _origin : null);
        }

        return plan;
    }

    /// <summary>
    /// Holds a curve against the baseline: each rate by an exact two-sample test on counts, all of them together by Holm's
    /// correction (S. Holm, Scandinavian Journal of Statistics 6, 1979). Bits before FEC fail independently of each other given the
    /// data; behind FEC codewords are counted, whose bits fail together. Means that engine <c>tail</c> computed are compared by Welch's test.
    /// </summary>
    /// <param name="now">The curve: the same points of the same array.</param>
    /// <param name="falseAlarm">The largest probability of an alarm where nothing has changed, between 0 and 1.</param>
    /// <param name="change">The change that power is stated for: 0.1 for 10 %; above −1.</param>
    /// <exception cref="ConfigurationException">The curves are not of the same points, or of different arrays.</exception>
    public BerComparison Compare(BerCurve now, double falseAlarm = DefaultFalseAlarm, double change = DefaultChange)
    {
        ArgumentNullException.ThrowIfNull(now);
        if (!(falseAlarm > 0 && falseAlarm < 1))
        {
            throw new ConfigurationException(FormattableString.Invariant($"--false-alarm: {falseAlarm} is not allowed; it is a number above 0 and below 1"));
        }

        if (!(change is > -1 and <= 1000) || change == 0)
        {
            throw new ConfigurationException(FormattableString.Invariant($"--change: {change} is not allowed; it is a number above -1 and up to 1000, other than 0, as 0.1 for 10 % more"));
        }

        CheckSame(now);
        var rates = curve.Points.Zip(now.Points).SelectMany(pair => ((BerPoint Then, BerPoint Now, string Rate)[])[(pair.First, pair.Second, "bits"), (pair.First, pair.Second, "codewords")]).ToArray();
        double[] p = [.. rates.Select(rate => Test(rate.Then, rate.Now, rate.Rate))];
        double[] adjusted = Holm(p);
        // What a change meets that is alone: the first step of the correction.
        double level = falseAlarm / rates.Length;
        return new BerComparison(
            now.Version, curve.Version, now.Config.Seed, curve.Config.Seed, falseAlarm, change,
            [.. curve.Points.Zip(now.Points).Where(pair => pair.First.StopReason == StopReason.NoLock != (pair.Second.StopReason == StopReason.NoLock)).Select(pair => pair.First.Point)],
            [.. rates.Select((rate, i) => Difference(rate.Then, rate.Now, rate.Rate, p[i], adjusted[i], falseAlarm, change, level))])
        {
            Config = now.Config,
        };
    }

    /// <summary>P-values after Holm's correction: the smallest times their number, the next times one less, and none below the one before.</summary>
    internal static double[] Holm(double[] p)
    {
        var adjusted = new double[p.Length];
        int[] order = [.. Enumerable.Range(0, p.Length).OrderBy(i => p[i])];
        double largest = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            largest = Math.Max(largest, Math.Min(1, (p.Length - rank) * p[order[rank]]));
            adjusted[order[rank]] = largest;
        }

        return adjusted;
    }

    private static double Test(BerPoint then, BerPoint now, string rate) => RatePair.Of(then, now, rate).PValue;

    private static BerDifference Difference(BerPoint then, BerPoint now, string rate, double p, double adjusted, double falseAlarm, double change, double level)
    {
        RatePair pair = RatePair.Of(then, now, rate);
        (double? low, double? high) = pair.RatioInterval;
        return new BerDifference
        {
            Point = then.Point,
            Values = then.Values,
            Rate = rate,
            BaselineErrors = pair.ErrorsThen,
            BaselineCount = pair.CountThen,
            BaselineMean = pair.Then,
            Errors = pair.ErrorsNow,
            Count = pair.CountNow,
            Mean = pair.Now,
            Ratio = pair.Then > 0 && pair.Now is { } present ? present / pair.Then : null,
            RatioLow = low,
            RatioHigh = high is { } end && double.IsFinite(end) ? end : null,
            PValue = p,
            AdjustedPValue = adjusted,
            HasMoved = adjusted <= falseAlarm,
            Power = pair.Power(1 + change, level),
            SeenChange = pair.Then > 0 ? SeenChange(factor => pair.Power(factor, level)) : null,
        };
    }

    /// <summary>Bisection, by hundredths of what is found.</summary>
    private static double? SeenChange(Func<double, double> power)
    {
        double unseen = 1, seen = LargestFactor;
        if (power(seen) < WantedPower)
        {
            return null;
        }

        while (seen - unseen > 0.01 * (seen - 1))
        {
            double middle = unseen < 0.1 * seen ? Math.Sqrt(unseen * seen) : 0.5 * (unseen + seen);
            if (power(middle) >= WantedPower)
            {
                seen = middle;
            }
            else
            {
                unseen = middle;
            }
        }

        return seen - 1;
    }

    private void CheckSame(BerCurve now)
    {
        string[] then = [.. curve.Points.Select(point => point.Describe())], present = [.. now.Points.Select(point => point.Describe())];
        if (!then.SequenceEqual(present, StringComparer.Ordinal))
        {
            string differs = then.Zip(present).Where(pair => !string.Equals(pair.First, pair.Second, StringComparison.Ordinal)).Select(pair => $"{pair.First} then, {pair.Second} now").FirstOrDefault($"{then.Length} points then, {present.Length} now");
            throw new ConfigurationException($"the curve is not of the baseline's points: {differs}");
        }

        foreach ((BerPoint before, BerPoint after) in curve.Points.Zip(now.Points))
        {
            CheckKind(before, after.IsComputed);
        }

        ulong device = curve.Config.DeviceSeed ?? curve.Config.Seed, its = now.Config.DeviceSeed ?? now.Config.Seed;
        if (device != its)
        {
            throw new ConfigurationException(FormattableString.Invariant($"deviceSeed: the curve is of another array ({its}) than the baseline ({device}), so they differ by the spread of its lanes; measure with deviceSeed {device}"));
        }
    }

    private static void CheckKind(BerPoint then, bool isComputed, string? origin = null)
    {
        if (then.IsComputed != isComputed)
        {
            throw new ConfigurationException($"{(origin is null ? "" : $"{origin}: ")}engine: errors of {then.Describe()} were {(then.IsComputed ? "computed by tail" : "counted")} then, and {(isComputed ? "computed by tail" : "counted")} now; a curve is compared with one of its kind");
        }
    }
}
