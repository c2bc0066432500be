using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Tests.Link;

/// <summary>Links whose code decodes log-likelihoods.</summary>
public class SoftLinkTests
{
    private static LinkConfiguration Soft(params (string Path, string Value)[] settings) => LinkEmulatorTests.Small(
        [("engine", "waveform"), ("fec.code", "clause177"), ("stop.payloadBits", "4e6"), ("fiber.lengthM", "31"), .. settings]);

    [Fact]
    public void BitTrue_IsRefusedByName()
    {
        var refusal = Assert.Throws<ConfigurationException>(() => new LinkEmulator(Soft(("engine", "bit-true")).Build()));
        Assert.Equal("engine, fec.code: clause177 decodes log-likelihoods, and bit-true gives hard bits only; it takes engine waveform", refusal.Message);
    }

    [Fact]
    public void WordsAcrossTheLanes_AreRefusedByName()
    {
        var refusal = Assert.Throws<ConfigurationException>(() => new LinkEmulator(Soft(("bonding.laneSecded", "true"), ("bonding.dataLanes", "30")).Build()));
        Assert.Equal("bonding.laneSecded, fec.code: words across the lanes correct hard decisions, and clause177 decodes log-likelihoods", refusal.Message);
    }

    [Fact]
    public void ACapture_IsRefusedByName()
    {
        var emulator = new LinkEmulator(Soft().Build());
        var refusal = Assert.Throws<ConfigurationException>(() => emulator.Run(captured: new MemoryStream()));
        Assert.Equal("capture.errors: a capture holds hard decisions, which clause177 (fec.code) does not decode", refusal.Message);
        refusal = Assert.Throws<ConfigurationException>(() => emulator.Run(replayed: new MemoryStream()));
        Assert.StartsWith("capture.replay: ", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>What the report counts is what comes out when every frame's samples are taken by the map alone, without ports, alignment and gathering.</summary>
    [Theory]
    [InlineData("symbol", "40", "4")]
    [InlineData("symbol", "37", "1")]
    [InlineData("codeword", "37", "2")]
    public void SoftValues_TakeTheWayOfTheirBits(string striping, string lanes, string interleave)
    {
        LinkOptions options = Soft(("bonding.striping", striping), ("bonding.dataLanes", lanes), ("fec.interleave", interleave)).Build();
        LinkReport report = new LinkEmulator(options).Run();
        var design = new LinkDesign(options);
        var code = (ISoftBlockCode)design.Code;
        var transmitter = new FrameTransmitter(design, new RandomPayload(options.Seed, 0), null, 0, new LaneMapHistory(design.BroughtUp));
        var slot = new FrameSlot(design, keepsSent: true);
        var soft = new sbyte[design.Layout.Bits];
        var message = new ulong[design.MessageWords];
        var verdicts = new short[design.Groups * code.Interleave];
        long wrong = 0, flipped = 0;
        for (long frame = 0; frame < report.LinkFrames; frame++)
        {
            // Two training frames brought the link up.
            transmitter.Transmit(frame, frame + 2, slot);
            for (long bit = 0; bit < soft.Length; bit++)
            {
                (int lane, int ui) = design.Striping.Map.PlaceOf(bit);
                soft[bit] = slot.Soft!.Row(lane)[AlignmentMarker.LengthUi + ui];
            }

            code.Decode(soft, message, verdicts, design.Groups);
            wrong += BitString.HammingDistance(slot.Sent.Message.Span, message, design.MessageBits);
            flipped += BitString.HammingDistance(slot.Sent.Code.Span, Signs(soft), design.Layout.Bits);
        }

        Assert.Equal(wrong, report.PostFec.PayloadBitErrors);
        Assert.True(wrong > 0, "A link without errors shows little.");
        Assert.InRange((double)report.PreFec.BitErrors / flipped, 0.9, 1.1);
        Assert.True(report.PostFec.Ber < 0.5 * report.PreFec.Ber);
        Assert.True(report.PostFec.Corrected > 100 && report.PostFec.Miscorrected > 0);
    }

    /// <summary>Four bits in a thousand are wrong: too many for kp4, few for kp4 behind an inner code that knows how sure the receivers are.</summary>
    [Fact]
    public void AnInnerCode_SavesWhatTheOuterOneLoses()
    {
        LinkReport alone = new LinkEmulator(Soft(("fec.code", "kp4"), ("fiber.lengthM", "33")).Build()).Run();
        Assert.True(alone.PreFec.Ber > 2.5e-3 && alone.PostFec.CodewordErrorRatio > 0.3);
        LinkReport both = new LinkEmulator(Soft(("fec.code", "kp4+clause177"), ("fiber.lengthM", "33")).Build()).Run();
        Assert.InRange(both.PreFec.Ber!.Value, 0.9 * alone.PreFec.Ber!.Value, 1.1 * alone.PreFec.Ber.Value);
        Assert.Equal((0, 0, 0), (both.PostFec.PayloadBitErrors, both.PostFec.Uncorrectable, both.PostFec.Miscorrected));
        Assert.True(both.PostFec.Corrected > 100);
        Assert.Null(both.PostFec.PredictedCodewordErrorRatio);
    }

    /// <summary>Faults of every kind, slips among them, with any number of threads.</summary>
    [Fact]
    public void Threads_DoNotMatter_WhateverGoesWrong()
    {
        string?[] fingerprints = [.. new[] { "1", "2", "3" }.Select(threads => new LinkEmulator(
            Soft(("fiber.lengthM", "28"), ("deskew.maxSkewUi", "40000"), ("stop.payloadBits", "1.6e7"), ("threads", threads)).Build() with { Faults = FaultRunTests.Everything })
            .Run().Fingerprint)];
        Assert.Equal(fingerprints[0], fingerprints[1]);
        Assert.Equal(fingerprints[0], fingerprints[2]);
    }

    [Fact]
    public void OneFrameAlone_IsWhatItIsInTheRun()
    {
        long[] errors = [.. Enumerable.Range(0, 3).Select(frame => new LinkEmulator(Soft(("capture.frame", $"{frame}")).Build()).Run().PostFec.PayloadBitErrors)];
        LinkReport all = new LinkEmulator(Soft(("stop.payloadBits", $"{3 * new LinkDesign(Soft().Build()).MessageBits}")).Build()).Run();
        Assert.Equal((3, errors.Sum()), (all.LinkFrames, all.PostFec.PayloadBitErrors));
    }

    private static ulong[] Signs(ReadOnlySpan<sbyte> soft)
    {
        var signs = new ulong[BitString.WordCount(soft.Length)];
        for (int i = 0; i < soft.Length; i++)
            signs[i >> 6] |= soft[i] < 0 ? 1UL << (i & 63) : 0;
        return signs;
    }
}
