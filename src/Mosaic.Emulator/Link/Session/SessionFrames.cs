using System.Diagnostics;
using System.Globalization;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Session;

/// <summary>The frames of a session, one after the other as they are wanted: brings the link up, sends, receives, counts.</summary>
/// <remarks>As many frames are sent at a time as there are workers: with one worker four are in flight, and a link is small.</remarks>
internal sealed class SessionFrames(LinkDesign design, LinkTiming timing, WorkCrew crew)
{
    private readonly long _frameBits = (long)design.Layout.FrameUi * design.Lanes;
    private FrameSlot[]? _slots;
    private LinkTrial? _trial;
    private FrameExchange? _exchange; // of the trial, from when the link is up
    private FaultList _injected = [];
    private Exception? _failure;

    /// <summary>The trial that the session is; made where it is first asked for.</summary>
    public LinkTrial Trial
    {
        get
        {
            if (_trial is null)
            {
                _slots ??= [.. Enumerable.Range(0, FrameRing.SlotsOf(crew.Workers)).Select(_ => new FrameSlot(design, Delivery.Errors))];
                _trial = new LinkTrial(design, 0, crew.Workers, null, Delivery.Errors, slots: _slots);
                UseFaults(_injected);
            }

            return _trial;
        }
    }

    /// <summary>What has been counted so far.</summary>
    public LinkTotals Totals => _trial is null ? default : LinkTotals.Of(_trial.Tally.Counts);

    /// <summary>Faults that have come up since the session was made.</summary>
    public IReadOnlyList<FaultOptions> Injected => _injected;

    /// <summary>Finds what happens, once the link is up; null before.</summary>
    public SessionEvents? Events { get; private set; }

    /// <summary>Frames on the lanes; all but the last of them have been received.</summary>
    public long Sent { get; private set; }

    /// <summary>The frame that was taken last; −1: none.</summary>
    public long Frame { get; private set; } = -1;

    /// <summary>Seconds that frames have taken.</summary>
    public double Seconds { get; private set; }

    /// <summary>Goes on to the next frame.</summary>
    /// <param name="wanted">How many will be wanted, this one included: so many can be sent together.</param>
    /// <param name="cancellation">Ends it, with nothing changed.</param>
    public FrameSlot Next(long wanted, CancellationToken cancellation)
    {
        if (_failure is not null)
        {
            throw new InvalidOperationException("An earlier call failed while frames were on the lanes; reset the session.", _failure);
        }

        long started = Stopwatch.GetTimestamp();
        FrameExchange exchange = BringUp(cancellation);
        LinkTrial trial = Trial;
        if (trial.Tally.Counts.Bits > StopOptions.LargestCount - _frameBits)
        {
            throw new InvalidOperationException($"{StopOptions.LargestCount:0e0} bits have been counted, which is all that can be; reset the session.");
        }

        // A frame has arrived when the next one is on the lanes.
        while (Sent < Frame + 3)
        {
            cancellation.ThrowIfCancellationRequested();
            int frames = (int)Math.Min(Frame + 2 - Sent + wanted, crew.Workers);
            try
            {
                exchange.Run(crew, Sent, frames, open: null, CancellationToken.None);
            }
            catch (Exception e)
            {
                _failure = e;
                throw;
            }

            Sent += frames;
        }

        Frame++;
        FrameSlot slot = trial.Settle(Frame, output: null);
        Seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
        return slot;
    }

    /// <summary>Adds a fault, from the next frame on that is not on the lanes yet.</summary>
    /// <returns>The frame from which on it acts.</returns>
    public long Inject(FaultOptions fault)
    {
        fault = fault with { AtFrame = Math.Max(fault.AtFrame, Sent) };
        FaultList injected = FaultList.Create([.. _injected, fault]);
        UseFaults(injected);
        _injected = injected;
        return fault.AtFrame;
    }

    /// <summary>Forgets all but the design and the memory.</summary>
    public void Restart()
    {
        // What runs on the trial goes with it: there is memory in it that is not to be had twice when the next one is made.
        (_trial, _exchange, Events) = (null, null, null);
        (_failure, _injected) = (null, []);
        (Sent, Frame, Seconds) = (0, -1, 0);
    }

    private void UseFaults(FaultList injected)
    {
        if (injected.Count > 0)
        {
            FaultList all = FaultList.Create([.. design.Options.Faults, .. injected]);
            OptionsBinder.Check(design.Options with { Faults = all });
            FaultRules.Check(all, design.Channels);
            Trial.UseFaults(design.Faults.With(all));
        }
    }

    private FrameExchange BringUp(CancellationToken cancellation)
    {
        if (_exchange is not null)
        {
            return _exchange;
        }

        LinkTrial trial = Trial;
        // Whatever ends the attempt, the next one starts afresh.
        _trial = null;
        StopReason reason = trial.Start(crew, new StopRule(new StopOptions(), isFile: false), null, cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (reason != StopReason.None)
        {
            const int Shown = 8;
            int[] lanes = [.. trial.Deskew.Algorithm.Missing().Select(lane => lane.Lane)];
            string missing = string.Join(", ", lanes.Take(Shown)) + (lanes.Length > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {lanes.Length - Shown} more") : "");
            throw new LinkDownException($"the link did not come up in {design.Options.Deskew.BringUpFrames} frames (deskew.bringUpFrames); lanes not aligned: {missing}");
        }

        (_trial, _exchange, Events) = (trial, new FrameExchange(trial), new SessionEvents(trial, timing));
        return _exchange;
    }
}
