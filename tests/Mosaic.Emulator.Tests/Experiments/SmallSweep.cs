using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Tests.Link;

namespace Mosaic.Emulator.Tests.Experiments;

/// <summary>Sweeps over a link that runs in a moment: a trial takes milliseconds.</summary>
internal static class SmallSweep
{
    /// <summary>Five lengths; rules end them after 1 to some 50 trials of one frame.</summary>
    public static SweepPlan Lengths(params (string Path, string Value)[] settings) => Over([SweepAxis.Parse("fiber.lengthM=22:30:2")], settings);

    public static SweepPlan Over(SweepAxis[] axes, params (string Path, string Value)[] settings) => new(
        LinkEmulatorTests.Small([("trial.frames", "1"), ("stop.payloadBits", "6e7"), ("stop.bitErrors", "400"), ("threads", "2"), .. settings]).Build(), axes);

    /// <summary>A CSV without its column of times.</summary>
    public static string Timeless(string csv) => string.Join('\n', csv.Split('\n').Select(line =>
    {
        string[] fields = line.Split(',');
        return string.Join(',', fields.Where((_, i) => i != fields.Length - 5));
    }));

    public static string Timeless(BerCurve curve) => Timeless(curve.ToCsv());
}
