using System.Globalization;
using Mosaic.Emulator.Benchmarks.Machine;

namespace Mosaic.Emulator.Benchmarks.Rates;

/// <summary>The bound of a kernel: no machine of this kind does it in less.</summary>
/// <param name="limit">What bounds it.</param>
/// <param name="perBit">Of that, for each bit: loads or operations of 512-bit vectors (twice as many of 256), entries of tables, or bytes read or written.</param>
/// <param name="footprint">Bytes that an operation touches, where they bound it: the same memory traffic is measured over about as many.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BoundAttribute(Limit limit, double perBit, int footprint = 0) : Attribute
{
    private const double LoadsPerCycle = 2, OperationsPerCycle = 4;

    /// <summary>A bound that depends on the benchmark's parameters.</summary>
    /// <param name="property">The property of the benchmark that is the bound.</param>
    public BoundAttribute(string property)
        : this(default, 0) => Property = property;

    /// <summary>The property of the benchmark that is the bound, where it depends on parameters.</summary>
    public string? Property { get; }

    /// <summary>What bounds it.</summary>
    public Limit Limit { get; } = limit;

    /// <summary>Of that, for each bit.</summary>
    public double PerBit { get; } = perBit;

    /// <summary>Bytes that an operation touches.</summary>
    public int Footprint { get; } = footprint;

    /// <summary>What the <see cref="Yardstick"/> measures for it: bounds in cycles share one, and so do those of memory whose footprints hardly differ.</summary>
    public (Limit Limit, int Footprint) Measure => Limit is Limit.Read or Limit.Copy ? (Limit, HalfOctave(Footprint)) : (Limit.Loads, 0);

    /// <summary>The bound in Gb/s.</summary>
    /// <param name="perNanosecond">What the <see cref="Yardstick"/> does a nanosecond: cycles, or bytes.</param>
    public double Gbps(double perNanosecond)
    {
        double widths = 64.0 / Calibration.VectorBytes;
        return Limit switch
        {
            Limit.Loads => perNanosecond * LoadsPerCycle / (PerBit * widths),
            Limit.Lookups => perNanosecond * LoadsPerCycle / PerBit,
            Limit.Operations => perNanosecond * OperationsPerCycle / (PerBit * widths),
            _ => perNanosecond / PerBit,
        };
    }

    private static int HalfOctave(int footprint) => (int)Math.Pow(2, Math.Round(2 * Math.Log2(footprint)) / 2);

    /// <summary>What it is, in words.</summary>
    public override string ToString() => Limit switch
    {
        Limit.Loads => "loads",
        Limit.Lookups => "lookups",
        Limit.Operations => "operations",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(Limit == Limit.Read ? "read" : "copy")} of {Measure.Footprint / 1e6:0.0} MB"),
    };
}
