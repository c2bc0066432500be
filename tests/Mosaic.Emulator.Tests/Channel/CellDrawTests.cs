using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Tests.Link;

namespace Mosaic.Emulator.Tests.Channel;

/// <summary>Candidates drawn side by side are those of each lane's cells, drawn point by point.</summary>
[Trait("Isa", "true")]
public class CellDrawTests
{
    [Theory]
    [InlineData("18", "0")]
    [InlineData("24", "0.5")]
    [InlineData("27", "0.3")]
    public void Candidates_AreThoseOfEachCell(string lengthM, string spreadDb)
    {
        LinkDesign design = new(LinkEmulatorTests.Small(("fiber.lengthM", lengthM), ("led.powerSpreadDb", spreadDb)).Build());
        var channel = (BitTrueChannel)design.Channel;
        int ui = design.Layout.FrameUi, found = 0, repeated = 0;
        CellDraw draw = channel.MakeCells();
        var list = new CandidateList();
        for (uint frame = 0; frame < 12; frame++)
        {
            var address = new RandomAddress(5, RandomPurpose.Channel, 2, frame);
            channel.Draw(address, draw, list);
            List<(int Lane, int Ui, double Level, bool IsRepeated)> expected = [];
            foreach (LaneSampler lane in channel.Samplers)
            {
                AddCells(lane, ui, address with { Lane = lane.Model.Lane }, expected);
            }

            int cells = expected.Count;
            Assert.InRange(cells, 0, list.Count);
            Assert.Equal(expected, Enumerable.Range(0, cells).Select(i => (CandidateList.LaneOf(list.Places[i]), CandidateList.UiOf(list.Places[i]), list.Levels[i], list.IsRepeated(i))));
            // Then come lanes whose candidates are drawn one after the other, each at a UI of its own.
            Assert.All(Enumerable.Range(cells, list.Count - cells), i => Assert.False(list.IsRepeated(i)));
            found += cells;
            repeated += expected.Count(candidate => candidate.IsRepeated);
        }

        Assert.True(found > 0 && (repeated > 0 || found < 10_000), $"{found} candidates, {repeated} of them repeated, show little.");
    }

    private static void AddCells(LaneSampler lane, int ui, RandomAddress address, List<(int Lane, int Ui, double Level, bool IsRepeated)> list)
    {
        for (int cell = 0; lane.Cells is { } cells && cell < cells.Count; cell++)
        {
            uint block = (uint)cell * CandidateCells.Blocks;
            HashSet<int> taken = [];
            int points = cells.Points(address.Block(block).Low);
            for (uint point = 1; point <= points; point++)
            {
                (ulong place, ulong acceptance) = address.Block(block + point);
                int at = (cell * cells.Ui) + CandidateCells.Place(place, (uint)cells.Ui);
                if (at < ui)
                {
                    list.Add((address.Lane, at, RandomAddress.ToUnit(acceptance) * lane.Bound, !taken.Add(at)));
                }
            }
        }
    }
}
