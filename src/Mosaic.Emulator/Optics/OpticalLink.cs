using System.Collections.ObjectModel;
using System.ComponentModel.DataAnnotations;
using System.Numerics;

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
    private readonly int[] _bandwidth; // LEDs that are alike have the same
    private readonly int[] _skew;

    /// <summary>Builds the path.</summary>
    /// <param name="options">The link.</param>
    /// <param name="seed">Seed of what differs from lane to lane.</param>
    /// <exception cref="ValidationException">A value is out of its range; or, together, LEDs are too bright at their temperature, a bit lasts too long, light fluctuates by more than
    /// its mean, that of too many channels meets, or receivers are too quiet for the currents below zero that their equaliser makes.</exception>
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
        NoiseBandwidthGHz = 1e-9 * ReceiverNoise.Bandwidth(options.Receiver, options.Lane, EqualizerDb);
        Pulse = NominalPulse(options);
        double[] power = LaneSpread.PowerDbm(options.Led, lanes, seed);
        _skew = LaneSpread.Skew(options.Lane, options.Fiber, lanes, seed);
        _bandwidth = LaneSpread.Bandwidth(options.Led, lanes, seed);
        PulseResponse[] pulses = MakePulses(options, Pulse, _bandwidth);
        _model = new CurrentModel(options, Coupling, pulses, power, _skew);
        var currents = new LaneCurrents[lanes];
        double largest = 0, kept = 0, dropped = 0;
        long taps = 0;
        int largestLane = 0;
        for (int i = 0; i < lanes; i++)
        {
            // Not all at once: light that is too much is refused before it takes much memory.
            if (i % LanesAtOnce == 0)
                Parallel.For(i, Math.Min(i + LanesAtOnce, lanes), lane => currents[lane] = _model.Lane(lane));
            largest = Math.Max(largest, currents[i].Largest);
            kept += currents[i].Kept;
            dropped += currents[i].Dropped;
            taps += currents[i].Taps.Count;
            largestLane = currents[i].Taps.Count > currents[largestLane].Taps.Count ? i : largestLane;
            if (taps > MaxTaps)
            {
                throw new ValidationException(TooManyTaps(options, lanes, currents[largestLane].Paths.Count, currents[largestLane].Taps.Count));
            }

            CheckJitter(currents[i]);
        }

        // Currents a thousand million times below the amplifier's noise need not be told from none.
        CurrentUnit = LaneQuantizer.UnitFor(Math.Max(largest, 1e-9 * Math.Sqrt(noise.Constant)));
        _quantizer = new LaneQuantizer(
            CurrentUnit,
            noise,
            string.Equals(options.Receiver.Threshold, ReceiverOptions.Midpoint, StringComparison.Ordinal));
        var models = new LaneDecisionModel?[lanes];
        Parallel.For(0, lanes, lane => models[lane] = _quantizer.TryQuantize(currents[lane]));
        Lanes = Defined(models, lane => currents[lane], (lane, noise) => _quantizer.TryQuantize(lane, noise));
        Pulses = System.Array.AsReadOnly(pulses);
        LedBandwidthGHz = System.Array.AsReadOnly(System.Array.ConvertAll(_bandwidth, step => LaneSpread.BandwidthGHz(options.Led, step)));
        PowerDbm = System.Array.AsReadOnly(power);
        SkewUi = System.Array.AsReadOnly(System.Array.ConvertAll(_skew, s => (double)s / PulseResponse.StepsPerUi));
        DroppedTapFraction = dropped > 0 ? dropped / (kept + dropped) : 0;
    }

    /// <summary>
    /// The lanes after something has happened to them: currents and noise are new, thresholds and <see cref="CurrentUnit"/> are
    /// those of <see cref="Lanes"/>, and so are the models of all lanes that do not see any of it.
    /// </summary>
    /// <param name="changes">By lane: what has become of it.</param>
    /// <exception cref="ArgumentException">Not one for each lane, or a factor is out of its range.</exception>
    /// <exception cref="ValidationException">Receivers are too quiet for the currents below zero that their equaliser now makes.</exception>
    public IReadOnlyList<LaneDecisionModel> LanesAfter(ReadOnlySpan<LaneChange> changes)
    {
        if (changes.Length != Lanes.Count)
            throw new ArgumentException("There is one change for each lane.", nameof(changes));
        foreach (LaneChange change in changes)
        {
            if (!(change.Power is >= 0 and <= LaneChange.MaxPower && change.Noise is >= 1 and < double.PositiveInfinity))
                throw new ArgumentException("A power is outside 0 to 2, or a noise below 1.", nameof(changes));
        }

        LaneChange[] all = changes.ToArray();
        var lanes = new LaneDecisionModel?[all.Length];
        for (int i = 0; i < lanes.Length; i++)
        {
            bool same = all[i].Noise == 1;
            foreach (Coupling coupling in Coupling.Row(i))
                same &= all[coupling.Source].Power == 1;
            lanes[i] = same ? Lanes[i] : _quantizer.TryQuantize(_model.Lane(i, all), all[i].Noise, Lanes[i].Threshold);
        }

        return Defined(lanes, lane => _model.Lane(lane, all), (lane, noise) => AtThreshold(lane, noise, all[lane.Lane].Noise));
    }

    /// <summary>The lanes' currents where receivers sample at another instant; all else is as it is here.</summary>
    /// <param name="samplingOffsetUi">The instant, in UI after the best one.</param>
    internal CurrentModel SampledAt(double samplingOffsetUi)
    {
        OpticalLinkOptions options = Options with { Receiver = Options.Receiver with { SamplingOffsetUi = samplingOffsetUi } };
        return new CurrentModel(options, Coupling, MakePulses(options, NominalPulse(options), _bandwidth), [.. PowerDbm], _skew);
    }

    /// <summary>A lane as it is at another instant, in the unit and with the threshold that it has here.</summary>
    /// <param name="instant">What <see cref="SampledAt"/> made.</param>
    /// <param name="lane">The lane.</param>
    /// <exception cref="ValidationException">With jitter a bit lasts too long there; or the receiver is too quiet for the currents below zero that its equaliser makes there.</exception>
    internal LaneDecisionModel Lane(CurrentModel instant, int lane)
    {
        LaneCurrents currents = instant.Lane(lane);
        CheckJitter(currents);
        return Defined([AtThreshold(currents, 1, 1)], _ => currents, (_, noise) => AtThreshold(currents, noise, 1))[0];
    }

    /// <summary>A lane with other currents at the threshold that this link sets where all its amplifiers' noise power is so many times as much; null where it is not defined.</summary>
    private LaneDecisionModel? AtThreshold(LaneCurrents lane, double noise, double more) =>
        _quantizer.TryQuantize(_model.Lane(lane.Lane), noise) is { } before ? _quantizer.TryQuantize(lane, noise * more, before.Threshold) : null;

    /// <summary>The lanes, where all are defined.</summary>
    private ReadOnlyCollection<LaneDecisionModel> Defined(
        LaneDecisionModel?[] lanes, Func<int, LaneCurrents> currents, Func<LaneCurrents, double, LaneDecisionModel?> make)
    {
        int[] refused = [.. Enumerable.Range(0, lanes.Length).Where(i => lanes[i] is null)];
        return refused.Length == 0
            ? System.Array.AsReadOnly<LaneDecisionModel>(lanes!)
            : throw new QuietReceiver(Options.Receiver, EqualizerDb ?? 0).Refusal([.. refused.Select(currents)], make);
    }

    /// <summary>With jitter each pattern of a lane's own bits has a slope of its own.</summary>
    private void CheckJitter(LaneCurrents lane)
    {
        int lanes = _skew.Length, taps = lane.Paths[0].Count;
        int most = Math.Min(LaneDecisionModel.MaxJitterTaps, BitOperations.Log2((uint)(MaxJitterPatterns / lanes)));
        if (Options.Receiver.JitterPs > 0 && taps > most)
        {
            throw new ValidationException(
                $"receiver.jitterPs: {Options.Receiver.JitterPs} is not allowed where a bit lasts {taps} UI; on {lanes} lanes jitter takes at most {most}");
        }
    }

    private PulseResponse NominalPulse(OpticalLinkOptions options) => PulseResponse.Create(options, LaneSpread.BandwidthGHz(options.Led, 0), EqualizerDb);

    /// <summary>The pulse of each lane; LEDs that are alike share one.</summary>
    private PulseResponse[] MakePulses(OpticalLinkOptions options, PulseResponse nominal, int[] bandwidth)
    {
        int[] kinds = [.. bandwidth.Distinct()];
        var made = new PulseResponse[kinds.Length];
        var refused = new ValidationException?[kinds.Length];
        Parallel.For(0, kinds.Length, i =>
        {
            try
            {
                made[i] = kinds[i] == 0 ? nominal : PulseResponse.Create(options, LaneSpread.BandwidthGHz(options.Led, kinds[i]), EqualizerDb);
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

    /// <summary>A refusal of more taps than can be followed.</summary>
    /// <param name="options">The link.</param>
    /// <param name="lanes">How many lanes it has.</param>
    /// <param name="channels">Whose light the one that sees most sees.</param>
    /// <param name="taps">How many taps that is, or more.</param>
    internal static string TooManyTaps(OpticalLinkOptions options, int lanes, int channels, int taps)
    {
        string spread = options.Optics.Crosstalk switch
        {
            OpticsOptions.None => "",
            OpticsOptions.Kernel => "optics.nearestDb, optics.diagonalDb, ",
            OpticsOptions.Measured => "optics.file, ",
            _ => "optics.spotSigmaUm, optics.haloFraction, optics.haloSigmaUm, optics.defocusUm, receiver.apertureUm, fiber.couplingPerM, ",
        };
        return $"{spread}lane.bitRateGbps: a receiver that sees {taps} taps or more, of {channels} channels, is not allowed; {lanes} lanes have at most {MaxTaps} taps in all, {MaxTaps / lanes} each";
    }

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

    /// <summary>Noise bandwidth of the receivers in GHz, ∫|H|² df of receiver and equaliser.</summary>
    public double NoiseBandwidthGHz { get; }

    /// <summary>Bandwidth of each lane's LED in GHz; null: ideal.</summary>
    public IReadOnlyList<double?> LedBandwidthGHz { get; }

    /// <summary>The unit of the models' currents in A, a power of two.</summary>
    public double CurrentUnit { get; }

    /// <summary>Mean power of each lane's LED in dBm.</summary>
    public IReadOnlyList<double> PowerDbm { get; }

    /// <summary>How late each lane is against the nominal one, in UI (multiples of 1/256).</summary>
    public IReadOnlyList<double> SkewUi { get; }

    /// <summary>Light in the taps that were left out (at the ends of paths, 50 dB below the strongest coupling of their receiver times its main tap) over all light.</summary>
    public double DroppedTapFraction { get; }
}
