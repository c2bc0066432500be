using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Link.Events;

/// <summary>What many windows show is what each one shows, and that is what is sent there.</summary>
[Trait("Isa", "true")]
public class LaneLooksTests
{
    private const uint Frame = 9;
    private const int Count = 1040; // more than are made at a time

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
        var looks = new LaneLooks(design.Options.Seed, 3);
        (ulong[] windows, ulong[] at) = Windows(design);
        ulong[] expected = [.. windows.Select((window, i) => looks.SeeOne(window, (int)at[i], Frame))], seen = new ulong[Count];
        foreach (int step in (int[])[16, 48, 64])
        {
            for (int first = 0; first + step <= Count; first += step)
            {
                looks.See<Words4>(windows.AsSpan(first, step), at.AsSpan(first, step), Frame, seen.AsSpan(first));
                Assert.Equal(expected.AsSpan(first, step), seen.AsSpan(first, step));
                looks.See<Words8>(windows.AsSpan(first, step), at.AsSpan(first, step), Frame, seen.AsSpan(first));
                Assert.Equal(expected.AsSpan(first, step), seen.AsSpan(first, step));
            }
        }

        ulong[] marked = [.. expected.Select((look, i) => look | places.MarkOne(windows[i], (int)at[i]))];
        looks.See(windows, at, Frame, seen);
        places.Mark<Words4>(windows, at, seen);
        Assert.Equal(marked, seen);
        looks.See(windows, at, Frame, seen);
        places.Mark<Words8>(windows, at, seen);
        Assert.Equal(marked, seen);
        Compare(design, windows, at, marked);
    }

    /// <summary>Errors side by side are where the definition has each.</summary>
    [Theory]
    [InlineData("kp4", "4", "37")]
    [InlineData("kr4", "2", "40")]
    [InlineData("rs-60-52-0x11d-0", "4", "40")]
    [InlineData("rs-255-239", "5", "13")]
    public void Errors_AreWhereTheDefinitionHasThem(string code, string interleave, string lanes)
    {
        LinkDesign design = new(LinkEmulatorTests.Small(("engine", "event"), ("fec.code", code), ("fec.interleave", interleave), ("bonding.dataLanes", lanes)).Build());
        SymbolPlaces places = SymbolPlaces.Of(design)!;
        var random = new Random(11);
        (ulong[] lane, ulong[] data, ulong[] expected) = (new ulong[Count], new ulong[Count], new ulong[Count]);
        for (int i = 0; i < Count; i++)
        {
            (lane[i], int last) = ((ulong)random.Next(design.Layout.Lanes), design.Layout.LaneBits(design.Layout.Lanes - 1) - 1);
            data[i] = (ulong)(random.Next(3) switch { 0 => random.Next(20), 1 => last - random.Next(20), _ => random.Next(last + 1) });
            SymbolPlace place = places.At((int)lane[i], (int)data[i]);
            uint symbol = (uint)((((place.Group * design.Code.CodewordSymbols) + place.Symbol) * places.Interleave) + place.Codeword);
            expected[i] = ((ulong)symbol << WordErrors.SymbolAt) | ((ulong)(uint)place.Offset << WordErrors.OffsetAt) | (uint)((place.Group * places.Interleave) + place.Codeword);
        }

        Assert.Equal(expected, ErrorsAt<Words4>(places, lane, data));
        Assert.Equal(expected, ErrorsAt<Words8>(places, lane, data));
    }

    private static ulong[] ErrorsAt<TWords>(SymbolPlaces places, ulong[] lane, ulong[] data)
        where TWords : struct, IWords<TWords>
    {
        ulong[] errors = new ulong[lane.Length];
        for (int i = 0; i < errors.Length; i += TWords.Count)
        {
            places.ErrorsAt(TWords.Load(ref lane[i]), TWords.Load(ref data[i])).Store(ref errors[i]);
        }

        return errors;
    }

    /// <summary>Where there is no code, no more bits are shown than a window has: tables are gathered from by them without being asked how long they are.</summary>
    [Fact]
    public void Looks_OutsideTheCode_HaveNoMoreBits()
    {
        LinkDesign design = new(LinkEmulatorTests.Small(("engine", "event")).Build());
        var looks = new LaneLooks(design.Options.Seed, 3);
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
        SymbolPlaces.Of(design)!.Mark(windows, at, four);
        Assert.All(four.Concat(eight).Select((look, i) => (look, taps: Window.TapsOf(windows[i % windows.Length]))), one => Assert.True((one.look & Look.Pattern) < 1UL << one.taps));
    }

    /// <summary>Windows on all lanes, at both ends of what is code as often as in between.</summary>
    private static (ulong[] Windows, ulong[] At) Windows(LinkDesign design)
    {
        var random = new Random(7);
        (ulong[] windows, ulong[] at) = (new ulong[Count], new ulong[Count]);
        for (int i = 0; i < Count; i++)
        {
            var path = new LeakagePath(0, random.Next(-7, 9), [.. new long[random.Next(1, LeakagePath.MaxTaps + 1)]]);
            windows[i] = Window.Of(path, random.Next(design.Layout.Lanes), random.Next())!.Value;
            int last = design.Layout.LaneBits(Window.LaneOf(windows[i])) - Window.TapsOf(windows[i]);
            int data = random.Next(3) switch { 0 => random.Next(20), 1 => last - random.Next(20), _ => random.Next(last + 1) };
            at[i] = ((ulong)(uint)random.Next() << 32) | (uint)(data + Window.ShiftOf(windows[i]));
        }

        return (windows, at);
    }

    /// <summary>The bits are those that are looked up one by one; their groups, those of the striping's own map.</summary>
    private static void Compare(LinkDesign design, ulong[] windows, ulong[] at, ulong[] looks)
    {
        var payload = new LanePayload(design, 3);
        FrameCode code = new(design, new GroupEncoder(design, payload), 3), before = new(design, new GroupEncoder(design, payload), 3);
        code.Start(Frame);
        before.Start(Frame - 1);
        var bits = new SentBits(design, code, before, 3, new LaneMapHistory(design.BroughtUp));
        bits.Start();
        int parity = 0, two = 0, late = 0;
        for (int i = 0; i < looks.Length; i++)
        {
            int lane = Window.LaneOf(windows[i]), taps = Window.TapsOf(windows[i]), data = (int)at[i] - Window.ShiftOf(windows[i]);
            Assert.Equal((ulong)bits.Window(design.BroughtUp.ChannelOfLane[lane], data + AlignmentMarker.LengthUi, taps), looks[i] & Look.Pattern);
            (int firstGroup, bool firstParity) = Of(design, lane, data);
            (int lastGroup, bool lastParity) = Of(design, lane, data + taps - 1);
            bool isTwo = data / design.Layout.SymbolBits != (data + taps - 1) / design.Layout.SymbolBits;
            Assert.Equal((firstGroup, firstParity), (Look.FirstGroup(looks[i]), (looks[i] & Look.FirstIsParity) != 0));
            Assert.Equal((isTwo ? lastGroup : design.Groups, isTwo && lastParity), (Look.SecondGroup(looks[i]), (looks[i] & Look.SecondIsParity) != 0));
            parity += firstParity || lastParity ? 1 : 0;
            two += isTwo ? 1 : 0;
            late += data / LaneStream.BlockBits != (data + taps - 1) / LaneStream.BlockBits ? 1 : 0;
        }

        Assert.True(parity > 0 && two > 20 && late > 5, $"{parity} windows with parity, {two} of two symbols, {late} of two blocks show little.");
    }

    private static (int Group, bool IsParity) Of(LinkDesign design, int lane, int data)
    {
        FrameLayout layout = design.Layout;
        (int round, int offset) = Math.DivRem(data, layout.UnitBits);
        long bit = design.Striping.Map.BitAt(((((long)round * layout.Lanes) + lane) * layout.UnitBits) + offset);
        return ((int)(bit / design.Code.GroupCodeBits), bit % design.Code.GroupCodeBits >= design.Code.GroupMessageBits);
    }
}
