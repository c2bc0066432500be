using System.Runtime.InteropServices;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link.Capture;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Probes;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Link;

/// <summary>
/// A link brought up afresh, and the steps of each frame over it. Workers may send frames and receive them side by side; what spans frames is
/// looked at in between, and afterwards frames are counted, both in order. So neither results nor the state of the link depend on the number of workers.
/// </summary>
internal sealed class LinkTrial
{
    private readonly IPayloadSource _source;
    private readonly Arrival _arrival;
    private readonly FrameTransmitter[] _transmitters;
    private readonly FrameReceiver[] _receivers;
    private readonly LinkBringUp _bringUp;
    private readonly CaptureWriter? _writer;
    private readonly CaptureReader? _reader;
    private FaultSchedule _faults;

    /// <summary>Makes a trial.</summary>
    /// <param name="design">The link.</param>
    /// <param name="trial">Its number, from which all its random numbers come.</param>
    /// <param name="workers">Workers of the crew that will share its frames.</param>
    /// <param name="input">The bytes to send, for file traffic.</param>
    /// <param name="deliver">What is wanted of messages as delivered.</param>
    /// <param name="writer">Receives the channel's errors, or null.</param>
    /// <param name="reader">The channel's errors, or null.</param>
    /// <param name="slots">Memory for the frames in flight, as many as <see cref="FrameRing.SlotsOf"/> says; null: it is made here.</param>
    public LinkTrial(LinkDesign design, uint trial, int workers, Stream? input, Delivery deliver, CaptureWriter? writer = null, CaptureReader? reader = null, FrameSlot[]? slots = null)
    {
        Rehearsal.Begin(design, workers);
        (Design, _writer, _reader, _faults) = (design, writer, reader, design.Faults);
        _source = PayloadSources.Create(design, trial, input);
        Scrambler? scrambler = design.Options.Traffic.Scramble && _source is not RandomPayload ? new Scrambler(design.Options.Seed, trial) : null;
        // A capture ends where the run has ended, with as many frames as were sent: whoever replays it may have more workers.
        Ring = new FrameRing(slots ?? Make(FrameRing.SlotsOf(IsCaptured ? LinkRun.BatchFrames : workers), () => new FrameSlot(design, deliver) { Flips = IsCaptured ? new FrameFlips() : null, IsReplayed = reader is not null }));
        Plan = new FramePlan(design, _source, Ring.Slots + 1);
        Tally = new LinkTally(design, design.CreateRepair());
        Probes = new ProbeTally(design);
        _arrival = design.DrawArrival(trial);
        Deskew = new LinkDeskew(design, _arrival, Ring, Repair.Maps);
        _transmitters = Make(workers, () => new FrameTransmitter(design, _source, scrambler, trial, Repair.Maps, keepsSent: writer is not null));
        _receivers = Make(workers, () => new FrameReceiver(design, Deskew.Streams, new PayloadStream(_source, scrambler), deliver, trial, Repair));
        _bringUp = new LinkBringUp(design, trial, _transmitters, Ring, Deskew, Tally) { Writer = writer, Reader = reader };
    }

    /// <summary>The link's parts.</summary>
    public LinkDesign Design { get; }

    /// <summary>The frames in flight.</summary>
    public FrameRing Ring { get; }

    /// <summary>Which frames are sent and counted.</summary>
    public FramePlan Plan { get; }

    /// <summary>Where the lanes are.</summary>
    public LinkDeskew Deskew { get; }

    /// <summary>Looks after the lanes, by frame with payload.</summary>
    public RepairController Repair => Tally.Repair;

    /// <summary>What has been counted.</summary>
    public LinkTally Tally { get; }

    /// <summary>What the probes saw.</summary>
    public ProbeTally Probes { get; }

    /// <summary>Whether the channel's errors are written down, or were.</summary>
    public bool IsCaptured => _writer is not null || _reader is not null;

    /// <summary>Payload bits there are in all, where that is known.</summary>
    public long? TotalBits => _source.TotalBits;

    /// <summary>The next frame to send.</summary>
    public long Next { get; private set; }

