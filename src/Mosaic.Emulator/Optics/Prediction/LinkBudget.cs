using System.Collections.Immutable;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>
/// Where the light goes: from the mean power of an LED to half the height of the worst eye, and how that compares with
/// the noise. For one lane: the steps with all LEDs at their nominal power and no skew, <see cref="WorstQ"/> as they are, of a dark channel as it would be lit.
/// </summary>
public sealed class LinkBudget
{
    private LinkBudget(int lane, ImmutableArray<BudgetStep> steps, double? worstQ) => (Lane, Steps, WorstQ) = (lane, steps, worstQ);

    /// <summary>The lane: at the middle of the array, or of the lit channels where that is dark.</summary>
    public int Lane { get; }

    /// <summary>
    /// <c>led</c>: mean power. <c>transmit</c>, <c>fiber</c>, <c>receive</c>: losses. <c>direct</c>: the part that its own
    /// photodiode gets. <c>extinction</c>: (r−1)/(r+1), from mean to half the swing. <c>pulse</c>: what the bits around leave
    /// of the eye at worst, 2h₀ − Σ|h|. <c>crosstalk</c>: what the neighbours leave of that at worst. <c>noise</c>: the
    /// light whose current is the noise's standard deviation, mean of those at a 1 and a 0; jitter at random bits included.
    /// </summary>
    public ImmutableArray<BudgetStep> Steps { get; }

    /// <summary>
    /// Q of the lane's worst pattern, its LED's power and its skew being what they are: the least (I − T)/σ(I) of a 1, or (T − I)/σ(I) of a 0, over all bits of its own
    /// and of its neighbours; null where that is not above 0, and the eye is closed.
    /// </summary>
    public double? WorstQ { get; }

    /// <summary>The budget of a link.</summary>
    /// <param name="link">The link.</param>
    public static LinkBudget Of(OpticalLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return Of(link, link.Lanes);
    }

    /// <summary>The same where some channels are dark.</summary>
    /// <param name="link">The link.</param>
    /// <param name="lanes">Its lanes; null where a channel carries nothing.</param>
    internal static LinkBudget Of(OpticalLink link, IReadOnlyList<LaneDecisionModel?> lanes)
    {
        OpticalLinkOptions o = link.Options;
        int middle = (o.Array.Rows / 2 * o.Array.Columns) + (o.Array.Columns / 2);
        int lane = middle < link.Lanes.Count ? middle : link.Lanes.Count / 2;

        var steps = ImmutableArray.CreateBuilder<BudgetStep>();
        double? level = LaneSpread.NominalPowerDbm(o.Led);
        steps.Add(new BudgetStep("led", null, level));
        Lose("transmit", 0 - o.Optics.TransmitLossDb);
        Lose("fiber", 0 - (o.Fiber.AttenuationDbPerM * o.Fiber.LengthM));
        Lose("receive", 0 - o.Optics.ReceiveLossDb);
        double arriving = 1e-3 * Elementary.Pow10(level.Value / 10);

        ReadOnlySpan<Coupling> row = link.Coupling.Row(lane);
        double direct = row[0].Value, others = 0, main = link.Pulse.Tap(0, link.Pulse.SamplingPhase), sum = 0;
        foreach (Coupling coupling in row[1..])
            others += coupling.Value;
        foreach (double tap in link.Pulse.Taps)
            sum += Math.Abs(tap);
        double extinction = Elementary.Pow10(o.Led.ExtinctionRatioDb / 10), eye = (2 * main) - sum;
        Lose("direct", Decibels(direct));
        Lose("extinction", Decibels((extinction - 1) / (extinction + 1)));
        Lose("pulse", Decibels(eye));
        Lose("crosstalk", Decibels(1 - (others * sum / (direct * eye))));

        // Mean currents given the lane's own bit.
        double responsivity = o.Receiver.ResponsivityAPerW;
        double mean = (responsivity * arriving * (direct + others)) + (o.Receiver.DarkCurrentNa * 1e-9);
        double half = responsivity * arriving * direct * main * (extinction - 1) / (extinction + 1);
        var noise = ReceiverNoise.Create(o.Receiver, o.Lane, link.EqualizerDb);
        double swing = 2 * responsivity * arriving * direct * (extinction - 1) / (extinction + 1);
        double? dbm = Decibels(0.5 * (Sigma(mean + half, 1) + Sigma(mean - half, 0)) / responsivity / 1e-3);
        steps.Add(new BudgetStep("noise", null, dbm));
        double worst = WorstPattern.Margin(lanes[lane] ?? link.Lanes[lane]);
        return new LinkBudget(lane, steps.ToImmutable(), worst > 0 ? worst : null);

        void Lose(string step, double? db)
        {
            level += db;
            steps.Add(new BudgetStep(step, level is null ? null : db, level));
        }

        double Sigma(double current, int bit) => Math.Sqrt(
            noise.Constant + (current * (noise.Linear + (current * noise.Quadratic))) + MeanSquareDisplacement(bit));

        // Of the waveform within one deviation of the sampling instant, over the bits around.
        double MeanSquareDisplacement(int bit)
        {
            double shift = 0, spread = 0, scale = swing * o.Receiver.JitterPs * 1e-12;
            for (int i = 0; i < link.Pulse.TapSlopes.Length; i++)
            {
                double displacement = scale * link.Pulse.TapSlopes[i];
                bool cursor = link.Pulse.FirstTap + i == 0;
                shift += (cursor ? bit : 0.5) * displacement;
                spread += cursor ? 0 : 0.25 * displacement * displacement;
            }

            return (shift * shift) + spread;
        }
    }

    private static double? Decibels(double ratio) => ratio > 0 ? 10 * Elementary.Log10(ratio) : null;
}
