using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Frames;

namespace Mosaic.Emulator.Tests.Link;

public class LinkMemoryTests
{
    /// <summary>What a run allocates is what was foreseen, or less: on the machines that need the least, a fifth of it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(2, "bonding.laneSecded", "true", "bonding.dataLanes", "380")]
    [InlineData(2, "bonding.laneParity", "true", "bonding.striping", "bit")]
    [InlineData(2, "bonding.striping", "codeword")]
    [InlineData(2, "engine", "waveform", "fec.code", "hamming-128-120")]
    [InlineData(2, "engine", "waveform", "fec.code", "kp4+clause177")]
    [InlineData(2, "fec.interleave", "3", "bonding.dataLanes", "37")]
    [InlineData(2, "bonding.dataLanes", "1")]
    [Trait("Isa", "true")]
    public void Estimate_IsEnough_AndNotMuchMore(int workers, params string[] settings)
    {
        LinkConfiguration configuration = new LinkConfiguration().Set("bonding.frameBatches", "8");
        for (int i = 0; i < settings.Length; i += 2)
        {
            configuration.Set(settings[i], settings[i + 1]);
        }

        var design = new LinkDesign(configuration.Build());
        _ = design.Channel; // made when it is asked for, once for all runs
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = new LinkTrial(design, 0, workers, null, Delivery.Payload);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before, estimate = LinkMemory.Estimate(design.Options, design.Code, design.Groups, workers);
        Assert.InRange(allocated, estimate / 5, estimate);
    }

    /// <summary>Cells are no more than was foreseen, and hardly fewer on the longest fibre on which lanes have any.</summary>
    [Fact]
    public void Cells_AreNoMoreThanForeseen()
    {
        double share = 0;
        for (int length = 20; ; length++)
        {
            var design = new LinkDesign(new LinkConfiguration()
                .Set("fiber.lengthM", $"{length}").Set("led.powerSpreadDb", "0").Set("fiber.skewSpreadPsPerM", "0").Set("lane.skewSpreadPs", "0").Set("bonding.frameBatches", "4").Build());
            var channel = (BitTrueChannel)design.Channel;
            if (channel.IsDense)
            {
                break;
            }

            var draw = new CellDraw();
            draw.Learn(channel);
            share = draw.Cells.Count / (design.Channels * (double)CandidateCells.Most(design.Layout.FrameUi));
            Assert.InRange(share, 0, 1);
        }

        Assert.InRange(share, 0.4, 1);
    }
}
