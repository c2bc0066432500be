using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link.Capture;

namespace Mosaic.Emulator.Link;

/// <summary>How a link comes up: training frames until all lanes are aligned, and, where there are spares, a test of the channels.</summary>
/// <param name="design">The link.</param>
/// <param name="trial">The trial.</param>
/// <param name="transmitters">By worker.</param>
/// <param name="slots">The ring that training frames, and those with payload behind them, are sent into.</param>
/// <param name="streams">What has arrived.</param>
/// <param name="deskew">Looks for the lanes.</param>
internal sealed class LinkBringUp(LinkDesign design, uint trial, FrameTransmitter[] transmitters, FrameSlot[] slots, ArrivedFrames streams, IDeskew deskew)
{
    /// <summary>Looks after the lanes.</summary>
    public required RepairController Repair { get; init; }

    /// <summary>Receives what was mapped out.</summary>
    public required RepairLog Repairs { get; init; }

    /// <summary>Receives the channel's errors, or null.</summary>
    public CaptureWriter? Writer { get; init; }

    /// <summary>The channel's errors, or null.</summary>
    public CaptureReader? Reader { get; init; }

    /// <summary>Training frames sent so far.</summary>
    public long Frames { get; private set; }

    /// <summary>Whether channels were tested, and lanes may have moved.</summary>
    public bool IsTested { get; private set; }

    /// <summary>
    /// Sends training frames until every lane is aligned. A batch is one frame for each worker, two at least since no lock
    /// takes fewer; frames are looked at in order, and those sent in vain are forgotten, so its size changes nothing.
    /// </summary>
    /// <param name="crew">The workers.</param>
    /// <param name="rule">Which may run out of time.</param>
    /// <param name="progress">Told while lanes are missing; or null.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>None once the link is up, else why it is not.</returns>
    public StopReason Run(WorkCrew crew, StopRule rule, Action<LinkProgress>? progress, CancellationToken cancellation)
    {
        void Train(int worker, int piece)
        {
            if (!cancellation.IsCancellationRequested && !rule.IsOutOfTime)
            {
                transmitters[worker].Train(Frames + piece, slots[(Frames + piece) % slots.Length]);
            }
        }

        int limit = design.Options.Deskew.BringUpFrames;
        while (Frames < limit)
        {
            int frames = (int)Math.Min(limit - Frames, Math.Max(2, crew.Workers));
            for (int i = 0; i < frames; i++)
            {
                // Frames that are sent in vain are not there.
                Reader?.TryRead(training: true, Frames + i, slots[(Frames + i) % slots.Length].Flips!);
            }

            crew.Run(frames, Train);
            for (int i = 0; i < frames; i++)
            {
                if (cancellation.IsCancellationRequested)
                {
                    return StopReason.Cancelled;
                }

                if (rule.IsOutOfTime)
                {
                    return StopReason.Seconds;
                }

                Writer?.Write(training: true, Frames, slots[Frames % slots.Length].Flips!);
                streams.Put(slots[Frames % slots.Length].Received);
                deskew.Observe(streams);
                Frames++;
                if (IsUp(Frames == limit))
                {
                    return StopReason.None;
                }
            }

            progress?.Invoke(new LinkProgress(0, 0, 0, 0, null, rule.Seconds, Frames, deskew.Missing().Count));
        }

        return StopReason.NoLock;
    }

    /// <summary>
    /// Whether frames with payload can be sent: with every lane aligned; or, where there are spares, after a test of all channels, once
    /// none of those that fail it carries a lane. As a last resort words across the lanes do without one.
    /// </summary>
    private bool IsUp(bool last)
    {
        if (design.Options.Bonding.SpareLanes == 0 && deskew.IsAligned)
        {
            return true;
        }

        if (design.Options.Bonding.SpareLanes > 0 && Frames < design.Options.Repair.TestFrames)
        {
            return false;
        }

        bool canMask = last && design.Secded is not null;
        if (design.Options.Bonding.SpareLanes == 0 && !canMask)
        {
            return false;
        }

        var test = new ChannelTest(design, trial);
        bool[] bad = test.Run(streams, deskew, Frames - 2);
        IReadOnlyList<int> left = Repair.MapOut(bad);
        int[] lost = [.. left.Where(lane => !test.IsAligned(Repair.Maps.Last.ChannelOfLane[lane]))];
        if (lost.Length > (canMask ? 1 : 0))
        {
            return false;
        }

        foreach (int lane in lost)
        {
            Repair.GiveUp(lane);
        }

        Repairs.MappedOut([.. Repair.BadChannels]);
        IsTested = true;
        return true;
    }
}
