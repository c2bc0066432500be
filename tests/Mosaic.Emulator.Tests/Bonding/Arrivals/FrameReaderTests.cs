using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding.Arrivals;

/// <summary>A frame that lies in memory as it is to be read is found there, and no other.</summary>
public class FrameReaderTests
{
    private const int Lanes = 12;
    private static readonly FrameLayout Layout = new(Lanes, 10, 4, 30L * 544 * 4);
    private readonly Arrival _arrival = Arrival.Draw(new int[Lanes], 40, 90, shuffle: true, 3, 0);
    private readonly LinkBlock[] _frames = [.. Enumerable.Range(0, 4).Select(Frame)];
    private readonly ArrivedFrames _streams;

    public FrameReaderTests()
    {
        _streams = new ArrivedFrames(_arrival, Layout.FrameUi, 3);
        for (int frame = 0; frame < 3; frame++)
        {
            _streams.Put(_frames[frame]);
        }
    }

    [Fact]
    public void AFrameThatIsAligned_IsFoundInPlace_AndGatheredAsIfItWereRead()
    {
        PortAlignment[] alignments = Alignments();
        LinkBlock? found = FrameReader.FindInPlace(_streams, alignments, Layout, LaneMap.Identity(Lanes, Lanes), 1);
        Assert.Same(_frames[1], found);
        var read = new LinkBlock(Lanes, Layout.BodyWords);
        FrameReader.Read(_streams, alignments, Layout, LaneMap.Identity(Lanes, Lanes), 1, read);
        var striping = new Striping(Layout);
        ulong[] expected = new ulong[BitString.WordCount(Layout.Bits)], gathered = new ulong[expected.Length];
        striping.Gather(read, expected);
        if (striping.GathersInPieces)
        {
            striping.Gather(found!, -AlignmentMarker.LengthUi, gathered, 0, Layout.Bits, 0);
            Assert.Equal(expected, gathered);
        }
    }

    [Fact]
    public void WhatHasNotArrived_OrIsForgotten_IsNotFound()
    {
        Assert.Null(FrameReader.FindInPlace(_streams, Alignments(), Layout, LaneMap.Identity(Lanes, Lanes), 2));
        _streams.Put(_frames[3]);
        Assert.Same(_frames[2], FrameReader.FindInPlace(_streams, Alignments(), Layout, LaneMap.Identity(Lanes, Lanes), 2));
        Assert.Null(FrameReader.FindInPlace(_streams, Alignments(), Layout, LaneMap.Identity(Lanes, Lanes), 0));
    }

    [Theory]
    [InlineData(0, 1)] // off by one UI
    [InlineData(0, 64)] // by a word
    [InlineData(1, 0)] // taken for another lane
    [InlineData(-1, 0)] // not found at all
    public void AFrameWithALaneThatIsMisread_IsNotFound(int lane, int ui)
    {
        PortAlignment[] alignments = Alignments();
        alignments[5] = lane < 0 ? new PortAlignment(-1, 0) : new PortAlignment((alignments[5].Lane + lane) % Lanes, alignments[5].FirstFrame + ui);
        Assert.Null(FrameReader.FindInPlace(_streams, alignments, Layout, LaneMap.Identity(Lanes, Lanes), 1));
    }

    [Fact]
    public void AFrameWithALaneThatSlips_IsNotFound()
    {
        _streams.Slip(3, 1);
        _streams.Put(_frames[3]);
        Assert.Null(FrameReader.FindInPlace(_streams, Alignments(), Layout, LaneMap.Identity(Lanes, Lanes), 2));
    }

    [Fact]
    public void AFrameWhoseLanesAreOnOtherChannels_IsNotFound() =>
        Assert.Null(FrameReader.FindInPlace(_streams, Alignments(), Layout, LaneMap.Identity(Lanes - 1, Lanes).Move(2, Lanes - 1), 1));

    private PortAlignment[] Alignments() => [.. Enumerable.Range(0, Lanes).Select(port => new PortAlignment(_arrival.LaneOf(port), _arrival.DelayOf(port)))];

    private static LinkBlock Frame(int frame)
    {
        var rows = new LinkBlock(Lanes, Layout.FrameWords, 1);
        new RandomAddress(6, RandomPurpose.Payload, 0, (uint)frame).Fill(rows.Storage);
        return rows;
    }
}
