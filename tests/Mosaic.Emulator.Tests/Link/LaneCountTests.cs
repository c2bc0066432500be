using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Tests.Link;

public class LaneCountTests
{
    public sealed record Drawn(int Lanes, string Striping, int SkewUi, string Deskew, int Seed);

    private static Gen<Drawn> Cases =>
        from lanes in Gen.OneOf(Gen.Choose(1, 16), Gen.Choose(17, 300), Gen.Choose(301, 1200), Gen.Elements(1, 63, 64, 65, 400, 2047, 4096))
        from striping in Gen.Elements("symbol", "bit", "codeword")
        from skew in Gen.Choose(0, 200)
        from deskew in Gen.Elements("marker", "correlate")
        from seed in Gen.Choose(0, 1_000_000)
        select new Drawn(lanes, striping, skew, deskew, seed);

    /// <summary>A frame over any number of lanes, striped in any way, late and in any order: up, and every bit as it was sent.</summary>
    [Fact]
    public void AnyNumberOfLanes_Runs() =>
        Prop.ForAll(Cases.ToArbitrary(), Delivers).Check(Config.QuickThrowOnFailure.WithMaxTest(12));

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    public void TheFewestAndTheMost_Run(int lanes) => Assert.True(Delivers(new Drawn(lanes, "symbol", 100, "marker", 1)));

    private static bool Delivers(Drawn link)
    {
        string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
        LinkConfiguration configuration = new LinkConfiguration()
            .Set("array.rows", Text((link.Lanes + 63) / 64)).Set("array.columns", "64").Set("bonding.dataLanes", Text(link.Lanes))
            .Set("bonding.frameBatches", "1").Set("bonding.striping", link.Striping).Set("arrival.skewUi", Text(link.SkewUi))
            .Set("deskew.algorithm", link.Deskew).Set("seed", Text(link.Seed)).Set("optics.crosstalk", "none").Set("fiber.lengthM", "1")
            .Set("stop.payloadBits", "1e6");
        LinkReport report = new LinkEmulator(configuration.Build()).Run();
        return report.Deskew.Locked && report.Deskew.SkewUi.Count == link.Lanes && report.LinkFrames == 1
            && report.PreFec.BitErrors == 0 && report.PostFec.PayloadBitErrors == 0 && report.PostFec.Clean == report.PostFec.Codewords;
    }
}
