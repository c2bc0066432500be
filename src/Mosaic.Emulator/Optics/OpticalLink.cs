using System.ComponentModel.DataAnnotations;
using System.Numerics;
using System.Runtime.ExceptionServices;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The optical path of one link: options and a seed in, one <see cref="LaneDecisionModel"/> per lit channel out. A pure
/// function of both: the same on every machine.
/// </summary>
public sealed class OpticalLink
{
    /// <summary>The most taps of all lanes together, some 30 times as many as those of <c>mosaic-800g</c>.</summary>
    public const int MaxTaps = 1_000_000;

    /// <summary>With jitter: the most patterns of own bits of all lanes together, 2 to the number of taps each.</summary>
    public const int MaxJitterPatterns = 1 << 19;

    private const int LanesAtOnce = 256;

    private readonly CurrentModel _model;
    private readonly LaneQuantizer _quantizer;

    /// <summary>Builds the path.</summary>
    /// <param name="options">The link.</param>
    /// <param name="seed">Seed of what differs from lane to lane.</param>
    /// <exception cref="ValidationException">A value is out of its range; or, together, a bit lasts too long, light fluctuates by more than
    /// its mean, or that of too many channels meets.</exception>
    /// <exception cref="ArgumentException">Crosstalk is <c>file</c>, and there is no matrix or one of the wrong size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">More lit channels than the array has, or none.</exception>
    public OpticalLink(OpticalLinkOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (object part in new object[] { options.Array, options.Lane, options.Led, options.Fiber, options.Optics, options.Receiver })
            Validator.ValidateObject(part, new ValidationContext(part), validateAllProperties: true);
        int channels = options.Array.Rows * options.Array.Columns, lanes = options.LitChannels ?? channels;
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lanes, channels, nameof(options));

        Options = options;
        Coupling = CouplingMatrix.Create(options);
        EqualizerDb = Equalizer.Strength(options);
        var noise = ReceiverNoise.Create(options.Receiver, options.Lane, EqualizerDb);
        Pulse = PulseResponse.Create(options, LaneSpread.BandwidthGHz(options.Led, 0), EqualizerDb);
        double[] power = LaneSpread.PowerDbm(options.Led, lanes, seed);
        int[] skew = LaneSpread.Skew(options.Lane, options.Fiber, lanes, seed);

        int[] bandwidth = LaneSpread.Bandwidth(options.Led, lanes, seed);
        PulseResponse[] pulses = MakePulses(bandwidth);
        _model = new CurrentModel(options, Coupling, pulses, power, skew);
        var currents = new LaneCurrents[lanes];
        double largest = 0, kept = 0, dropped = 0;
        long taps = 0;
        int mostJitterTaps = Math.Min(LaneDecisionModel.MaxJitterTaps, BitOperations.Log2((uint)(MaxJitterPatterns / lanes)));
        for (int i = 0; i < lanes; i++)
        {
            // Not all at once: light that is too much is refused before it takes much memory.
            if (i % LanesAtOnce == 0)
                Parallel.For(i, Math.Min(i + LanesAtOnce, lanes), lane => currents[lane] = _model.Lane(lane));
            largest = Math.Max(largest, currents[i].Largest);
            kept += currents[i].Kept;
            dropped += currents[i].Dropped;
            taps += currents[i].Taps.Count;
            if (taps > MaxTaps)
            {
                throw new ValidationException(TooMuchLight(currents[i].Paths.Count, lanes));
            }

            int ownTaps = currents[i].Paths[0].Count;
            if (options.Receiver.JitterPs > 0 && ownTaps > mostJitterTaps)
            {
                throw new ValidationException(
                    $"receiver.jitterPs: {options.Receiver.JitterPs} is not allowed where a bit lasts {ownTaps} UI; on {lanes} lanes jitter takes at most {mostJitterTaps}");
            }
        }

        // Currents a thousand million times below the amplifier's noise need not be told from none.
        CurrentUnit = LaneQuantizer.UnitFor(Math.Max(largest, 1e-9 * Math.Sqrt(noise.Constant)));
        _quantizer = new LaneQuantizer(
            CurrentUnit,
            noise,
            string.Equals(options.Receiver.Threshold, ReceiverOptions.Midpoint, StringComparison.Ordinal));
        var models = new LaneDecisionModel[lanes];
        var undefined = new ArgumentException?[lanes];
        Parallel.For(0, lanes, lane =>
        {
            try
            {
                models[lane] = _quantizer.Quantize(currents[lane]);
            }
            catch (ArgumentException e)
            {
                undefined[lane] = e;
            }
        });
        if (System.Array.Find(undefined, e => e is not null) is { } first)
        {
            if (EqualizerDb is null or 0)
                ExceptionDispatchInfo.Throw(first);
            throw new ValidationException(
                $"receiver.equalizer: at {EqualizerDb} dB the current swings so far below zero that its shot and intensity noise are not defined; less strength, power or intensity noise is needed",
                first);
        }

