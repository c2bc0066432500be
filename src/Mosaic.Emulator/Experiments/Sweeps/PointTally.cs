using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Link.Tail;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>
/// One point's counts: trials are added in order, whatever the order they come in, and the stop rule is looked at after each. What
/// comes after the trial at which it holds does not count.
/// </summary>
internal sealed class PointTally(SweepPlan plan, SweepPoint point, Shard shard, long? trials = null)
{
    private readonly Dictionary<uint, TrialResult> _early = [];
    private readonly IReadOnlyList<string> _paths = plan.Paths;

    /// <summary>The point.</summary>
    public SweepPoint Point => point;

    /// <summary>Trials that count.</summary>
    public long Trials { get; private set; }

    /// <summary>What they counted.</summary>
    public LinkTotals Totals { get; private set; }

    /// <summary>What the trials before the last one counted.</summary>
    public LinkTotals Before { get; private set; }

    /// <summary>With engine <c>tail</c>, what they computed; else null.</summary>
    public TailTotals? Tail { get; private set; }

    /// <summary>Their time, in seconds of one thread.</summary>
    public double Seconds { get; private set; }

    /// <summary>Sum of their fingerprints.</summary>
    public ulong Fingerprint { get; private set; }

    /// <summary>The rule that ended the point, or none.</summary>
    public StopReason Reason { get; private set; }

    /// <summary>Whether the point has ended.</summary>
    public bool IsDone => Reason != StopReason.None;

    /// <summary>The trial that comes next.</summary>
    public uint Next => TrialOf(Trials);

    /// <summary>Trials that came early and wait for one before them.</summary>
    public int Early => _early.Count;

    /// <summary>The number of this shard's n-th trial.</summary>
    public uint TrialOf(long n) => checked((uint)(shard.Index + (n * shard.Count)));

    /// <summary>Trials still to come where their number is given, else null.</summary>
    public long? Given => trials - Trials;

    /// <summary>Whether a trial has been added.</summary>
    public bool Has(uint trial) => trial < Next || _early.ContainsKey(trial);

    /// <summary>Adds a trial.</summary>
    public void Add(uint trial, in TrialResult result)
    {
        _early.Add(trial, result);
        while (!IsDone && _early.Remove(Next, out TrialResult next))
        {
            Trials++;
            Before = Totals;
            Totals += next.Totals;
            if (next.Tail is { } computed)
            {
                (Tail ??= new TailTotals()).Add(computed);
            }

            Seconds += next.Seconds;
            Fingerprint = unchecked(Fingerprint + next.Fingerprint);
            Reason = next.Locked ? Rule() : StopReason.NoLock;
        }

        if (IsDone)
        {
            _early.Clear();
        }
    }

    /// <summary>The point of a curve.</summary>
    /// <param name="code">The code, for the frame loss ratio.</param>
    /// <param name="unfinished">The reason of a point that has not ended.</param>
    public BerPoint ToPoint(IBlockCode code, StopReason unfinished = StopReason.None)
    {
        LinkTotals t = Totals;
        (double? ber, double? berLow, double? berHigh) = Tail?.Bits.Of((double)t.Bits / t.Groups) ?? Counted(t.BitErrors, t.Bits, point.Options.Stop.BerInterval(t.BitErrors, t.Bits, Before.Bits));
        (double? cer, double? cerLow, double? cerHigh) = Tail?.Codewords.Of((double)t.Codewords / t.Groups)
            ?? Counted(t.CodewordErrors, t.Codewords, point.Options.Stop.CodewordInterval(t.CodewordErrors, t.Codewords, Before.Codewords));
        bool counts = !TailEmulator.IsNamedBy(point.Options);
        return new BerPoint
        {
            Point = point.Index,
            ConfigHash = point.ConfigHash,
            Values = _paths.Zip(point.Values).ToDictionary(pair => pair.First, pair => Value(pair.Second), StringComparer.Ordinal),
            Trials = Trials,
            Frames = t.Frames,
            Bits = t.Bits,
            BitErrors = counts ? t.BitErrors : null,
            Ber = ber,
            BerLow = berLow,
            BerHigh = berHigh,
            Codewords = t.Codewords,
            CodewordErrors = counts ? t.CodewordErrors : null,
            Cer = cer,
            CerLow = cerLow,
            CerHigh = cerHigh,
            Flr = (counts ? Rate.Of(t.FailedGroups, t.Groups) : Tail?.Groups.Mean) is { } failed ? FrameLoss.Ratio(failed, code) : null,
            Seconds = Seconds,
            StopReason = IsDone ? Reason : unfinished,
            PayloadBits = t.PayloadBits,
            PayloadBitErrors = counts ? t.PayloadBitErrors : null,
            EffectiveSample = Tail?.Codewords.EffectiveSample,
            Fingerprint = t.Frames == 0 ? null : Fingerprint.ToString("x16", CultureInfo.InvariantCulture),
        };
    }

    private StopReason Rule() => trials is { } given ? Trials >= given ? StopReason.Trials : StopReason.None
        : shard.IsWhole
        ? SweepRule.Of(point.Options.Stop, Totals, Tail, Trials, Seconds)
        : SweepRule.IsShareDone(point.Options.Stop, Totals, Tail, Trials, Seconds, shard, Next) ? StopReason.Shard : StopReason.None;

    private static (double? Rate, double? Low, double? High) Counted(long errors, long count, (double? Low, double? High) interval) =>
        (Rate.Of(errors, count), interval.Low, interval.High);

    /// <summary>What is varied, as JSON if it parses, else as a string.</summary>
    internal static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
