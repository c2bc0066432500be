namespace Mosaic.Emulator.Numerics;

/// <summary>
/// What a random number is for. Part of every random address, so that no two uses ever share a number.
/// The values are part of the reproducibility contract: they are never reused or renumbered.
/// </summary>
public enum RandomPurpose : byte
{
    /// <summary>Bits of <c>random</c> traffic.</summary>
    Payload = 1,

    /// <summary>The scrambler's keystream.</summary>
    Keystream = 2,

    /// <summary>Bits that fill up the last round of a frame, and the last frame of a finite payload.</summary>
    Padding = 3,

    /// <summary>The lane bits sent while the link is brought up.</summary>
    Training = 4,

    /// <summary>Candidate errors of the channel, and their acceptance.</summary>
    Channel = 5,

    /// <summary>The channel while the link is brought up.</summary>
    TrainingChannel = 6,

    /// <summary>Per-LED spread of optical power (low word) and of bandwidth (high word).</summary>
    LedPower = 7,

    /// <summary>Per-lane skew.</summary>
    LaneSkew = 8,

    /// <summary>Arrival delay of each lane behind the receiver.</summary>
    ArrivalDelay = 9,

    /// <summary>Order in which lanes arrive.</summary>
    ArrivalOrder = 10,

    /// <summary>What lanes decide on during a burst.</summary>
    Burst = 11,

    /// <summary>Which channels are dead from the start.</summary>
    DeadChannel = 12,

    /// <summary>Bits of lanes in engine <c>event</c>, which are drawn where they are sent: messages, and parity that is not encoded.</summary>
    LaneBits = 13,

    /// <summary>Noise of the samples that probes take.</summary>
    Probe = 20,

    /// <summary>Bit phase, start and rate of each lane's drift behind the receiver.</summary>
    ArrivalDrift = 30,

    /// <summary>Weighted flips of engine <c>tail</c>, by group of codewords.</summary>
    WeightedFlips = 50,

    /// <summary>Flips by which engine <c>tail</c> finds out how far to tilt those, by group of codewords.</summary>
    WeightedFlipsPilot = 51,
}