    /// <summary>Seconds of all workers in a stage.</summary>
    public double Seconds(LinkStage stage) =>
        _transmitters.Sum(t => t.Clock.Seconds(stage)) + _receivers.Sum(r => r.Clock.Seconds(stage));

    /// <summary>Brings the link up, and passes over frames that are not sent.</summary>
    /// <param name="crew">The workers.</param>
    /// <param name="rule">Which may run out of time.</param>
    /// <param name="progress">Told while lanes are missing; or null.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>None once frames can be sent, else why they cannot.</returns>
    public StopReason Start(WorkCrew crew, StopRule rule, Action<LinkProgress>? progress, CancellationToken cancellation)
    {
        StopReason bringUp = _bringUp.Run(crew, rule, progress, cancellation);
        if (bringUp != StopReason.None || Plan.First == 0)
        {
            return bringUp;
        }

        try
        {
            Plan.SkipInput();
        }
        catch (OperationCanceledException) when (rule.Interruption(cancellation) != StopReason.None)
        {
            return rule.Interruption(cancellation);
        }

        Deskew.Skip(Plan.First);
        Next = Plan.First;
        return StopReason.None;
    }

    /// <summary>Makes a frame ready to be sent, if it is to be: frames in order.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="rule">The stop rule.</param>
    /// <returns>Whether it can still matter.</returns>
    /// <exception cref="ConfigurationException">There is nothing to send, or to replay, or not the frame that was asked for.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, or out of time, while input was waited for.</exception>
    public bool Open(long frame, StopRule rule)
    {
        if (!Plan.Open(frame, rule))
        {
            return false;
        }

        _reader?.Read(frame, Ring[frame].Flips!);
        return true;
    }

    /// <summary>Sends a frame over the channel.</summary>
    public void Send(int worker, long frame) => _transmitters[worker].Transmit(frame, Ring.Counter(frame), Ring[frame]);

    /// <summary>Takes note of a frame that was sent, with which the one before has arrived: frames in order.</summary>
    public void Arrive(long frame)
    {
        _faults.Slips.Slip(frame, Deskew.Streams);
        _writer?.Write(training: false, frame, Ring[frame].Flips!);
        Deskew.Arrive(frame);
        Next = frame + 1;
    }

    /// <summary>Receives a frame that has arrived, if anybody wants to know what became of it: of lanes that are watched, whether they fail is to be known of every frame.</summary>
    public void Receive(int worker, long frame)
    {
        if (Plan.IsCounted(frame) || IsWatched(frame))
        {
            _receivers[worker].Receive(frame, Ring.Counter(frame), Plan.PayloadBits(frame), Ring[frame]);
        }
    }

    /// <summary>Takes a frame that was received into account: frames in order.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="output">Receives the payload delivered, or null.</param>
    public FrameSlot Settle(long frame, Stream? output)
    {
        FrameSlot slot = Ring[frame];
        if (IsWatched(frame))
        {
            Repair.Observe(frame, slot.SeenErrors, Design.Layout.DataUi);
        }

        // Which frames have been sent besides is a matter of chance.
        for (long sent = frame == Plan.First ? frame : frame + 1; sent <= frame + 1 && frame >= Plan.First; sent++)
        {
            Probes.Add(Ring[sent]);
        }

        if (Plan.IsCounted(frame))
        {
            Deskew.Count(slot);
            Tally.Add(slot.Fingerprint, slot.CorrectedBits, slot.DetectedUi);
            Tally.Add(frame, slot.Counts);
            output?.Write(MemoryMarshal.AsBytes(slot.Delivered.Span)[..(int)(slot.Counts.PayloadBits / 8)]);
        }

        return slot;
    }

    /// <summary>Lets other faults happen in frames that are not sent yet.</summary>
    /// <exception cref="ConfigurationException">A lane would slip further than it can.</exception>
    public void UseFaults(FaultSchedule faults)
    {
        faults.Slips.Check(_arrival);
        _faults = faults;
        foreach (FrameTransmitter transmitter in _transmitters)
        {
            transmitter.Faults = faults;
        }
    }

    private bool IsWatched(long frame) => Design.IsWatched && frame >= Plan.First;

    private static T[] Make<T>(int count, Func<T> make) => [.. Enumerable.Range(0, count).Select(_ => make())];
}
