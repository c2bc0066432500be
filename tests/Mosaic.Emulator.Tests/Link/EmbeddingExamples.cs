using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Session;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;

namespace Mosaic.Emulator.Tests.Link;

/// <summary>The examples of the library's README, compiled and run.</summary>
public class EmbeddingExamples
{
    [Fact]
    public void ALink()
    {
        using var link = LinkSession.FromJson("""{ "fiber": { "lengthM": 30 } }""");
        link.OnEvent = one => Console.WriteLine($"{one.TimeNs} ns: {one.Kind} {one.Count}");

        byte[] sent = new byte[1500], received = new byte[1500];
        BlockDelivery block = link.Transmit(sent, received);
        Console.WriteLine($"received after {block.DelayNs:f0} ns, lost: {block.IsLost}");

        link.InjectFault(new FaultOptions { Kind = FaultKind.Dead, Lane = 37 });
        Console.WriteLine($"{link.Totals.CodewordErrors} of {link.Totals.Codewords} codewords lost, {link.Report().PreFec.Ber:e2} before FEC");

        Assert.InRange(block.DelayNs, link.Timing.PropagationNs, link.Timing.PropagationNs + 2000);
        Assert.Equal(6400, link.Totals.Codewords);
        Assert.InRange(link.Report().PreFec.Ber!.Value, 1e-4, 3e-3);
    }

    [Fact]
    public void ACodeAlone()
    {
        IBlockCode code = CodeCatalog.Create("kp4", interleave: 4);
        int groups = code.BatchGroups;
        ulong[] message = new ulong[groups * code.GroupMessageBits / 64], decoded = new ulong[message.Length];
        ulong[] stream = new ulong[groups * code.GroupCodeBits / 64];
        short[] verdicts = new short[groups * code.Interleave];

        new Random(1).NextBytes(MemoryMarshal.AsBytes(message.AsSpan()));
        code.Encode(message, stream, groups);
        stream[0] ^= 0xFFFFF; // the first symbols of codewords 0 and 1 of the first group
        code.Decode(stream, decoded, verdicts, groups);
        Console.WriteLine(verdicts.Count(v => v == 1)); // 2

        Assert.Equal(message, decoded);
        Assert.Equal([1, 1, 0, 0], verdicts[..4]);
    }

    [Fact]
    public void ADeskewAlone()
    {
        // Four lanes with a marker every 6,400 UI, late by so many UI, and out of order.
        const int FrameUi = 6400;
        Arrival arrival = Arrival.Draw(ownDelaysUi: [3, 170, 41, 0], delayUi: 0, skewUi: 0, shuffle: true, seed: 7, trial: 0);
        var ports = new ArrivedFrames(arrival, FrameUi, kept: 3); // or any other IPortStreams
        IDeskew deskew = DeskewCatalog.Find("marker")(ports: 4, FrameUi, maxSkewUi: 1000);
        for (long frame = 0; !deskew.IsAligned; frame++)
        {
            var rows = new LinkBlock(lanes: 4, words: FrameUi / 64);
            for (int lane = 0; lane < 4; lane++)
            {
                new RandomAddress(7, RandomPurpose.Payload, Frame: (uint)frame, Lane: lane).Fill(rows.Row(lane));
                AlignmentMarker.Write(rows.Row(lane), lane, frame);
            }

            ports.Put(rows);
            deskew.Observe(ports);
        }

        var alignments = new PortAlignment[4];
        deskew.CopyAlignments(alignments);
        Console.WriteLine(string.Join(", ", alignments)); // which lane, and how late, port by port

        Assert.Equal([(0, 3), (1, 170), (2, 41), (3, 0)], alignments.Select(one => (one.Lane, one.FirstFrame)).Order());
    }

    [Fact]
    public void AChannelAlone()
    {
        const int Words = 10_000;
        var optics = new OpticalLink(new OpticalLinkOptions { Fiber = new FiberOptions { LengthM = 30 } }, seed: 1);
        var channel = new BitTrueChannel(optics.Lanes, Words); // or a WaveformChannel; or lanes of your own
        var sent = new LinkBlock(optics.Lanes.Count, Words, channel.MarginWords);
        var received = new LinkBlock(optics.Lanes.Count, Words);

        new RandomAddress(1, RandomPurpose.Payload).Fill(sent.Storage);
        channel.Transmit(sent, received, new RandomAddress(1, RandomPurpose.Channel));
        long errors = BitString.HammingDistance(sent.Row(190), received.Row(190), Words * 64);
        Console.WriteLine($"{errors} errors, {BerPredictor.Predict(optics.Lanes[190]) * Words * 64:f1} expected");

        double expected = BerPredictor.Predict(optics.Lanes[190]) * Words * 64;
        Assert.True(expected > 20);
        Assert.InRange(errors, expected - (6 * Math.Sqrt(expected)), expected + (6 * Math.Sqrt(expected)));
    }

    /// <summary>What the README shows is what runs here.</summary>
    [Fact]
    public void Readme_ShowsThem()
    {
        string here = Here(), own = Spaceless(File.ReadAllText(here));
        string readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src", "Mosaic.Emulator", "README.md"));
        string[] examples = [.. readme.Split("```csharp\n").Skip(1).Select(part => part.Split("```")[0])];
        Assert.Equal(4, examples.Length);
        Assert.All(examples, example => Assert.Contains(Spaceless(example), own, StringComparison.Ordinal));
        static string Spaceless(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
