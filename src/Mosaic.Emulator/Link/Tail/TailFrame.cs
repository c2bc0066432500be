using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>
/// One worker's way from a frame's sent bits to the exact probability that each of its codewords is lost. Given what is sent,
/// bits are wrong independently of each other, so symbols are too, and the number of wrong symbols in a codeword is a sum of
/// independent events of known probabilities.
/// </summary>
internal sealed class TailFrame
{
    private readonly LinkDesign _design;
    private readonly FrameTransmitter _transmitter;
    private readonly LaneMap _map;
    private readonly FrameSlot _slot;
    private readonly double[] _symbols;

    public TailFrame(LinkDesign design, FrameTransmitter transmitter, LaneMap map)
    {
        (_design, _transmitter, _map) = (design, transmitter, map);
        _slot = new FrameSlot(design);
        _symbols = new double[design.Code.CodewordSymbols];
    }

    /// <summary>Seconds in a stage.</summary>
    public double Seconds(LinkStage stage) => _transmitter.Clock.Seconds(stage);

    /// <summary>Makes a frame and computes what becomes of it.</summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="sums">Receives the sums.</param>
    /// <param name="cancellation">Ends it early; the sums are then of no use.</param>
    public void Evaluate(long frame, TailSums sums, CancellationToken cancellation)
    {
        sums.Clear();
        _transmitter.Prepare(frame, frame, _slot);
        var channel = (BitTrueChannel)_design.Faults.ChannelAt(frame, _map);
        int burst = _design.Faults.BurstUi(frame);
        for (int group = 0; group < _design.Groups && !cancellation.IsCancellationRequested; group++)
            Evaluate(group, channel, burst, sums);
        _transmitter.Clock.Mark(LinkStage.Channel);
    }

    private void Evaluate(int group, BitTrueChannel channel, int burst, TailSums sums)
    {
        int codewords = _design.Code.Interleave, n = _design.Code.CodewordSymbols, m = _design.Code.SymbolBits;
        double bits = 0, lost = 0, any = 0;
        for (int codeword = 0; codeword < codewords; codeword++)
        {
            for (int symbol = 0; symbol < n; symbol++)
            {
                long first = ((((long)group * n) + symbol) * codewords + codeword) * m;
                _symbols[symbol] = _design.Layout.Unit == StripingUnit.Bit
                    ? OfSpreadSymbol(first, m, channel, burst, sums, ref bits)
                    : OfSymbol(first, m, channel, burst, sums, ref bits);
            }

            double probability = PoissonBinomial.Tail(_symbols, _design.Code.CorrectableSymbols);
            lost += probability;
            any += probability * (1 - any);
        }

        sums.Bits.Add(bits);
        sums.Codewords.Add(lost);
        sums.Groups.Add(any);
    }

    /// <summary>A symbol's bits follow each other on one lane.</summary>
    private double OfSymbol(long first, int m, BitTrueChannel channel, int burst, TailSums sums, ref double bits)
    {
        (int lane, int ui) = _design.Striping.Map.PlaceOf(first);
        double wrong = 0, sum = 0;
        for (int i = 0; i < m; i++)
        {
            double p = OfBit(first + i, lane, ui + i, channel, burst);
            sum += p;
            wrong += p * (1 - wrong);
        }

        sums.Lanes[lane].Add(sum);
        bits += sum;
        return Math.Min(1, wrong);
    }

    /// <summary>Each of a symbol's bits has a lane of its own.</summary>
    private double OfSpreadSymbol(long first, int m, BitTrueChannel channel, int burst, TailSums sums, ref double bits)
    {
        double wrong = 0;
        for (int i = 0; i < m; i++)
        {
            (int lane, int ui) = _design.Striping.Map.PlaceOf(first + i);
            double p = OfBit(first + i, lane, ui, channel, burst);
            sums.Lanes[lane].Add(p);
            bits += p;
            wrong += p * (1 - wrong);
        }

        return Math.Min(1, wrong);
    }

    /// <summary>The probability that a code bit is received wrongly; a stuck transmitter may have sent another one.</summary>
    private double OfBit(long bit, int lane, int ui, BitTrueChannel channel, int burst)
    {
        if (ui < burst)
            return 0.5;
        int channelOfLane = _map.ChannelOfLane[lane], at = AlignmentMarker.LengthUi + ui;
        ulong sent = _transmitter.Sent.Row(channelOfLane)[at >> 6] >> at, meant = _slot.Code.Span[(int)(bit >> 6)] >> (int)bit;
        double p = channel.ErrorProbability(_transmitter.Sent, channelOfLane, at);
        return ((sent ^ meant) & 1) == 0 ? p : 1 - p;
    }
}
