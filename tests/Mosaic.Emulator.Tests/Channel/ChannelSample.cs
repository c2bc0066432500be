using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Channel;

/// <summary>Random bits through a channel, and the error probability of every one of them by a plain evaluation of the model.</summary>
internal sealed class ChannelSample
{
    private readonly OpticalLink _link;

    public ChannelSample(OpticalLinkOptions options, int words, ulong seed)
    {
        _link = new OpticalLink(options, seed);
        Channel = new BitTrueChannel(_link.Lanes, words);
        Sent = new LinkBlock(_link.Lanes.Count, words, Channel.MarginWords);
        for (int lane = 0; lane < Sent.Lanes; lane++)
        {
            var random = new RandomAddress(seed, RandomPurpose.Payload, Lane: lane);
            var row = new ulong[words + (2 * Sent.MarginWords)];
            random.Fill(row);
            row.AsSpan(0, Sent.MarginWords).CopyTo(Sent.Before(lane));
            row.AsSpan(Sent.MarginWords, words).CopyTo(Sent.Row(lane));
            row.AsSpan(Sent.MarginWords + words).CopyTo(Sent.After(lane));
        }
    }

    public BitTrueChannel Channel { get; }

    public LinkBlock Sent { get; }

    public IReadOnlyList<LaneDecisionModel> Models => _link.Lanes;

    public int Ui => Sent.Words * 64;

    /// <summary>Error probability of every bit of a lane: a sum over all taps of all paths, bit by bit.</summary>
    public double[] Probabilities(int lane)
    {
        LaneDecisionModel model = Models[lane];
        var probabilities = new double[Ui];
        for (int ui = 0; ui < Ui; ui++)
        {
            long current = model.OffLevel;
            foreach (LeakagePath path in model.Paths)
            {
                for (int tap = 0; tap < path.Coefficients.Length; tap++)
                {
                    current += SentBit(path.Source, ui - path.FirstShift - tap) ? path.Coefficients[tap] : 0;
                }
            }

            double sigma = Math.Sqrt(model.NoiseA + (model.NoiseB * current) + (model.NoiseC * current * current));
            bool bit = SentBit(lane, ui);
            probabilities[ui] = Gaussian.Q((bit ? current - model.Threshold : model.Threshold - current) / sigma);
        }

        return probabilities;
    }

    /// <summary>A sent bit; the UI may lie in the margins.</summary>
    public bool SentBit(int lane, int ui)
    {
        Span<ulong> row = Sent.Storage.Slice(lane * Sent.Stride, Sent.Words + (2 * Sent.MarginWords));
        int place = ui + (Sent.MarginWords * 64);
        return (row[place >> 6] >> (place & 63) & 1) != 0;
    }

    /// <summary>The flips of one frame, by lane.</summary>
    public LinkBlock Flips(uint frame, ulong seed = 77)
    {
        var received = new LinkBlock(Sent.Lanes, Sent.Words);
        Channel.Transmit(Sent, received, new RandomAddress(seed, RandomPurpose.Channel, 0, frame));
        for (int lane = 0; lane < Sent.Lanes; lane++)
        {
            for (int word = 0; word < Sent.Words; word++)
            {
                received.Row(lane)[word] ^= Sent.Row(lane)[word];
            }
        }

        return received;
    }
}
