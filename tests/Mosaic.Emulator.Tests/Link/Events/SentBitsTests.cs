using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Link.Frames;

namespace Mosaic.Emulator.Tests.Link.Events;

/// <summary>Bits made where they are looked at are those of the frame as it is sent, before its start and behind its end too.</summary>
public class SentBitsTests
{
    public static TheoryData<string> Names => ["as shipped", "striped by bit", "37 lanes by bit", "13 lanes by codeword", "rs-255-239 x 2", "two codes", "lane secded by bit, spares", "lane parity, spares", "short words"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Window_IsWhatIsSent(string name)
    {
        LinkDesign design = EventConfigurations.Design(name);
        var payload = new LanePayload(design, 0);
        var maps = new LaneMapHistory(design.BroughtUp);
        var transmitter = new FrameTransmitter(design, payload, null, 0, maps);
        var slot = new FrameSlot(design);
        FrameCode code = new(design, new GroupEncoder(design, payload), 0), before = new(design, new GroupEncoder(design, payload), 0);
        var bits = new SentBits(design, code, before, 0, maps);
        int margin = design.Channel.MarginWords * 64, end = design.Layout.FrameUi, step = 0;
        foreach (long frame in (long[])[0, 1, 5])
        {
            transmitter.Prepare(frame, frame, slot);
            code.Start(frame);
            before.Start(frame - 1);
            code.EncodeAll();
            before.EncodeAll();
            bits.Start();
            for (int channel = 0; channel < design.Channels; channel++)
            {
                // Both ends of the frame, the last round among them, and places here and there.
                for (int ui = -margin; ui < end + margin - 8; ui += ui is > 200 && ui < end - 300 ? 900 + (step++ * 7 % 401) : 3 + (step++ % 5))
                {
                    int count = 1 + (step % 8);
                    ulong expected = BitString.ReadBits(transmitter.Sent.Storage, ((((long)channel * transmitter.Sent.Stride) + transmitter.Sent.MarginWords) * 64) + ui, count);
                    Assert.Equal(expected, (ulong)bits.Window(channel, ui, count));
                }
            }
        }
    }
}
