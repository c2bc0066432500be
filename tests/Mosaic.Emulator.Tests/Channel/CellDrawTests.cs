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
    [InlineData("31", "0.3")]
    public void Candidates_AreThoseOfEachCell(string lengthM, string spreadDb)
    {
        LinkDesign design = new(LinkEmulatorTests.Small(("fiber.lengthM", lengthM), ("led.powerSpreadDb", spreadDb)).Build());
        var channel = (BitTrueChannel)design.Channel;
        int ui = design.Layout.FrameUi, found = 0, repeated = 0, behind = 0;
        var draw = new CellDraw();
        draw.Learn(channel);
        var list = new CandidateList();
        for (uint frame = 0; frame < 12; frame++)
        {
            var address = new RandomAddress(5, RandomPurpose.Channel, 2, frame);
            list.Clear();
            draw.Draw(address, list);
            List<(int Lane, int Ui, double Level, bool IsRepeated)> expected = [];
            foreach (LaneSampler? lane in channel.Lanes)
            {
                AddCells(lane!, ui, address with { Lane = lane!.Model.Lane }, expected);
            }

            // What is behind the frame's end is no error, and no place of one.
            Assert.Equal(expected, Candidates(list).Where(candidate => candidate.Level != CellDraw.NoLevel));
            Assert.All(Candidates(list), candidate => Assert.InRange(candidate.Ui, 0, ui - 1));
            int cells = expected.Count;
            var parts = new CandidateList();
            for (int from = 0; from < draw.Cells.Count; from += 3 * CellTables.Step)
            {
                draw.Draw(address, parts, from, int.Min(from + (3 * CellTables.Step), draw.Cells.Count));
            }

            Assert.Equal(Candidates(list), Candidates(parts));
            behind += list.Count - cells;
            found += cells;
            repeated += expected.Count(candidate => candidate.IsRepeated);
        }

        Assert.True(found > 0 && (repeated > 0 || found < 10_000) && (behind > 0 || found < 100_000), $"{found} candidates, {repeated} of them repeated, {behind} behind the end show little.");
    }

    private static IEnumerable<(int Lane, int Ui, double Level, bool IsRepeated)> Candidates(CandidateList list) =>
        Enumerable.Range(0, list.Count).Select(i => (CandidateList.LaneOf(list.Places[i]), CandidateList.UiOf(list.Places[i]), list.Levels[i], list.IsRepeated(i)));

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
