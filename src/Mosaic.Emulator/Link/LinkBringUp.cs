using Mosaic.Emulator.Link.Capture;
using Mosaic.Emulator.Link.Frames;

namespace Mosaic.Emulator.Link;

/// <summary>How a link comes up: training frames until all lanes are aligned, and, where there are spares, a test of the channels.</summary>
/// <param name="design">The link.</param>
/// <param name="trial">The trial.</param>
/// <param name="transmitters">By worker.</param>
/// <param name="ring">The frames in flight.</param>
/// <param name="deskew">Looks for the lanes.</param>
/// <param name="tally">Receives what was mapped out.</param>
internal sealed class LinkBringUp(LinkDesign design, uint trial, FrameTransmitter[] transmitters, FrameRing ring, LinkDeskew deskew, LinkTally tally)
{
    /// <summary>Receives the channel's errors, or null.</summary>
    public CaptureWriter? Writer { get; init; }

    /// <summary>The channel's errors, or null.</summary>
    public CaptureReader? Reader { get; init; }

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
            if (rule.Interruption(cancellation) == StopReason.None)
            {
                transmitters[worker].Train(ring.Counter(piece), ring[piece]);
            }
        }

        int limit = design.Options.Deskew.BringUpFrames;
        while (ring.Training < limit)
        {
            int frames = (int)Math.Min(limit - ring.Training, Math.Max(2, crew.Workers));
            for (int i = 0; i < frames; i++)
            {
                // Frames that are sent in vain are not there.
                Reader?.TryRead(training: true, ring.Counter(i), ring[i].Flips!);
            }

            crew.Run(frames, Train);
            for (int i = 0; i < frames; i++)
            {
                if (rule.Interruption(cancellation) is var interruption and not StopReason.None)
                {
                    return interruption;
                }

                Writer?.Write(training: true, ring.Training, ring[0].Flips!);
                deskew.Train();
                if (IsUp(ring.Training == limit))
                {
                    return StopReason.None;
                }
            }

            progress?.Invoke(new LinkProgress(0, 0, 0, 0, null, rule.Seconds, ring.Training, deskew.Algorithm.Missing().Count));
        }

        return StopReason.NoLock;
    }

    /// <summary>
    /// Whether frames with payload can be sent: with every lane aligned; or, where there are spares, after a test of all channels, once
    /// none of those that fail it carries a lane. As a last resort words across the lanes do without one.
    /// </summary>
    private bool IsUp(bool last)
    {
        if (design.Options.Bonding.SpareLanes == 0 && deskew.Algorithm.IsAligned)
        {
            return true;
        }

        if (design.Options.Bonding.SpareLanes > 0 && ring.Training < design.Options.Repair.TestFrames)
        {
            return false;
        }

        bool canMask = last && design.Secded is not null;
        if (design.Options.Bonding.SpareLanes == 0 && !canMask)
        {
            return false;
        }

        var test = new ChannelTest(design, trial);
        bool[] bad = test.Run(deskew.Streams, deskew.Algorithm, ring.Training - 2);
        IReadOnlyList<int> left = tally.Repair.MapOut(bad);
        int[] lost = [.. left.Where(lane => !test.IsAligned(tally.Repair.Maps.Last.ChannelOfLane[lane]))];
        if (lost.Length > (canMask ? 1 : 0))
        {
            return false;
        }

        foreach (int lane in lost)
        {
            tally.Repair.GiveUp(lane);
        }

        tally.Repairs.MappedOut([.. tally.Repair.BadChannels]);
        deskew.Expect(0);
        return true;
    }
}
