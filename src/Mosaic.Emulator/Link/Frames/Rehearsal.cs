using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Link.Frames;

/// <summary>
/// One frame sent and received for nothing, beside the link's bring-up, the first time in a process: so the code of frames is being
/// compiled while the lanes are still being looked for, which keeps one thread busy, and the others do not wait for it later.
/// </summary>
internal static class Rehearsal
{
    // Longer frames take longer than what they save.
    private const int MostWords = 1 << 20;

    private static int _begun;

    /// <summary>Begins it, once, where there is more than one worker; returns at once.</summary>
    /// <param name="design">The link, of which nothing is changed.</param>
    /// <param name="workers">Workers: one is to take one thread and no more.</param>
    public static void Begin(LinkDesign design, int workers)
    {
        if (workers > 1 && design.Channel.WorksInPlace && design.CodeWords <= MostWords && Interlocked.Exchange(ref _begun, 1) == 0)
        {
            // What is wrong with it is wrong with the frames that count too, and told there.
            _ = Task.Run(() => Play(design));
        }
    }

    /// <summary>Sends a frame and receives it, with memory of its own.</summary>
    /// <returns>The frame, as counted.</returns>
    public static FrameSlot Play(LinkDesign design)
    {
        const uint trial = 0;
        RepairController repair = design.CreateRepair();
        var source = new RandomPayload(design.Options.Seed, trial);
        var slot = new FrameSlot(design);
        new FrameTransmitter(design, source, null, trial, repair.Maps).Transmit(frame: 1, counter: 0, slot);

        // What arrives late arrives with the next frame, which is the same one.
        Arrival arrival = design.DrawArrival(trial);
        var streams = new ArrivedFrames(arrival, design.Layout.FrameUi, kept: 2);
        streams.Put(slot.Received);
        streams.Put(slot.Received);
        for (int port = 0; port < slot.Alignments.Length; port++)
        {
            slot.Alignments[port] = new PortAlignment(arrival.LaneOf(port), arrival.DelayOf(port));
        }

        new FrameReceiver(design, streams, new PayloadStream(source, null), Delivery.Nothing, trial, repair).Receive(frame: 1, counter: 0, design.MessageBits, slot);
        return slot;
    }
}
