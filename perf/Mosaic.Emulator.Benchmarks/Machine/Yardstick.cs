using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Benchmarks.Tables;

namespace Mosaic.Emulator.Benchmarks.Machine;

/// <summary>What a kernel is held against: something that the machine cannot do faster, to be timed beside the kernel.</summary>
/// <param name="Run">Does it.</param>
/// <param name="Amount">How much of it: cycles, or bytes.</param>
internal sealed record Yardstick(Action Run, double Amount)
{
    private const int Rounds = 20;
    private const double Milliseconds = 2;

    /// <summary>How much of it a nanosecond, in the best of some rounds.</summary>
    public double PerNanosecond() => Amount / InTurn.Best(Rounds, Milliseconds, Run)[0];

    /// <summary>What a bound is measured by: a chain of additions for what is counted in cycles, or the memory traffic itself.</summary>
    /// <param name="measure">The bound's <see cref="BoundAttribute.Measure"/>.</param>
    public static Yardstick Of((Limit Limit, int Footprint) measure) => measure.Limit switch
    {
        Limit.Read => Bandwidth.Read(measure.Footprint),
        Limit.Copy => Bandwidth.Copy(measure.Footprint),
        _ => Clock.Chain(),
    };
}
