using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

public class SmoothTableTests
{
    [Theory]
    [InlineData(0)] // smooth
    [InlineData(1234.4)] // a kink
    [InlineData(777)] // a kink at an entry
    [InlineData(0.9)] // a kink before the first node
    [InlineData(2045.3)] // a kink behind the last of a block
    public void Table_IsTheFunction_AskedSeldom(double kink)
    {
        double Function(double x) => 0.5 + (0.4 * Elementary.Sin(x / 900)) + (kink > 0 && x > kink ? 1e-3 * (x - kink) : 0);
        var table = new double[10_007];
        int asked = SmoothTable.Fill(table, Function);
        Assert.InRange(asked, 60, 500);
        for (int i = 0; i < table.Length; i++)
            Assert.Equal(Function(i), table[i], 1e-12 * (1 + Math.Abs(table[i])));
    }

    [Fact]
    public void ShortTable_IsAskedEntryByEntry()
    {
        var table = new double[20];
        Assert.Equal(20, SmoothTable.Fill(table, x => x * x));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (double)(i * i)), table);
    }

    /// <summary>The longest pulses of LEDs that differ, and those of an ideal link: none of its 60 tables is dear.</summary>
    [Fact]
    public void LongPulses_AreThePlainIntegrals()
    {
        var options = new OpticalLinkOptions
        {
            Lane = new() { BitRateGbps = 4 },
            Led = new() { BandwidthGHz = 0.4 },
            Fiber = new() { LengthM = 50, NumericalAperture = 0.4, LaunchHalfAngleDeg = 10, SpectralWidthNm = 40 },
        };
        PulseResponse pulse = PulseResponse.Create(options);
        var modes = new ModalDelays(options.Fiber);
        double chromatic = options.Fiber.ChromaticPsPerNmKm * 40 * 1e-15 * 50 / 2.3548200450309493;
        var filter = new FilterStep(chromatic, 0.4e9, options.Receiver.BandwidthGHz * 1e9);
        for (int time = -300; time < 9000; time += 37)
            Assert.Equal(modes.Average(filter, time / 256.0 / 4e9), pulse.Step(time), 2e-10);
        double previous = 0;
        for (int time = -300; time < 9000; time++)
        {
            Assert.True(pulse.Step(time) >= previous - 1e-13);
            previous = pulse.Step(time);
        }
    }
}
