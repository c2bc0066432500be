namespace Mosaic.Emulator.Benchmarks.Rates;

/// <summary>What a benchmark is to reach, and the bits that one operation handles.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GoalAttribute(double gbps, long bits) : Attribute
{
    /// <summary>Goal in Gb/s.</summary>
    public double Gbps { get; } = gbps;

    /// <summary>Bits of an operation.</summary>
    public long Bits { get; } = bits;
}
