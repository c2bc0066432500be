using System.Text.Json;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;

namespace Mosaic.Emulator.Link.Reports;

/// <summary>
/// What the model says of a link without sending a bit: error rates averaged over all patterns of random data. Exact for
/// bit error rates; codeword error ratios take the symbol errors of a codeword as independent.
/// </summary>
public sealed record LinkPrediction
{
    /// <summary>Version of the emulator.</summary>
    public required string Version { get; init; }

    /// <summary>The complete configuration.</summary>
    public required LinkOptions Config { get; init; }

    /// <summary>The seed, from which the spread of LEDs and lanes is drawn.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Bit error rate before FEC, averaged over the bits of codewords.</summary>
    public required double Ber { get; init; }

    /// <summary>Median of the lanes' bit error rates.</summary>
    public required double MedianLaneBer { get; init; }

    /// <summary>By channel of the array, row-major; null where a channel carries nothing.</summary>
    public required IReadOnlyList<double?> LaneBer { get; init; }

    /// <summary>Probability that a codeword has more wrong symbols than the code corrects; null where that does not decide (<see cref="Fec.IBlockCode.IsBoundedDistance"/>).</summary>
    public required double? CodewordErrorRatio { get; init; }

    /// <summary>Of 64-byte Ethernet frames: see <see cref="FrameLoss"/>; null likewise.</summary>
    public required double? FrameLossRatio { get; init; }

    /// <summary>Response of the own lane to one bit, sampled once per UI, from the earliest tap on.</summary>
    public required IReadOnlyList<double> Taps { get; init; }

    /// <summary>Which of the taps is the bit's own.</summary>
    public required int MainTap { get; init; }

    /// <summary>What receivers do with the light.</summary>
    public required ReceiverReport Receiver { get; init; }

    /// <summary>Coupling between channels.</summary>
    public required CouplingReport Coupling { get; init; }

    /// <summary>What becomes of the light on its way, for the centre lane: see <see cref="LinkBudget.Steps"/>.</summary>
    public required IReadOnlyList<BudgetStep> Budget { get; init; }

    /// <summary>Q of the centre lane's worst pattern of bits, its own and its neighbours': see <see cref="LinkBudget.WorstQ"/>; null where its eye is closed.</summary>
    public required double? WorstQ { get; init; }

    /// <summary>Light in the taps that were left out because they are below the floor, over all light received.</summary>
    public required double DroppedTapFraction { get; init; }

    /// <summary>By channel, row-major: the Q whose tail is the lane's bit error rate; null where a channel carries nothing, or where the rate is below 1e-308.</summary>
    public required IReadOnlyList<double?> Q { get; init; }

    /// <summary>By channel, row-major: mean power of the LED in dBm; null where a channel carries nothing.</summary>
    public required IReadOnlyList<double?> PowerDbm { get; init; }

    /// <summary>By channel, row-major: how late its light is in ps, by the spread of electronics and fibre; null where a channel carries nothing.</summary>
    public required IReadOnlyList<double?> SkewPs { get; init; }

    /// <summary>The prediction as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Options);

    /// <summary>Predicts.</summary>
    /// <param name="design">The link.</param>
    public static LinkPrediction Of(LinkDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        ReadOnlySpan<int> channels = design.BroughtUp.ChannelOfLane;
        IReadOnlyList<LaneDecisionModel?> models = design.Faults.LanesOf(design.BroughtUp);
        double[] lanes = BerPredictor.Predict([.. channels.ToArray().Select(channel => models[channel]!)]);
        var laneBer = new double?[design.Options.Array.Rows * design.Options.Array.Columns];
        double errors = 0, bits = 0;
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            int laneBits = design.Layout.LaneBits(lane < design.Layout.Lanes ? lane : 0);
            laneBer[channels[lane]] = lanes[lane];
            errors += lanes[lane] * laneBits;
            bits += laneBits;
        }

