using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Tests.Link.Events;

/// <summary>What many windows show is what each one shows, and that is what is sent there.</summary>
[Trait("Isa", "true")]
public class SymbolLooksTests
{
    [Theory]
    [InlineData("kp4", "4", "40")]
    [InlineData("kp4", "3", "37")]
    [InlineData("kp4", "1", "39")]
    [InlineData("kr4", "2", "40")]
    [InlineData("rs-60-52-0x11d-0", "4", "40")]
    [InlineData("rs-255-239", "5", "13")]
    public void Looks_AreThoseOfEachWindow(string code, string interleave, string lanes)
    {
        LinkDesign design = new(LinkEmulatorTests.Small(("engine", "event"), ("fec.code", code), ("fec.interleave", interleave), ("bonding.dataLanes", lanes)).Build());
        SymbolPlaces places = SymbolPlaces.Of(design)!;
        var looks = new SymbolLooks(places, design.Options.Seed, 3);
        var random = new Random(7);
        int count = 512;
        (ulong[] windows, ulong[] at) = (new ulong[count], new ulong[count]);
        for (int i = 0; i < count; i++)
        {
            var path = new LeakagePath(0, random.Next(-7, 9), [.. new long[random.Next(1, LeakagePath.MaxTaps + 1)]]);
            windows[i] = Window.Of(path, random.Next(design.Layout.Lanes), random.Next())!.Value;
            // Both ends of what is code, as often as what is in between.
            int last = design.Layout.LaneBits(Window.LaneOf(windows[i])) - Window.TapsOf(windows[i]);
            int data = random.Next(3) switch { 0 => random.Next(20), 1 => last - random.Next(20), _ => random.Next(last + 1) };
            at[i] = ((ulong)(uint)random.Next() << 32) | (uint)(data + Window.ShiftOf(windows[i]));
        }

        const uint Frame = 9;
        ulong[] expected = [.. windows.Select((window, i) => looks.SeeOne(window, (int)at[i], Frame))], seen = new ulong[count];
        for (int first = 0; first < count; first += 128)
        {
            looks.See<Words4>(windows.AsSpan(first, 128), at.AsSpan(first, 128), Frame, seen.AsSpan(first));
        }

        Assert.Equal(expected, seen);
        Array.Clear(seen);
        for (int first = 0; first < count; first += 128)
        {
            looks.See<Words8>(windows.AsSpan(first, 128), at.AsSpan(first, 128), Frame, seen.AsSpan(first));
        }

        Assert.Equal(expected, seen);
        Array.Clear(seen);
        looks.See(windows, at, Frame, seen);
        Assert.Equal(expected, seen);
        Compare(design, windows, at, Frame, expected);
    }

    /// <summary>Where there is no code, no more bits are shown than a window has: tables are gathered from by them without being asked how long they are.</summary>
    [Fact]
    public void Looks_OutsideTheCode_HaveNoMoreBits()
    {
        LinkDesign design = new(LinkEmulatorTests.Small(("engine", "event")).Build());
        var looks = new SymbolLooks(SymbolPlaces.Of(design)!, design.Options.Seed, 3);
        var random = new Random(5);
        (ulong[] windows, ulong[] at) = (new ulong[256], new ulong[256]);
        for (int i = 0; i < windows.Length; i++)
        {
            var path = new LeakagePath(0, random.Next(-7, 9), [.. new long[random.Next(1, LeakagePath.MaxTaps + 1)]]);
            windows[i] = i % 8 == 0 ? 0 : Window.Of(path, random.Next(1 << 16), random.Next())!.Value;
            at[i] = (i % 5) switch { 0 => 0, 1 => uint.MaxValue, 2 => (ulong)random.Next(200), 3 => (uint)(design.Layout.FrameUi + random.Next(200)), _ => (ulong)random.NextInt64() };
        }

        ulong[] four = new ulong[windows.Length], eight = new ulong[windows.Length];
        looks.See<Words4>(windows, at, 9, four);
        looks.See<Words8>(windows, at, 9, eight);
        Assert.All(four.Concat(eight).Select((look, i) => (look, taps: Window.TapsOf(windows[i % windows.Length]))), one => Assert.True((one.look & Look.Pattern) < 1UL << one.taps));
    }

    /// <summary>The bits are those that are looked up one by one, by the striping's own map; and so are their groups.</summary>
    private static void Compare(LinkDesign design, ulong[] windows, ulong[] at, uint frame, ulong[] looks)
    {
        FrameCode code = new(design, new RandomPayload(design.Options.Seed, 3), null, 3), before = new(design, new RandomPayload(design.Options.Seed, 3), null, 3);
        code.Start(frame);
        before.Start(frame - 1);
        var bits = new SentBits(design, code, before, 3, new LaneMapHistory(design.BroughtUp));
        bits.Start();
        int parity = 0, two = 0;
        for (int i = 0; i < looks.Length; i++)
        {
            int lane = Window.LaneOf(windows[i]), taps = Window.TapsOf(windows[i]), data = (int)at[i] - Window.ShiftOf(windows[i]);
            Assert.Equal((ulong)bits.Window(design.BroughtUp.ChannelOfLane[lane], data + AlignmentMarker.LengthUi, taps), looks[i] & Look.Pattern);
            (int firstGroup, bool firstParity) = Of(design, lane, data);
            (int lastGroup, bool lastParity) = Of(design, lane, data + taps - 1);
            bool isTwo = data / design.Layout.SymbolBits != (data + taps - 1) / design.Layout.SymbolBits;
            Assert.Equal((firstGroup, firstParity, isTwo), (Look.FirstGroup(looks[i]), (looks[i] & Look.FirstIsParity) != 0, (looks[i] & Look.IsTwo) != 0));
            Assert.Equal((isTwo ? lastGroup : -1, isTwo && lastParity), (isTwo ? Look.SecondGroup(looks[i]) : -1, (looks[i] & Look.SecondIsParity) != 0));
            parity += firstParity || lastParity ? 1 : 0;
            two += isTwo ? 1 : 0;
        }

        Assert.True(parity > 0 && two > 20, $"{parity} windows with parity, {two} of two symbols show little.");
    }

    private static (int Group, bool IsParity) Of(LinkDesign design, int lane, int data)
    {
        FrameLayout layout = design.Layout;
        (int round, int offset) = Math.DivRem(data, layout.UnitBits);
        long bit = design.Striping.Map.BitAt(((((long)round * layout.Lanes) + lane) * layout.UnitBits) + offset);
        return ((int)(bit / design.Code.GroupCodeBits), bit % design.Code.GroupCodeBits >= design.Code.GroupMessageBits);
    }
}
