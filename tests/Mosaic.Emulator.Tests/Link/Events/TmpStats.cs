using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Numerics;
using Xunit.Abstractions;

namespace Mosaic.Emulator.Tests.Link.Events;

public class TmpStats(ITestOutputHelper output)
{
    [Fact]
    public void Print()
    {
        foreach (string l in new[] { "19.92", "22.46", "26.98" })
        {
            LinkDesign d = new(new LinkConfiguration().Set("engine", "event").Set("fiber.lengthM", l).Set("stop.payloadBits", "1e9").Build());
            var plan = new LookPlan(d, PayloadSources.Create(d, 0, null), null, 0, new LaneMapHistory(d.BroughtUp));
            var ef = new EventFrame(d, PayloadSources.Create(d, 0, null), null, 0, new LaneMapHistory(d.BroughtUp));
            var c = (BitTrueChannel)d.Channel;
            int n = 0, s = 0, e = 0, unknown = 0; const int F = 20;
            for (int f = 0; f < F; f++)
            {
                plan.Make(f, c); ef.Find(f);
                n += plan.Candidates.Count; s += plan.Survivors.Count; unknown += plan.Survivors.Count(x => x.OwnPattern < 0); e += ef.Errors.Count;
            }

            var probs = Enumerable.Range(0, 400).Select(i => c.Probability(i)!).ToArray();
            output.WriteLine($"{l}: cand {n / (double)F} surv {s / (double)F} (deferred {unknown / (double)F}) err {e / (double)F}; near {probs.Average(p => p.NearPaths)} max {probs.Max(p => p.NearPaths)} of {probs.Average(p => p.Paths.Length)}; own taps {probs[0].Paths[0].Coefficients.Length} near taps {string.Join(",", probs[210].Paths.Take(probs[210].NearPaths).Select(p => $"{p.Source}:{-p.LastShift}..{-p.FirstShift}"))} rest {string.Join(",", probs[210].Paths.Skip(probs[210].NearPaths).Select(p => $"{p.Source}:{-p.LastShift}..{-p.FirstShift}"))}");
            output.WriteLine($"gap lanes {probs.Count(p => p.OwnBounds.ToArray().Max() >= 1 / 1024.0)}");
        }
    }
}