        double[] sorted = [.. lanes.Order()];
        double groups = 0;
        double? codewords = design.Code.IsBoundedDistance ? CodewordErrors(design, design.Secded?.Residual(lanes) ?? lanes, out groups) : null;
        PulseResponse pulse = design.Optics.Pulse;
        (int first, int last) = pulse.TapRange(pulse.SamplingPhase);
        CouplingMatrix coupling = design.Optics.Coupling;
        var budget = LinkBudget.Of(design.Optics, models);
        double uiPs = 1000 / design.Options.Lane.BitRateGbps;
        return new LinkPrediction
        {
            Version = ProductVersion.Text,
            Config = design.Options,
            Seed = design.Options.Seed,
            Ber = errors / bits,
            MedianLaneBer = 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]),
            LaneBer = laneBer,
            CodewordErrorRatio = codewords,
            FrameLossRatio = codewords is null ? null : FrameLoss.Ratio(groups, design.Code),
            Taps = [.. Enumerable.Range(first, last - first + 1).Select(k => pulse.Tap(k, pulse.SamplingPhase))],
            MainTap = -first,
            Receiver = new ReceiverReport(design.Optics.EqualizerDb, design.Optics.NoiseBandwidthGHz, (double)pulse.SamplingPhase / PulseResponse.StepsPerUi),
            Coupling = new CouplingReport(
                coupling.Direct, coupling.NearestDb, coupling.DiagonalDb, coupling.DroppedFraction, budget.Lane, [.. coupling.Row(budget.Lane)]),
            Budget = budget.Steps,
            WorstQ = budget.WorstQ,
            DroppedTapFraction = design.Optics.DroppedTapFraction,
            Q = [.. laneBer.Select(ber => ber is > 0 and < 1 ? Gaussian.QInverse(ber.Value) : (double?)null)],
            PowerDbm = [.. laneBer.Select((ber, channel) => ber is null ? (double?)null : design.Optics.PowerDbm[channel])],
            SkewPs = [.. laneBer.Select((ber, channel) => ber is null ? (double?)null : design.Optics.SkewUi[channel] * uiPs)],
        };
    }

    /// <summary>
    /// Averages over the places that codewords take on the lanes: the striping's pattern repeats when all rotations have
    /// come by. A frame may end within a period, whose first groups then count once more.
    /// </summary>
    private static double CodewordErrors(LinkDesign design, double[] laneBer, out double groupErrors)
    {
        int n = design.Code.CodewordSymbols, c = design.Code.Interleave, m = design.Code.SymbolBits;
        StripingMap map = design.Striping.Map;
        // 1 − (1−p)^m without cancellation.
        double[] logs = [.. laneBer.Select(p => Elementary.Log1P(-p))];
        double[] symbolErrors = [.. logs.Select(log => -Elementary.ExpM1(m * log))];

        long columns = n / design.Layout.ElementSymbols, pattern = (long)map.ColumnsPerRotation * map.Rotations;
        long period = pattern / Gcd(columns, pattern);
        var probabilities = new double[n];
        double codewordSum = 0, groupSum = 0;
        for (long group = 0; group < Math.Min(design.Groups, period); group++)
        {
            long times = (design.Groups - group + period - 1) / period;
            double groupFailed = 0;
            for (int codeword = 0; codeword < c; codeword++)
            {
                for (int symbol = 0; symbol < n; symbol++)
                {
                    long bit = ((((group * n) + symbol) * c) + codeword) * m;
                    probabilities[symbol] = map.Layout.Unit == StripingUnit.Bit ? SpreadSymbolError(map, logs, bit, m) : symbolErrors[map.LaneOf(bit)];
                }

                double failed = PoissonBinomial.Tail(probabilities, design.Code.CorrectableSymbols);
                codewordSum += times * failed;
                groupFailed += failed * (1 - groupFailed); // never above 1
            }

            groupSum += times * groupFailed;
        }

        groupErrors = groupSum / design.Groups;
        return codewordSum / ((double)design.Groups * c);
    }

    /// <summary>1 − Π(1−p) over the lanes of a symbol's bits.</summary>
    private static double SpreadSymbolError(StripingMap map, double[] logs, long bit, int bits)
    {
        double sum = 0;
        for (int i = 0; i < bits; i++)
        {
            sum += logs[map.LaneOf(bit + i)];
        }

        return -Elementary.ExpM1(sum);
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);
}
