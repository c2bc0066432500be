using System.Globalization;
using Mosaic.Emulator.Benchmarks.Machine;

namespace Mosaic.Emulator.Benchmarks.Rates;

/// <summary>The bound of a kernel: no machine of this kind does it in less.</summary>
/// <param name="limit">What bounds it.</param>
/// <param name="perBit">Of that, for each bit: loads or operations of 512-bit vectors (twice as many of 256), or bytes copied.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BoundAttribute(Limit limit, double perBit) : Attribute
{
    private const double LoadsPerCycle = 2, OperationsPerCycle = 4;

    /// <summary>What bounds it.</summary>
    public Limit Limit { get; } = limit;

    /// <summary>Of that, for each bit.</summary>
    public double PerBit { get; } = perBit;

    /// <summary>The bound on this machine in Gb/s.</summary>
    public double Gbps()
    {
        Calibration machine = Calibration.Now;
        double widths = 64.0 / Calibration.VectorBytes;
        return Limit switch
        {
            Limit.Loads => machine.GHz * LoadsPerCycle / (PerBit * widths),
            Limit.Operations => machine.GHz * OperationsPerCycle / (PerBit * widths),
            Limit.L2Copy => machine.Levels[1].Copy / PerBit,
            Limit.L3Copy => machine.Levels[2].Copy / PerBit,
            _ => machine.Levels[2].Xor / PerBit,
        };
    }

    /// <summary>The bound in words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Digits.Three(Gbps())} {Limit switch
    {
        Limit.Loads => "loads",
        Limit.Operations => "operations",
        Limit.L2Copy => "L2 copy",
        Limit.L3Copy => "L3 copy",
        _ => "L3 XOR",
    }}");
}
