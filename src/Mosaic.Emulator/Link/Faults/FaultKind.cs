namespace Mosaic.Emulator.Link.Faults;

/// <summary>The kinds of faults.</summary>
public static class FaultKind
{
    /// <summary>The LED gives no light at all.</summary>
    public const string Dead = "dead";

    /// <summary>The LED gives less light.</summary>
    public const string Weak = "weak";

    /// <summary>The LED gives less light with every frame.</summary>
    public const string Drift = "drift";

    /// <summary>The receiver's amplifier is noisier.</summary>
    public const string Noisy = "noisy";

    /// <summary>The transmitter sends ones only.</summary>
    public const string StuckOne = "stuck-one";

    /// <summary>What all lanes decide on is random for a while.</summary>
    public const string Burst = "burst";

    /// <summary>The lane's stream gains or loses UI at the receiver.</summary>
    public const string Slip = "slip";
}
