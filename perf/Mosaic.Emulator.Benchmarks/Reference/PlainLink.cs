using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Benchmarks.Reference;

/// <summary>
/// The whole path as most people would write it first: symbols in arrays, a byte a bit, the current of every bit summed tap by
/// tap from the lanes' models, a Gaussian number for each, a decoder a word at a time. No markers, no skew, no threads.
/// </summary>
internal sealed class PlainLink(IReadOnlyList<LaneDecisionModel> models)
{
    /// <summary>Codewords of a block, dealt to the lanes symbol by symbol.</summary>
    public const int Codewords = 100;

    /// <summary>Payload bits of a block.</summary>
    public const long PayloadBits = (long)Codewords * PlainReedSolomon.K * PlainReedSolomon.SymbolBits;

    private readonly PlainReedSolomon _code = new();
    private readonly Random _random = new(1);
    private double _second = double.NaN;

    /// <summary>Sends a block.</summary>
    /// <returns>Bits wrong before and behind the decoder.</returns>
    public (long Before, long Behind) Send()
    {
        var sent = new ushort[Codewords][];
        for (int i = 0; i < Codewords; i++)
        {
            sent[i] = new ushort[PlainReedSolomon.N];
            for (int j = 0; j < PlainReedSolomon.K; j++)
                sent[i][j] = (ushort)_random.Next(1 << PlainReedSolomon.SymbolBits);
            _code.Encode(sent[i]);
        }

        byte[][] lanes = Stripe(sent);
        byte[][] received = Transmit(lanes);
        long before = 0, behind = 0;
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            for (int ui = 0; ui < lanes[lane].Length; ui++)
                before += lanes[lane][ui] ^ received[lane][ui];
        }

        ushort[][] words = Gather(received);
        for (int i = 0; i < Codewords; i++)
        {
            _code.Decode(words[i]);
            for (int j = 0; j < PlainReedSolomon.K; j++)
                behind += System.Numerics.BitOperations.PopCount((uint)(words[i][j] ^ sent[i][j]));
        }

        return (before, behind);
    }

    private byte[][] Stripe(ushort[][] words)
    {
        int symbols = Codewords * PlainReedSolomon.N, rounds = (symbols + models.Count - 1) / models.Count;
        byte[][] lanes = [.. models.Select(_ => new byte[rounds * PlainReedSolomon.SymbolBits])];
        for (int i = 0; i < symbols; i++)
        {
            ushort symbol = words[i % Codewords][i / Codewords];
            for (int bit = 0; bit < PlainReedSolomon.SymbolBits; bit++)
                lanes[i % models.Count][(i / models.Count * PlainReedSolomon.SymbolBits) + bit] = (byte)(symbol >> bit & 1);
        }

        return lanes;
    }

    private ushort[][] Gather(byte[][] lanes)
    {
        ushort[][] words = [.. Enumerable.Range(0, Codewords).Select(_ => new ushort[PlainReedSolomon.N])];
        for (int i = 0; i < Codewords * PlainReedSolomon.N; i++)
        {
            int symbol = 0;
            for (int bit = 0; bit < PlainReedSolomon.SymbolBits; bit++)
                symbol |= lanes[i % models.Count][(i / models.Count * PlainReedSolomon.SymbolBits) + bit] << bit;
            words[i % Codewords][i / Codewords] = (ushort)symbol;
        }

        return words;
    }

    private byte[][] Transmit(byte[][] lanes)
    {
        var received = new byte[lanes.Length][];
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            LaneDecisionModel model = models[lane];
            received[lane] = new byte[lanes[lane].Length];
            for (int ui = 0; ui < lanes[lane].Length; ui++)
            {
                double current = model.OffLevel;
                foreach (LeakagePath path in model.Paths)
                {
                    byte[] from = lanes[path.Source];
                    for (int tap = 0; tap < path.Coefficients.Length; tap++)
                    {
                        int at = ui - path.FirstShift - tap;
                        if (at >= 0 && at < from.Length && from[at] != 0)
                            current += path.Coefficients[tap];
                    }
                }

                double sigma = Math.Sqrt(model.NoiseA + (model.NoiseB * current) + (model.NoiseC * current * current));
                received[lane][ui] = (byte)(current + (sigma * Gaussian()) > model.Threshold ? 1 : 0);
            }
        }

        return received;
    }

    private double Gaussian()
    {
        if (!double.IsNaN(_second))
        {
            double kept = _second;
            _second = double.NaN;
            return kept;
        }

        double radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())), angle = 2 * Math.PI * _random.NextDouble();
        _second = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }
}
