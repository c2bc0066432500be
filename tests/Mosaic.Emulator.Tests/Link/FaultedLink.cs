using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Tests.Link;

/// <summary>
/// What faults do to the error probabilities, from the healthy link's models alone: LED j's part of a current, its zeros' light
/// included, is multiplied by a factor, and the constant part of the noise by another.
/// </summary>
internal sealed class FaultedLink
{
    private readonly LinkDesign _design;
    private readonly double _ones; // r − 1: light of a 1 over that of a 0, less one

    public FaultedLink(LinkDesign design)
    {
        _design = design;
        _ones = Math.Pow(10, design.Options.Led.ExtinctionRatioDb / 10) - 1;
        Transmitter = new FrameTransmitter(design, new RandomPayload(design.Options.Seed, 0), null, 0, new LaneMapHistory(design.BroughtUp), keepsSent: true);
        Slot = new FrameSlot(design, keepsSent: true);
    }

    public FrameTransmitter Transmitter { get; }

    public FrameSlot Slot { get; }

    /// <summary>Sends a frame; markers count from 2.</summary>
    public LinkBlock Send(long frame)
    {
        Transmitter.Transmit(frame, frame + 2, Slot);
        return Transmitter.Sent;
    }

    /// <summary>Error probabilities of a lane's bits.</summary>
    /// <param name="sent">What is sent around them.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="power">By lane: its light over the healthy one's.</param>
    /// <param name="noise">The lane's amplifier noise over the healthy one's.</param>
    public double[] Probabilities(LinkBlock sent, int lane, double[] power, double noise)
    {
        LaneDecisionModel model = _design.Optics.Lanes[lane];
        double off = model.OffLevel;
        foreach (LeakagePath path in model.Paths)
        {
            off -= (1 - power[path.Source]) * path.Coefficients.Sum(c => (double)c) / _ones;
        }

        var probabilities = new double[sent.Words * 64];
        for (int ui = 0; ui < probabilities.Length; ui++)
        {
            double current = off;
            foreach (LeakagePath path in model.Paths)
            {
                for (int tap = 0; tap < path.Coefficients.Length; tap++)
                {
                    current += Bit(sent, path.Source, ui - path.FirstShift - tap) ? power[path.Source] * path.Coefficients[tap] : 0;
                }
            }

            double sigma = Math.Sqrt((noise * model.NoiseA) + (model.NoiseB * current) + (model.NoiseC * current * current));
            probabilities[ui] = Gaussian.Q((Bit(sent, lane, ui) ? current - model.Threshold : model.Threshold - current) / sigma);
        }

        return probabilities;
    }

    /// <summary>A bit; the UI may lie in the margins.</summary>
    public static bool Bit(LinkBlock block, int lane, int ui)
    {
        int place = (((lane * block.Stride) + block.MarginWords) * 64) + ui;
        return (block.Storage[place >> 6] >> (place & 63) & 1) != 0;
    }

    /// <summary>All as it was, but for some lanes.</summary>
    public double[] Power(params (int Lane, double Factor)[] changed)
    {
        var power = new double[_design.Layout.Lanes];
        Array.Fill(power, 1);
        foreach ((int lane, double factor) in changed)
        {
            power[lane] = factor;
        }

        return power;
    }

    /// <summary>A fault as a configuration has it.</summary>
    public static FaultOptions Fault(string kind, int? lane, long atFrame = 0, long? untilFrame = null, double? db = null, int? ui = null) =>
        new() { Kind = kind, Lane = lane, AtFrame = atFrame, UntilFrame = untilFrame, Db = db, Ui = ui };
}
