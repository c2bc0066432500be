using System.Reflection;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Link.Events;

/// <summary>Tables and cells that turn from frame to frame, where light drifts, say what those say that are made anew.</summary>
[Trait("Isa", "true")]
public class LaneTablesTests
{
    [Theory]
    [InlineData("0.01", false)]
    [InlineData("1.7", true, "receiver.jitterPs", "4")]
    [InlineData("-0.05", false)]
    public void Turned_AreThoseMadeAnew(string db, bool movesPaths, params string[] settings)
    {
        LinkDesign design = Drifting(db, settings);
        var map = LaneMap.Identity(design.Lanes, design.Channels);
        ChannelLooks? turned = null;
        var draw = new CellDraw();
        int moved = 0;
        for (long frame = 0; frame < 40; frame += 1 + (frame / 8))
        {
            Assert.True(design.Faults.IsDrifting(frame));
            var channel = (BitTrueChannel)design.Faults.ChannelAt(frame, map);
            turned ??= new ChannelLooks(design, map, (BitTrueChannel)design.Channel);
            ulong[] before = [.. turned.Tables.PathWindows];
            turned.Learn(channel);
            moved += before.AsSpan().SequenceEqual(turned.Tables.PathWindows) ? 0 : 1;
            var anew = new ChannelLooks(design, map, channel);
            AssertSame(anew.Reaches, turned.Reaches);
            CheckTables(anew.Tables, turned.Tables);
            Assert.Equal(anew.Lanes.Select(lane => (Reach.Of(lane!), lane!.MostLooks)), turned.Lanes.Select(lane => (Reach.Of(lane!), lane!.MostLooks)));
            CheckCandidates(channel, draw);
        }

        Assert.True(moved > 0 || !movesPaths, "No path has moved, which shows little.");
    }

    /// <summary>All tables that there are, but some.</summary>
    private static void AssertSame<T>(T expected, T actual, params string[] but)
    {
        foreach (PropertyInfo table in typeof(T).GetProperties().Where(property => !but.Contains(property.Name)))
        {
            Assert.Equal(table.GetValue(expected), table.GetValue(actual));
        }
    }

    /// <summary>Every table but where currents lie, and each path's currents wherever they are.</summary>
    private static void CheckTables(LaneTables expected, LaneTables actual)
    {
        AssertSame(expected, actual, nameof(LaneTables.PathWindows), nameof(LaneTables.Currents));
        Assert.Equal(Enumerable.Range(0, expected.Depth + 1).Select(expected.EndsAt), Enumerable.Range(0, actual.Depth + 1).Select(actual.EndsAt));
        const ulong Place = (1UL << Window.TableAt) - 1;
        for (int i = 0; i < expected.PathWindows.Length; i++)
        {
            ulong window = expected.PathWindows[i], other = actual.PathWindows[i];
            Assert.Equal(window & Place, other & Place);
            Assert.Equal(
                expected.Currents.AsSpan((int)(window >> Window.TableAt), 1 << Window.TapsOf(window)), actual.Currents.AsSpan((int)(other >> Window.TableAt), 1 << Window.TapsOf(other)));
        }
    }

    private static void CheckCandidates(BitTrueChannel channel, CellDraw draw)
    {
        var address = new RandomAddress(5, RandomPurpose.Channel, 2, 7);
        var anew = new CellDraw();
        (CandidateList expected, CandidateList actual) = (new(), new());
        anew.Learn(channel);
        anew.Draw(address, expected);
        draw.Learn(channel);
        draw.Draw(address, actual);
        Assert.Equal(expected.Places, actual.Places);
        Assert.Equal(expected.Levels, actual.Levels);
        Assert.Equal(expected.Blocks, actual.Blocks);
    }

    private static LinkDesign Drifting(string db, string[] settings) => new(LinkEmulatorTests.Small(
        [("engine", "event"), ("fiber.lengthM", "27"), ("led.powerSpreadDb", "0.5"), ("faults", $$"""[{ "lane": 12, "kind": "drift", "db": {{db}} }]"""), .. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]).Build());
}
