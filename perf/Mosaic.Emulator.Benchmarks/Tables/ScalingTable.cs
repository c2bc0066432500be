using System.Globalization;
using Mosaic.Emulator.Benchmarks.Link;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>What a bit costs, whatever the number of lanes and of frames: one thread, at 20 m.</summary>
internal static class ScalingTable
{
    private const long Bits = 1_200_000_000;
    private const int Rounds = 12, FramesUntilCompiled = 3;
    private static readonly int[] LaneCounts = [16, 32, 64, 100, 256, 400, 1024, 2048, 4096];
    private static readonly int[] FrameCounts = [1, 10, 100, 1000, 10_000];

    /// <summary>By lanes: 16 to 4,096, once the link is up; all of them in turn.</summary>
    public static string ByLanes()
    {
        var table = new Markdown(" lanes", "ns a kbit once up", "Gb/s", "of 400 lanes");
        TimedPath[] paths = [.. LaneCounts.Select(lanes => new TimedPath(Emulator(Lanes(lanes), Bits), FramesUntilCompiled))];
        InTurn.Best(Rounds, [.. paths.Select(path => new Func<double>(path.Run))]);
        double of400 = paths[Array.IndexOf(LaneCounts, 400)].GbpsOnceUp;
        for (int i = 0; i < paths.Length; i++)
        {
            double gbps = paths[i].GbpsOnceUp;
            table.Add(Text(LaneCounts[i]), Digits.Three(1000 / gbps), Digits.Three(gbps), (of400 / gbps).ToString("0.00", CultureInfo.InvariantCulture));
        }

        return table.ToString();
    }

    /// <summary>By frames: 1 to 10,000, short frames of one batch.</summary>
    public static string ByFrames()
    {
        var table = new Markdown(" frames", "payload bits", "ns a kbit, bring-up included", "ns a kbit once up");
        // One batch of 256 codewords a frame: 10,000 of them are 1.3e10 bits.
        double[] bits = [.. FrameCounts.Select(frames => frames * 256.0 * 5140)];
        double[] times = InTurn.Best(3, 0, [.. bits.Select(count => new Action(() => Emulator(Lanes(400).Set("bonding.frameBatches", "1"), count).Run()))]);
        for (int i = 0; i < times.Length; i++)
        {
            table.Add(
                FrameCounts[i].ToString("#,0", CultureInfo.InvariantCulture),
                bits[i].ToString("0.0e0", CultureInfo.InvariantCulture),
                Digits.Three(times[i] / bits[i] * 1000),
                i > 0 ? Digits.Three((times[i] - times[i - 1]) / (bits[i] - bits[i - 1]) * 1000) : "");
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

    private static LinkEmulator Emulator(LinkConfiguration link, double bits) =>
        new(link.Set("stop.payloadBits", bits.ToString("0", CultureInfo.InvariantCulture)).Build());

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
