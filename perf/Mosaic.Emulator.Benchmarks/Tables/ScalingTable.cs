using System.Diagnostics;
using System.Globalization;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>What a bit costs, whatever the number of lanes and of frames: one thread, at 20 m.</summary>
internal static class ScalingTable
{
    private const int Tries = 3;
    private const long Bits = 600_000_000;

    /// <summary>By lanes: 16 to 4,096.</summary>
    public static string ByLanes()
    {
        var table = new Markdown("lanes", "ns a kbit once up", "Gb/s", "of 400 lanes");
        Time(Lanes(400), Bits); // compiles
        double reference = PerKilobit(Lanes(400));
        foreach (int lanes in new[] { 16, 32, 64, 100, 256, 400, 1024, 2048, 4096 })
        {
            double cost = lanes == 400 ? reference : PerKilobit(Lanes(lanes));
            table.Add(lanes.ToString(CultureInfo.InvariantCulture), Digits.Three(cost), Digits.Three(1000 / cost), (cost / reference).ToString("0.00", CultureInfo.InvariantCulture));
        }

        return table.ToString();
    }

    /// <summary>By frames: 1 to 10,000, short frames of one batch.</summary>
    public static string ByFrames()
    {
        var table = new Markdown("frames", "payload bits", "ns a kbit, bring-up included", "ns a kbit once up");
        double before = 0, bitsBefore = 0;
        foreach (int frames in new[] { 1, 10, 100, 1000, 10_000 })
        {
            // One batch of 256 codewords a frame: 10,000 of them are 1.3e10 bits.
            LinkConfiguration link = Lanes(400).Set("bonding.frameBatches", "1");
            double bits = frames * 256.0 * 5140, time = Time(link, bits);
            table.Add(
                frames.ToString("#,0", CultureInfo.InvariantCulture),
                bits.ToString("0.0e0", CultureInfo.InvariantCulture),
                Digits.Three(time / bits * 1000),
                before > 0 ? Digits.Three((time - before) / (bits - bitsBefore) * 1000) : "");
            (before, bitsBefore) = (time, bits);
        }

        return table.ToString();
    }

    private static LinkConfiguration Lanes(int lanes)
    {
        int rows = lanes == 100 ? 10 : lanes == 400 ? 20 : (int)Math.Sqrt(lanes), columns = lanes / rows;
        (rows, columns) = lanes switch { 32 => (4, 8), 2048 => (32, 64), _ => (rows, columns) };
        return new LinkConfiguration()
            .Set("array.rows", Text(rows)).Set("array.columns", Text(columns)).Set("bonding.dataLanes", Text(lanes)).Set("threads", "1");
    }

    /// <summary>By the difference of two runs, so that bring-up does not count.</summary>
    private static double PerKilobit(LinkConfiguration link) => (Time(link, 2 * Bits) - Time(link, Bits)) / Bits * 1000;

    private static double Time(LinkConfiguration link, double bits)
    {
        double best = double.PositiveInfinity;
        var emulator = new LinkEmulator(link.Set("stop.payloadBits", bits.ToString("0", CultureInfo.InvariantCulture)).Build());
        for (int i = 0; i < Tries; i++)
        {
            long start = Stopwatch.GetTimestamp();
            emulator.Run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        return best;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
