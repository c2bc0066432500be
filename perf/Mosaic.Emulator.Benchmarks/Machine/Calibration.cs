using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Benchmarks.Machine;

/// <summary>The machine as it is in this run: clock, and how fast one core moves bytes in each level of memory.</summary>
internal sealed class Calibration
{
    private static readonly Lazy<Calibration> Made = new(() => new Calibration());

    private Calibration()
    {
        GHz = Clock.MeasureGHz();
        Levels = [.. new[] { ("L1", 24 << 10), ("L2", 512 << 10), ("L3", 8 << 20), ("DRAM", 256 << 20) }
            .Select(level => new Level(level.Item1, level.Item2, Bandwidth.MeasureCopy(level.Item2), Bandwidth.MeasureXor(level.Item2)))];
    }

    /// <summary>That of this run, measured when it is first asked for.</summary>
    public static Calibration Now => Made.Value;

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

    /// <summary>A level of memory.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Footprint">Bytes of source and destination.</param>
    /// <param name="Copy">Bytes copied a nanosecond.</param>
    /// <param name="Xor">Bytes XORed a nanosecond.</param>
    public sealed record Level(string Name, int Footprint, double Copy, double Xor);
}
