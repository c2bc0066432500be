using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// What one rectangular UI of light looks like behind LED, fibre and receiver: its step response S(t), tabulated on the
/// grid of 1/256 UI, and the sampling phase. Everything that is sampled is a difference of two tabulated values.
/// </summary>
/// <remarks>
/// Times are counted in 1/256 UI from the moment at which the front of a bit, on the axis, would arrive unfiltered.
/// </remarks>
public sealed class PulseResponse
{
    /// <summary>Grid steps per UI: the resolution of phases and skews.</summary>
    public const int StepsPerUi = 256;

    // Ties between phases are called within TieWidth.
    private const double TieWidth = 1e-12;
    private const double SumRounding = 1e-9;

    private readonly int _start;
    private readonly double[] _step; // _step[i] = S at time _start + i

    private PulseResponse(int start, double[] step, double offsetUi)
    {
        (_start, _step) = (start, step);
        int best;
        (best, WidestOpening) = FindSamplingPhase();
        SamplingPhase = best + (int)Math.Round(offsetUi * StepsPerUi);
        (FirstTap, int last) = TapRange(SamplingPhase);
        // A sampling instant far off may see nothing of the bit that it is for.
        (FirstTap, last) = (Math.Min(FirstTap, 0), Math.Max(last, 0));
        Taps = [.. Enumerable.Range(FirstTap, last - FirstTap + 1).Select(k => Tap(k, SamplingPhase))];
    }

    /// <summary>
    /// Sampling instant in 1/256 UI: the one with the largest 2h₀ − Σ|h|, the eye opening in the worst case, or the earliest of
    /// equals; where eye and h₀ stay the same from there on, the middle of that stretch, the earlier of two middles; plus the
    /// receiver's offset.
    /// </summary>
    public int SamplingPhase { get; }

    /// <summary>The taps h_k at the sampling phase, from k = <see cref="FirstTap"/> on; they add up to 1.</summary>
    public ImmutableArray<double> Taps { get; }

    /// <summary>dh_k/dt at the sampling phase in 1/s, like <see cref="Taps"/>; empty where the receiver has no jitter.</summary>
    public ImmutableArray<double> TapSlopes { get; private set; } = [];

    /// <summary>k of the first of <see cref="Taps"/>; negative: bits still to come.</summary>
    public int FirstTap { get; }

    /// <summary>The largest 2h₀ − Σ|h| over all phases: how far the eye of the worst bits is open, of 1.</summary>
    public double WidestOpening { get; }

    /// <summary>The pulse of a link.</summary>
    /// <param name="options">The link; its rate, fibre and nominal bandwidths are used.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The pulse is too long.</exception>
    public static PulseResponse Create(OpticalLinkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Create(options, LaneSpread.BandwidthGHz(options.Led, 0), Equalizer.Strength(options));
    }

    /// <summary>The pulse of an LED of a bandwidth of its own, in GHz (null: ideal), behind an equaliser of a strength in dB.</summary>
    internal static PulseResponse Create(OpticalLinkOptions options, double? ledBandwidthGHz, double? equalizerDb)
    {
        var tables = new PulseTables(options, ledBandwidthGHz);
        var pulse = new PulseResponse(tables.Start, tables.Step(equalizerDb), options.Receiver.SamplingOffsetUi);
        if (options.Receiver.JitterPs == 0)
            return pulse;

        // h_k = S(φ + k) − S(φ + k − 1), and so its slope.
        var slopes = ImmutableArray.CreateBuilder<double>(pulse.Taps.Length);
        for (int k = pulse.FirstTap; k < pulse.FirstTap + pulse.Taps.Length; k++)
            slopes.Add(Slope(k) - Slope(k - 1));
        pulse.TapSlopes = slopes.MoveToImmutable();
        return pulse;

        double Slope(int k) => tables.Slope(pulse.SamplingPhase + k * StepsPerUi, equalizerDb);
    }

    /// <summary>The pulse of a table of S.</summary>
    internal static PulseResponse Of(int start, double[] step) => new(start, step, 0);

    /// <summary>S(t): the response (0 … 1, where no equaliser overshoots) to light switched on at time 0.</summary>
    /// <param name="time">Time in 1/256 UI.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Step(int time)
    {
        long index = (long)time - _start;
        return index < 0 ? 0 : index >= _step.Length ? 1 : _step[index];
    }

    /// <summary>
    /// h_k = S(phase + k UI) − S(phase + (k−1) UI): what is left, at a sampling instant, of the bit k UI before the one
    /// whose front came at time 0. The sum over all k is 1.
    /// </summary>
    /// <param name="k">Bits back: 0 the cursor, negative the bits still to come.</param>
    /// <param name="phase">Sampling instant in 1/256 UI.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Tap(int k, int phase) => Step(phase + k * StepsPerUi) - Step(phase + (k - 1) * StepsPerUi);

    /// <summary>The first and last k whose tap at a phase is not zero by the table's ends.</summary>
    /// <param name="phase">Sampling instant in 1/256 UI.</param>
    public (int First, int Last) TapRange(int phase)
    {
        int end = _start + _step.Length;
        return (FloorUi(_start - phase + StepsPerUi - 1), FloorUi(end - 1 - phase) + 1);
    }

    private static int FloorUi(int time) => time >> 8;

    [MethodImpl(Kernel.Compiled)]
    private (int Phase, double Opening) FindSamplingPhase()
    {
        int end = _start + _step.Length + StepsPerUi, highest = _start;
        for (int phase = _start; phase < end; phase++)
        {
            if (Tap(0, phase) > Tap(0, highest))
                highest = phase;
        }

        double widest = Opening(highest);
        for (int phase = _start; phase < end; phase++)
        {
            if (MayOpen(phase, widest))
                widest = Math.Max(widest, Opening(phase));
        }

        int first = _start;
        while (!IsBest(first))
            first++;
        // Where the bit stays as it is there, the middle is the farthest from its edges. Overshoot may leave an eye open while the bit changes.
        int last = first;
        while (IsBest(last + 1) && Math.Abs(Tap(0, last + 1) - Tap(0, first)) <= TieWidth)
            last++;
        return (first + (last - first) / 2, widest);

        bool IsBest(int phase) => MayOpen(phase, widest) && Opening(phase) >= widest - TieWidth;
    }

    /// <summary>Whether an eye may open so wide: Σ|h| is at least Σh = 1, but for rounding.</summary>
    private bool MayOpen(int phase, double opening) => 2 * Tap(0, phase) - 1 + SumRounding >= opening;

    [MethodImpl(Kernel.Compiled)]
    private double Opening(int phase)
    {
        (int first, int last) = TapRange(phase);
        double sum = 0;
        for (int k = first; k <= last; k++)
            sum += Math.Abs(Tap(k, phase));
        return 2 * Tap(0, phase) - sum;
    }
}
