using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Traffic;
using Xunit.Abstractions;

namespace Mosaic.Emulator.Tests.Link.Events;

public class LookPlanTests(ITestOutputHelper output)
{
    /// <summary>Where the bound from the candidates' UI alone says that looks are few, no group that is counted has too many; over links around where it stops saying so.</summary>
    [Theory]
    [InlineData("40", "kp4", "4")]
    [InlineData("37", "kp4", "3")]
    [InlineData("40", "rs-255-239", "2")]
    [InlineData("2", "kp4", "4")]
    public void FewLooks_AreFewInEachGroup(string lanes, string code, string interleave)
    {
        (int few, int encoded, int neither) = (0, 0, 0);
        foreach (string lengthM in new[] { "22", "24", "25", "26", "26.5", "27", "28", "29" })
        {
            LinkDesign design = new(LinkEmulatorTests.Small(
                ("engine", "event"), ("bonding.dataLanes", lanes), ("fec.code", code), ("fec.interleave", interleave), ("fiber.lengthM", lengthM)).Build());
            var plan = new LookPlan(design, new RandomPayload(1, 0), null, 0, new LaneMapHistory(design.BroughtUp)) { CountsAlways = true };
            for (long frame = 0; frame < (lanes.Length > 1 ? 40 : 4); frame++)
            {
                plan.Make(frame, (BitTrueChannel)design.Channel, isNextWhole: false);
                bool areFew = plan.AreFew();
                Assert.False(areFew && plan.Code.Wanted.Count > 0);
                few += areFew ? 1 : 0;
                encoded += plan.Code.Wanted.Count > 0 ? 1 : 0;
                neither += areFew || plan.Code.Wanted.Count > 0 ? 0 : 1;
            }
        }

        output.WriteLine($"{few} frames with few looks, {encoded} with groups to be encoded, {neither} with neither");
        // On two lanes a group is on the way for so long that looks are few all over.
        Assert.True(few > 20 && (encoded > 20 || lanes.Length == 1), $"{few} and {encoded} frames show little.");
    }
}
