using System.ComponentModel.DataAnnotations;
using Mosaic.Emulator.Link.Capture;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Probes;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Options;

/// <summary>The complete description of a run. Two runs with equal options and equal input give equal results, to the bit.</summary>
public sealed record LinkOptions
{
    /// <summary>Name of the preset that the options started from.</summary>
    public string Preset { get; init; } = "mosaic-800g";

    /// <summary>Key of every random number.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Key of what differs from lane to lane, spread of power, bandwidth and skew; null for that of <c>seed</c>. With one of its own
    /// the same array is met by other bits and other noise.
    /// </summary>
    public ulong? DeviceSeed { get; init; }

    /// <summary>
    /// How the channel is computed: <c>bit-true</c> pushes every bit through it and draws the errors, <c>waveform</c> computes and
    /// slices every sample; <c>event</c> draws the same errors without making the bits that none of them looks at; <c>tail</c> draws no errors
    /// but computes the probability of each, and of each lost codeword. All are exact.
    /// </summary>
    [AllowedValues("bit-true", "waveform", "event", "tail")]
    public string Engine { get; init; } = "bit-true";

    /// <summary>Worker threads, of which at most 8 find work: the frames of a batch; null for one per processor. Results do not depend on it.</summary>
    [Range(1, 1024)]
    public int? Threads { get; init; }

    /// <summary>The microLED array.</summary>
    public ArrayOptions Array { get; init; } = new();

    /// <summary>One lane's signal.</summary>
    public LaneOptions Lane { get; init; } = new();

    /// <summary>The LEDs.</summary>
    public LedOptions Led { get; init; } = new();

    /// <summary>The imaging fibre.</summary>
    public FiberOptions Fiber { get; init; } = new();

    /// <summary>Imaging onto the photodiodes.</summary>
    public OpticsOptions Optics { get; init; } = new();

    /// <summary>The receivers.</summary>
    public ReceiverOptions Receiver { get; init; } = new();

    /// <summary>What is sent.</summary>
    public TrafficOptions Traffic { get; init; } = new();

    /// <summary>Forward error correction.</summary>
    public FecOptions Fec { get; init; } = new();

    /// <summary>Lanes and frames.</summary>
    public BondingOptions Bonding { get; init; } = new();

    /// <summary>Delay and order of the lanes behind the receivers.</summary>
    public ArrivalOptions Arrival { get; init; } = new();

    /// <summary>Alignment of the lanes.</summary>
    public DeskewOptions Deskew { get; init; } = new();

    /// <summary>What is done about lanes that fail.</summary>
    public RepairOptions Repair { get; init; } = new();

    /// <summary>What goes wrong while the link runs.</summary>
    public FaultList Faults { get; init; } = [];

    /// <summary>Lanes whose samples are looked at.</summary>
    public ProbeOptions Probe { get; init; } = new();

    /// <summary>Writing down the channel's errors, and running on them again.</summary>
    public CaptureOptions Capture { get; init; } = new();

    /// <summary>What sweeps are made of.</summary>
    public TrialOptions Trial { get; init; } = new();

    /// <summary>When a run, or a point of a sweep, has seen enough.</summary>
    public StopOptions Stop { get; init; } = new();
}
