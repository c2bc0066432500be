using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Channel;

/// <summary>Random bits through a channel, and the error probability of every one of them by a plain evaluation of the model.</summary>
internal sealed class ChannelSample
{
    private readonly OpticalLink _link;

    public ChannelSample(OpticalLinkOptions options, int words, ulong seed, string engine = "bit-true")
    {
        _link = new OpticalLink(options, seed);
        Channel = engine is "bit-true" ? new BitTrueChannel(_link.Lanes, words) : new WaveformChannel(_link.Lanes, words);
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

    public IChannel Channel { get; }

    public LinkBlock Sent { get; }

    public IReadOnlyList<LaneDecisionModel> Models => _link.Lanes;

    public int Ui => Sent.Words * 64;

    /// <summary>Error probability of every bit of a lane: a sum over all taps of all paths, bit by bit.</summary>
    public double[] Probabilities(int lane) => [.. Enumerable.Range(0, Ui).Select(ui =>
    {
        (long current, double sigma) = At(lane, ui);
        long threshold = Models[lane].Threshold;
        return Gaussian.Q((SentBit(lane, ui) ? current - threshold : threshold - current) / sigma);
    })];

    /// <summary>Current and noise of one bit.</summary>
    public (long Current, double Sigma) At(int lane, int ui)
    {
        LaneDecisionModel model = Models[lane];
        long current = model.OffLevel, displacement = 0;
        foreach (LeakagePath path in model.Paths)
        {
            for (int tap = 0; tap < path.Coefficients.Length; tap++)
            {
                if (!SentBit(path.Source, ui - path.FirstShift - tap))
                    continue;
                current += path.Coefficients[tap];
                displacement += path.Displacements.Length > 0 ? path.Displacements[tap] : 0;
            }
        }

        return (current, Math.Sqrt(model.NoiseA + (model.NoiseB * current) + (model.NoiseC * current * current) + ((double)displacement * displacement)));
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
