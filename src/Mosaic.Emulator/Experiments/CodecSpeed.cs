using System.Diagnostics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Experiments;

/// <summary>How fast a code is by itself, on one core: a batch of random messages, each bit wrong with the same probability.</summary>
internal static class CodecSpeed
{
    private const int LeastRuns = 5;
    private const int MostRuns = 200;
    private const double Seconds = 0.05;

    /// <summary>Message bits a second in Gb/s, encoding and decoding: medians.</summary>
    public static (double? EncodeGbps, double? DecodeGbps) Measure(IBlockCode code, double ber)
    {
        int groups = code.BatchGroups;
        long messageBits = (long)groups * code.GroupMessageBits, codeBits = (long)groups * code.GroupCodeBits;
        var message = new ulong[BitString.WordCount(messageBits)];
        var stream = new ulong[BitString.WordCount(codeBits)];
        var verdicts = new short[groups * code.Interleave];
        Philox.Fill(message, 1, 0, 0, 0, 0);
        double encode = Median(() => code.Encode(message, stream, groups));
        Flip(stream, codeBits, ber);
        double decode = Median(() => code.Decode(stream, message, verdicts, groups));
        return (messageBits / encode / 1e9, messageBits / decode / 1e9);
    }

    private static double Median(Action action)
    {
        action();
        var times = new List<double>();
        long start = Stopwatch.GetTimestamp();
        while (times.Count < LeastRuns || (times.Count < MostRuns && Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds))
        {
            long before = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(before).TotalSeconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private static void Flip(ulong[] stream, long bits, double ber)
    {
        if (ber is <= 0 or >= 1)
        {
            return;
        }

        double scale = 1 / Elementary.Log1P(-ber);
        uint draw = 0;
        long Gap() => (long)Math.Min(Elementary.Log(RandomAddress.ToOpenUnit(Philox.Block(2, draw++, 0, 0, 0).Low)) * scale, 1e15);
        for (long bit = Gap(); bit < bits; bit += 1 + Gap())
        {
            stream[bit >> 6] ^= 1UL << (int)(bit & 63);
        }
    }
}
