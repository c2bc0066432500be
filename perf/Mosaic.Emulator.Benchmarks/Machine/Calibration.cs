using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Benchmarks.Machine;

/// <summary>The machine as it is in this run: clock, and how fast one core moves bytes in each level of memory.</summary>
internal sealed class Calibration
{
    private static readonly (string Name, int Footprint)[] Footprints = [("L1", 24 << 10), ("L2", 512 << 10), ("L3", 8 << 20), ("DRAM", 256 << 20)];
    private static Calibration? _best;

    private Calibration(double gHz, IReadOnlyList<Level> levels) => (GHz, Levels) = (gHz, levels);

    /// <summary>That of this run: measured when it is first asked for, and the best where it was measured again.</summary>
    public static Calibration Now => _best ??= Measure();

    /// <summary>Measures again: what else runs on the machine can only make it seem slower, for some minutes too.</summary>
    public static void Again()
    {
        (Calibration before, Calibration now) = (Now, Measure());
        _best = new Calibration(
            Math.Max(before.GHz, now.GHz),
            [.. before.Levels.Zip(now.Levels, (one, other) => one with { Copy = Math.Max(one.Copy, other.Copy), Xor = Math.Max(one.Xor, other.Xor) })]);
    }

    /// <summary>Cycles a nanosecond.</summary>
    public double GHz { get; }

    /// <summary>The levels of memory, by footprint.</summary>
    public IReadOnlyList<Level> Levels { get; }

    /// <summary>Bytes of the widest vectors in use.</summary>
    public static int VectorBytes => Vector512.IsHardwareAccelerated ? 64 : Vector256.IsHardwareAccelerated ? 32 : 16;

    /// <summary>The processor's name.</summary>
    public static string Processor => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown"
        : RuntimeInformation.OSArchitecture.ToString();

    private static Calibration Measure() => new(
        Clock.MeasureGHz(),
        [.. Footprints.Select(level => new Level(level.Name, level.Footprint, Bandwidth.MeasureCopy(level.Footprint), Bandwidth.MeasureXor(level.Footprint)))]);

    /// <summary>A level of memory.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Footprint">Bytes of source and destination.</param>
    /// <param name="Copy">Bytes copied a nanosecond.</param>
    /// <param name="Xor">Bytes XORed a nanosecond.</param>
    public sealed record Level(string Name, int Footprint, double Copy, double Xor);
}
