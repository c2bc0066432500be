using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;
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
        (int encoded, int neither) = (0, 0);
        int[] coarse = new int[CoarseCount.Coarsest + 1]; // frames with few looks, as bins tell
        foreach (string lengthM in new[] { "22", "24", "25", "26", "26.5", "27", "28", "29" })
        {
            LinkDesign design = new(LinkEmulatorTests.Small(
                ("engine", "event"), ("bonding.dataLanes", lanes), ("fec.code", code), ("fec.interleave", interleave), ("fiber.lengthM", lengthM)).Build());
            var plan = new LookPlan(design, new LanePayload(design, 0), 0, new LaneMapHistory(design.BroughtUp)) { Choice = { CountsAlways = true } };
            for (long frame = 0; frame < (lanes.Length > 1 ? 40 : 4); frame++)
            {
                plan.Make(frame, (BitTrueChannel)design.Channel, isNextWhole: false);
                bool isAnyEncoded = plan.Code.Wanted.Length > 0, areFew = false;
                for (int coarseness = CoarseCount.Coarsest; coarseness >= 0; coarseness--)
                {
                    plan.Choice.Coarse.Coarseness = coarseness;
                    areFew = plan.Choice.AreFew(plan.Candidates.Places, plan.First!.Survivors.Places);
                    Assert.False(areFew && isAnyEncoded);
                    coarse[coarseness] += areFew ? 1 : 0;
                }

                encoded += isAnyEncoded ? 1 : 0;
                neither += areFew || isAnyEncoded ? 0 : 1;
            }
        }

        output.WriteLine($"{string.Join(" … ", coarse)} frames with few looks, {encoded} with groups to be encoded, {neither} with neither");
        // On two lanes a group is on the way for so long that looks are few all over.
        Assert.True(coarse.Min() > 20 && (encoded > 20 || lanes.Length == 1), $"{coarse.Min()} and {encoded} frames show little.");
    }

    /// <summary>A frame that is drawn and looked at piece by piece leaves what is left of it when it is drawn first, and then looked at.</summary>
    [Fact]
    public void Pieces_LeaveWhatTheWholeFrameDoes()
    {
        LinkDesign design = new(new LinkConfiguration().Set("engine", "event").Set("fiber.lengthM", "27").Build());
        var channel = (BitTrueChannel)design.Channel;
        var plan = new LookPlan(design, new LanePayload(design, 0), 0, new LaneMapHistory(design.BroughtUp));
        plan.Make(3, channel, isNextWhole: false);
        var draw = new CellDraw();
        draw.Learn(channel);
        Assert.True(draw.Cells.Count > 3 * CellDraw.Together);

        var whole = new CandidateList();
        draw.Draw(new RandomAddress(design.Options.Seed, RandomPurpose.Channel, 0, 3), whole);
        Assert.Equal(whole.Places.ToArray(), plan.Candidates.Places.ToArray());
        Assert.Equal(whole.Levels.ToArray(), plan.Candidates.Levels.ToArray());
        Assert.Equal(whole.Blocks.ToArray(), plan.Candidates.Blocks.ToArray());

        var first = new FirstStage(design, 0);
        first.Start(whole.Count);
        first.Run(whole, 0, whole.Count, plan.Looks, 3, design.Looks.Places, []);
        first.End();
        Assert.Equal(first.Ends.ToArray(), plan.First!.Ends.ToArray());
        Assert.Equal(first.Survivors.Numbers.ToArray(), plan.First.Survivors.Numbers.ToArray());
        Assert.Equal(first.Survivors.Places.ToArray(), plan.First.Survivors.Places.ToArray());
        Assert.Equal(first.Survivors.Looks.ToArray(), plan.First.Survivors.Looks.ToArray());
        Assert.Equal(first.Survivors.Levels.ToArray(), plan.First.Survivors.Levels.ToArray());
    }

    /// <summary>What a candidate may look at, counted wherever it is, is no more than what is said of all places; and at some place it is as much.</summary>
    [Theory]
    [InlineData("symbol", "40", "4")]
    [InlineData("symbol", "37", "3")]
    [InlineData("bit", "40", "4")]
    [InlineData("bit", "37", "3")]
    [InlineData("codeword", "40", "4")]
    [InlineData("codeword", "13", "3")]
    public void MostLooks_AreNoFewerThanAnyCandidates(string striping, string lanes, string interleave)
    {
        LinkDesign design = new(LinkEmulatorTests.Small(
            ("engine", "event"), ("bonding.striping", striping), ("bonding.dataLanes", lanes), ("fec.interleave", interleave), ("lane.skewSpreadPs", "1500")).Build());
        var looks = new LookCount(design);
        double nearest = 0;
        int end = design.Layout.LaneBits(design.Layout.Lanes - 1);
        foreach (LaneNeighbourhood? lane in design.Looks.Of((BitTrueChannel)design.Channel, design.BroughtUp).Lanes)
        {
            int most = 0;
            for (int data = -lane!.Earliest; data < int.Min(end - lane.Latest, 12_000); data += 1 + (data % 3))
            {
                looks.Clear();
                looks.Add(lane.Runs, data + lane.Earliest, data + lane.Latest);
                most = int.Max(most, looks.Most);
            }

            Assert.InRange(most, 1, lane.MostLooks);
            nearest = double.Max(nearest, (double)most / lane.MostLooks);
        }

        output.WriteLine($"up to {nearest:0.00} of what is said");
        // Codewords on neighbouring lanes are mostly of other groups, which is not told apart.
        Assert.True(nearest > (striping is "codeword" ? 0.1 : 0.5), "Half of what is said would do.");
    }

    /// <summary>
    /// Symbols that may be looked at, counted one by one over all that survivors' receivers see and all that the next frame sees: a codeword with more than are
    /// independent is in a group that is encoded. The largest of the others is shown to be no less than a quarter of that.
    /// </summary>
    [Theory]
    [InlineData("as shipped", "27.6")]
    [InlineData("37 lanes", "27.6")]
    [InlineData("lane secded", "25.6")]
    public void Looks_CountedPlainly_AreIndependentWhereNothingIsEncoded(string name, string lengthM)
    {
        LinkDesign design = new(LinkEmulatorTests.Small([("engine", "event"), .. EventConfigurations.All[name], ("fiber.lengthM", lengthM)]).Build());
        var plan = new LookPlan(design, new LanePayload(design, 0), 0, new LaneMapHistory(design.BroughtUp));
        int most = 0, encoded = 0;
        for (long frame = 0; frame < 12; frame++)
        {
            plan.Make(frame, (BitTrueChannel)design.Channel, isNextWhole: false);
            encoded += plan.Code.Wanted.Length;
            Dictionary<(int Group, int Codeword), int> counts = PlainCounts(design, plan);
            most = int.Max(most, counts.Where(count => !plan.Code.IsWanted(count.Key.Group)).Max(count => count.Value));
        }

        output.WriteLine($"{most} of {design.Code.IndependentSymbols}, {encoded} groups encoded");
        Assert.InRange(most, design.Code.IndependentSymbols / 4, design.Code.IndependentSymbols);
    }

    private static Dictionary<(int Group, int Codeword), int> PlainCounts(LinkDesign design, LookPlan plan)
    {
        FrameLayout layout = design.Layout;
        var channel = (BitTrueChannel)design.Channel;
        HashSet<SymbolPlace> symbols = [];
        void Look(int lane, int data)
        {
            if (lane >= layout.Lanes && data >= 0 && data < layout.DataUi)
            {
                for (int each = 0; each < layout.Lanes; each++)
                {
                    Look(each, data);
                }
            }
            else if (lane >= 0 && lane < layout.Lanes && data >= 0 && data < layout.LaneBits(lane))
            {
                (int round, int offset) = Math.DivRem(data, layout.UnitBits);
                long symbol = design.Striping.Map.BitAt(((((long)round * layout.Lanes) + lane) * layout.UnitBits) + offset) / layout.SymbolBits;
                (long column, long codeword) = Math.DivRem(symbol, layout.Interleave);
                (long group, long within) = Math.DivRem(column, design.Code.CodewordSymbols);
                symbols.Add(new SymbolPlace((int)group, (int)codeword, (int)within, 0));
            }
        }

        HashSet<int> survivors = [.. plan.Survivors.Select(survivor => survivor.Candidate)];
        foreach (ulong number in plan.First!.Survivors.Numbers)
        {
            survivors.Add((int)number);
        }

        for (int i = 0; i < plan.Candidates.Count; i++)
        {
            ulong place = plan.Candidates.Places[i];
            foreach (LeakagePath path in channel.Probability(CandidateList.LaneOf(place))!.Paths.Take(survivors.Contains(i) ? int.MaxValue : 1))
            {
                for (int shift = path.FirstShift; shift <= path.LastShift; shift++)
                {
                    Look(design.BroughtUp.LaneOfChannel[path.Source], CandidateList.UiOf(place) - shift - AlignmentMarker.LengthUi);
                }
            }
        }

        for (int lane = 0; lane < layout.Lanes; lane++)
        {
            for (int ui = layout.DataUi - channel.ReachBack; ui < layout.DataUi; ui++)
            {
                Look(lane, ui);
            }
        }

        return symbols.GroupBy(symbol => (symbol.Group, symbol.Codeword)).ToDictionary(symbol => symbol.Key, symbol => symbol.Count());
    }
}