        Lanes = System.Array.AsReadOnly(models);
        Pulses = System.Array.AsReadOnly(pulses);
        LedBandwidthGHz = System.Array.AsReadOnly(System.Array.ConvertAll(bandwidth, step => LaneSpread.BandwidthGHz(options.Led, step)));
        PowerDbm = System.Array.AsReadOnly(power);
        SkewUi = System.Array.AsReadOnly(System.Array.ConvertAll(skew, s => (double)s / PulseResponse.StepsPerUi));
        DroppedTapFraction = dropped / (kept + dropped);
    }

    /// <summary>
    /// The lanes after something has happened to them: currents and noise are new, thresholds and <see cref="CurrentUnit"/> are
    /// those of <see cref="Lanes"/>, and so are the models of all lanes that do not see any of it.
    /// </summary>
    /// <param name="changes">By lane: what has become of it.</param>
    /// <exception cref="ArgumentException">Not one for each lane; a factor is out of its range; or receivers whose equaliser
    /// drives the current below zero are so quiet that more light makes more errors.</exception>
    public IReadOnlyList<LaneDecisionModel> LanesAfter(ReadOnlySpan<LaneChange> changes)
    {
        if (changes.Length != Lanes.Count)
            throw new ArgumentException("There is one change for each lane.", nameof(changes));
        foreach (LaneChange change in changes)
        {
            if (!(change.Power is >= 0 and <= LaneChange.MaxPower && change.Noise is >= 1 and < double.PositiveInfinity))
                throw new ArgumentException("A power is outside 0 to 2, or a noise below 1.", nameof(changes));
        }

        var lanes = new LaneDecisionModel[changes.Length];
        for (int i = 0; i < lanes.Length; i++)
        {
            bool same = changes[i].Noise == 1;
            foreach (Coupling coupling in Coupling.Row(i))
                same &= changes[coupling.Source].Power == 1;
            lanes[i] = same ? Lanes[i] : _quantizer.Quantize(_model.Lane(i, changes), changes[i].Noise, Lanes[i].Threshold);
        }

        return System.Array.AsReadOnly(lanes);
    }

    /// <summary>The pulse of each lane; LEDs that are alike share one.</summary>
    private PulseResponse[] MakePulses(int[] bandwidth)
    {
        int[] kinds = [.. bandwidth.Distinct()];
        var made = new PulseResponse[kinds.Length];
        var refused = new ValidationException?[kinds.Length];
        Parallel.For(0, kinds.Length, i =>
        {
            try
            {
                made[i] = kinds[i] == 0 ? Pulse : PulseResponse.Create(Options, LaneSpread.BandwidthGHz(Options.Led, kinds[i]), EqualizerDb);
            }
            catch (ValidationException refusal)
            {
                refused[i] = refusal;
            }
        });
        if (refused.FirstOrDefault(refusal => refusal is not null) is { } first)
            throw new ValidationException(first.Message, first);
        Dictionary<int, PulseResponse> byKind = kinds.Zip(made).ToDictionary();
        return System.Array.ConvertAll(bandwidth, kind => byKind[kind]);
    }

    internal static string TooMuchLight(int channels, int lanes) =>
        $"the optics spread the light of {channels} channels over a receiver: with {lanes} lanes more than {MaxTaps} taps in all, which is too much to follow";

    /// <summary>What the path was built from.</summary>
    public OpticalLinkOptions Options { get; }

    /// <summary>The lit channels' models, row-major.</summary>
    public IReadOnlyList<LaneDecisionModel> Lanes { get; }

    /// <summary>Which part of each LED's light each photodiode receives.</summary>
    public CouplingMatrix Coupling { get; }

    /// <summary>The shape of a bit of an LED of nominal bandwidth at the slicer.</summary>
    public PulseResponse Pulse { get; }

    /// <summary>The shape of each lane's bits; LEDs that are alike share one.</summary>
    public IReadOnlyList<PulseResponse> Pulses { get; }

    /// <summary>Strength of the receivers' equaliser in dB; null: none.</summary>
    public double? EqualizerDb { get; }

    /// <summary>Bandwidth of each lane's LED in GHz; null: ideal.</summary>
    public IReadOnlyList<double?> LedBandwidthGHz { get; }

    /// <summary>The unit of the models' currents in A, a power of two.</summary>
    public double CurrentUnit { get; }

    /// <summary>Mean power of each lane's LED in dBm.</summary>
    public IReadOnlyList<double> PowerDbm { get; }

    /// <summary>How late each lane is against the nominal one, in UI (multiples of 1/256).</summary>
    public IReadOnlyList<double> SkewUi { get; }

    /// <summary>Light in the taps that were left out (50 dB below a lane's main tap) over all light.</summary>
    public double DroppedTapFraction { get; }
}
