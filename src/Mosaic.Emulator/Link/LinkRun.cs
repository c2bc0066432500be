using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link.Capture;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Probes;
using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Link;

/// <summary>
/// One trial: a link brought up afresh, then frames, which workers send and receive side by side. In between the deskew looks at what
/// arrived, and afterwards frames are counted, both in order. So neither results nor the state of the link depend on the number of threads.
/// </summary>
internal sealed class LinkRun
{
    /// <summary>
    /// The most workers; frames of a batch, where errors are captured. What is decided on a frame is known to all that are received so much later.
    /// </summary>
    public const int BatchFrames = 8;

    private readonly LinkDesign _design;
    private readonly IPayloadSource _source;
    private readonly ArrivedFrames _streams;
    private readonly IDeskew _deskew;
    private readonly FrameSlot[] _slots;
    private readonly FrameTransmitter[] _transmitters;
    private readonly FrameReceiver[] _receivers;
    private readonly CaptureWriter? _writer;
    private readonly CaptureReader? _reader;
    private readonly LinkBringUp _bringUp;
    private readonly FramePlan _plan;
    private readonly Arrival _arrival;
    private readonly bool[] _lit;
    private readonly ProbeCounts[] _probes;
    private readonly Pipeline _pipeline, _exchange;
    private FaultSchedule _faults;
    private CancellationToken _cancellation;
    private StopRule? _rule;
    private Stream? _output;
    private StopReason _reason;
    private readonly Func<long, bool> _isBeforeEnd;
    private FrameSlot? _last; // that was counted; it is kept until the next one is
    private long _arrived; // frames that have
    private long _end; // frames that are exchanged end here

    /// <summary>Makes a trial.</summary>
    /// <param name="design">The link.</param>
    /// <param name="trial">Its number, from which all its random numbers come.</param>
    /// <param name="workers">Workers of the crew that will run it.</param>
    /// <param name="input">The bytes to send, for file traffic.</param>
    /// <param name="deliver">What is wanted of messages as delivered.</param>
    /// <param name="writer">Receives the channel's errors, or null.</param>
    /// <param name="reader">The channel's errors, or null.</param>
    /// <param name="slots">Memory for the frames in flight, as many as <see cref="SlotsOf"/> says; null: it is made here.</param>
    public LinkRun(LinkDesign design, uint trial, int workers, Stream? input, Delivery deliver, CaptureWriter? writer = null, CaptureReader? reader = null, FrameSlot[]? slots = null)
    {
        Rehearsal.Begin(design, workers);
        (_writer, _reader) = (writer, reader);
        _design = design;
        _faults = design.Faults;
        LinkOptions options = design.Options;
        _source = PayloadSources.Create(design, trial, input);
        Scrambler? scrambler = options.Traffic.Scramble && _source is not RandomPayload ? new Scrambler(options.Seed, trial) : null;
        _arrival = design.DrawArrival(trial);
        _deskew = design.CreateDeskew();
        Repair = design.CreateRepair();
        _lit = new bool[design.Channels];
        Repairs = new RepairLog(design);
        _probes = [.. design.Probes.Select(probe => new ProbeCounts(probe.Models.Length, probe.Levels))];
        // A capture ends where the run has ended, with as many frames as were sent: whoever replays it may have more workers.
        _slots = slots ?? Make(SlotsOf(IsCaptured ? BatchFrames : workers), () => new FrameSlot(design, deliver) { Flips = writer is null && reader is null ? null : new FrameFlips(), IsReplayed = reader is not null });
        _streams = new ArrivedFrames(_arrival, design.Layout.FrameUi, _slots.Length);
        _plan = new FramePlan(design, _source, _slots.Length + 1);
        _isBeforeEnd = frame => frame < _end;
        // A port that hunts, late by nearly a frame, looks for a marker from just before the frame before on. Where a lane has slipped
        // and nobody knows yet, what is read may be of the frame before.
        int most = Math.Max(2, workers), kept = Math.Min(_slots.Length - 1, BatchFrames + 1);
        _pipeline = new Pipeline(kept, new Pipeline.Stage(Send, Arrive, lag: 1, most), new Pipeline.Stage(Receive, Settle));
        _exchange = new Pipeline(_slots.Length, new Pipeline.Stage(Send, Arrive, lag: 1), new Pipeline.Stage(Receive, (_, _) => true));
        _transmitters = Make(workers, () => new FrameTransmitter(design, _source, scrambler, trial, Repair.Maps, keepsSent: writer is not null));
        _receivers = Make(workers, () => new FrameReceiver(design, _streams, new PayloadStream(_source, scrambler), deliver, trial, Repair));
        _bringUp = new LinkBringUp(design, trial, _transmitters, _slots, _streams, _deskew) { Repair = Repair, Repairs = Repairs, Writer = writer, Reader = reader };
        Secded = design.Secded is null ? null : new LaneSecdedReport(design.Options.Bonding.CheckLanes, 0, 0);
        Counts = new LinkCounts(design.Lanes, design.Code.CodewordSymbols);
    }

    /// <summary>
    /// Frames in flight: those sent together, one by each worker, and two before them. A frame's last bits arrive during the next one, so
    /// receiving lags by one frame; and ports hunt in the frame before it too. No fewer than two training frames are sent together. With
    /// one more, several workers need not wait for each other.
    /// </summary>
    /// <param name="workers">Workers.</param>
    public static int SlotsOf(int workers) => Math.Max(2, workers) + (workers > 1 ? 3 : 2);

    /// <summary>Counts of all frames that belong to the result.</summary>
    public LinkCounts Counts { get; }

    /// <summary>Sum of the frames' fingerprints.</summary>
    public ulong Fingerprint { get; private set; }

    /// <summary>Looks after the lanes, by frame with payload.</summary>
    public RepairController Repair { get; }

    /// <summary>What repairs have cost, and what each channel has carried.</summary>
    public RepairLog Repairs { get; }

    /// <summary>What the words across the lanes did; null without them.</summary>
    public LaneSecdedReport? Secded { get; private set; }

    /// <summary>Slips of lanes in frames that belong to the result.</summary>
    public long Slips { get; private set; }

    /// <summary>Lanes that were not read where they are, added up over frames that belong to the result.</summary>
    public long MisalignedLaneFrames { get; private set; }

    /// <summary>The deskew, which may have seen more frames than belong to the result.</summary>
    public IDeskew Deskew => _deskew;

    /// <summary>What it knew when the last frame that belongs to the result had arrived; if there is none, what it knows.</summary>
    public DeskewState Known()
    {
        if (_last is { } last)
        {
            return new DeskewState([.. last.Alignments], last.Missing, last.LockLosses, last.LockTimeUi);
        }

        var alignments = new PortAlignment[_design.Channels];
        _deskew.CopyAlignments(alignments);
        return new DeskewState(alignments, _deskew.Missing(), _deskew.LockLosses, _deskew.LockTimeUi);
    }

    /// <summary>Seconds of all workers in a stage.</summary>
    public double Seconds(LinkStage stage) =>
        _transmitters.Sum(t => t.Clock.Seconds(stage)) + _receivers.Sum(r => r.Clock.Seconds(stage));

    /// <summary>What the probes saw of the frames that belong to the result, of those before them, and of the one in which the last of them arrived.</summary>
    public IReadOnlyList<ProbeReport> Probes() => [.. _design.Probes.Zip(_probes, (probe, counts) => ProbeReport.From(_design, probe, counts))];

    /// <summary>Runs the trial to its end.</summary>
    /// <param name="crew">The workers.</param>
    /// <param name="rule">When it has seen enough.</param>
    /// <param name="output">Receives the payload delivered, or null.</param>
    /// <param name="progress">Told after every batch, and during bring-up while lanes are missing; or null.</param>
    /// <param name="cancellation">Ends the run at the next frame.</param>
    public StopReason Run(WorkCrew crew, StopRule rule, Stream? output, Action<LinkProgress>? progress, CancellationToken cancellation)
    {
        StopReason bringUp = Start(crew, rule, progress, cancellation);
        if (bringUp != StopReason.None)
        {
            return bringUp;
        }

        (_rule, _output, _cancellation, _reason) = (rule, output, cancellation, StopReason.None);
        Action? report = progress is null ? null : () => progress(new LinkProgress(
            Counts.Frames, Counts.PayloadBits, Counts.BitErrors, Counts.CodewordErrors,
            (double?)Counts.PayloadBits / rule.PayloadBits(_source.TotalBits), rule.Seconds, _bringUp.Frames, 0));
        if (!IsCaptured)
        {
            _pipeline.Run(crew, _plan.First, Open, report);
            IsCancelled(); // as it may have been while input was waited for
            return _reason;
        }

        for (long first = _plan.First; _reason == StopReason.None && !IsCancelled(); first += BatchFrames)
        {
            _end = first + BatchFrames;
            _exchange.Run(crew, first, frame => frame < _end && Open(frame));
            for (long frame = first - 1; frame < _arrived - 1 && Settle(0, frame); frame++)
            {
            }

            report?.Invoke();
        }

        return _reason;
    }

    /// <summary>Brings the link up, and passes over frames that are not sent.</summary>
    public StopReason Start(WorkCrew crew, StopRule rule, Action<LinkProgress>? progress, CancellationToken cancellation)
    {
        StopReason bringUp = _bringUp.Run(crew, rule, progress, cancellation);
        if (_bringUp.IsTested)
        {
            Expect(0);
        }

        if (bringUp == StopReason.None && _plan.First > 0)
        {
            try
            {
                _plan.SkipInput();
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return StopReason.Cancelled;
            }

            _streams.SkipTo(_bringUp.Frames + _plan.First);
            _deskew.Skip(_plan.First);
        }

        return bringUp;
    }

    /// <summary>Sends frames, and receives as many, from the one before on: they have arrived now.</summary>
    /// <param name="crew">The workers.</param>
    /// <param name="first">The first frame to send.</param>
    /// <param name="frames">How many, at least one and two fewer than there are slots.</param>
    public void Exchange(WorkCrew crew, long first, int frames)
    {
        _end = first + frames;
        _exchange.Run(crew, first, _isBeforeEnd);
    }

    /// <summary>Takes a frame that was received into account: frames in order.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="output">Receives the payload delivered, or null.</param>
    public FrameSlot Settle(long frame, Stream? output)
    {
        if (_design.IsWatched && frame >= _plan.First)
        {
            Repair.Observe(frame, Slot(frame).SeenErrors, _design.Layout.DataUi);
        }

        // Which frames have been sent besides is a matter of chance.
        for (long sent = frame == _plan.First ? frame : frame + 1; sent <= frame + 1 && frame >= _plan.First; sent++)
        {
            AddProbes(sent);
        }

        if (_plan.IsCounted(frame))
        {
            Count(frame, output);
        }

        return Slot(frame);
    }

    /// <summary>Lets other faults happen in frames that are not sent yet.</summary>
    /// <exception cref="Configuration.ConfigurationException">A lane would slip further than it can.</exception>
    public void UseFaults(FaultSchedule faults)
    {
        faults.CheckSlips(_arrival);
        _faults = faults;
        foreach (FrameTransmitter transmitter in _transmitters)
        {
            transmitter.Faults = faults;
        }
    }

    private bool IsCaptured => (_writer ?? (object?)_reader) is not null;

    /// <summary>Makes a frame ready to be sent, if it is to be.</summary>
    private bool Open(long frame)
    {
        try
        {
            if (!_plan.Open(frame, _rule!))
            {
                return false;
            }
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false; // a stream may also give up of itself, which is a failure
        }

        _reader?.Read(frame, Slot(frame).Flips!);
        return true;
    }

    private void Send(int worker, long frame)
    {
        if (!_cancellation.IsCancellationRequested)
        {
            _transmitters[worker].Transmit(frame, _bringUp.Frames + frame, Slot(frame));
        }
    }

    /// <summary>Takes note of a frame that was sent: in order.</summary>
    private bool Arrive(int worker, long frame)
    {
        if (IsCancelled())
        {
            return false;
        }

        _faults.Slip(frame, _streams);
        _writer?.Write(training: false, frame, Slot(frame).Flips!);
        _streams.Put(Slot(frame).Received, Slot(frame).Soft);
        Expect(frame);
        _deskew.Observe(_streams);
        Slot(frame).Slips = _streams.LastSlips;
        Align(frame - 1);
        _arrived = frame + 1;
        return true;
    }

    private void Receive(int worker, long frame)
    {
        // Where lanes are watched, whether they fail is to be known of every frame.
        if ((_plan.IsCounted(frame) || (_design.IsWatched && frame >= _plan.First)) && !_cancellation.IsCancellationRequested)
        {
            _receivers[worker].Receive(frame, _bringUp.Frames + frame, _plan.PayloadBits(frame), Slot(frame));
        }
    }

    /// <summary>Takes a frame that was received into account: in order.</summary>
    /// <returns>Whether the run goes on.</returns>
    private bool Settle(int worker, long frame)
    {
        if (IsCancelled())
        {
            return false;
        }

        Settle(frame, _output);
        _reason = _plan.IsCounted(frame) ? _plan.Reason(_rule!, Counts) : StopReason.None;
        return _reason == StopReason.None;
    }

    private bool IsCancelled()
    {
        if (_reason == StopReason.None && _cancellation.IsCancellationRequested)
        {
            _reason = StopReason.Cancelled;
        }

        return _reason == StopReason.Cancelled;
    }

    /// <summary>Tells the deskew which channels are lit, where that has changed with a frame.</summary>
    private void Expect(long frame)
    {
        LaneMap map = Repair.Maps.At(frame);
        if (frame == 0 || !ReferenceEquals(map, Repair.Maps.At(frame - 1)))
        {
            for (int channel = 0; channel < _lit.Length; channel++)
            {
                _lit[channel] = map.IsLit(channel);
            }

            _deskew.Expect(_lit);
        }
    }

    /// <summary>What is known of a frame's lanes when it has arrived, and, for the report, whether it is true.</summary>
    private void Align(long frame)
    {
        FrameSlot slot = Slot(frame);
        _deskew.CopyAlignments(slot.Alignments);
        slot.LockLosses = _deskew.LockLosses;
        slot.LockTimeUi = _deskew.LockTimeUi;
        slot.Missing = Array.Exists(slot.Alignments, static port => port.Lane < 0) ? _deskew.Missing() : [];
        slot.Misaligned = 0;
        for (int port = 0; port < slot.Alignments.Length; port++)
        {
            bool lit = Repair.Maps.At(frame).IsLit(_arrival.LaneOf(port));
            slot.Misaligned += !lit || _streams.IsAligned(port, slot.Alignments[port], _bringUp.Frames + frame) ? 0 : 1;
        }
    }

    private void AddProbes(long sent)
    {
        for (int i = 0; i < _probes.Length; i++)
        {
            _probes[i].Add(Slot(sent).Probes[i]);
        }
    }

    private void Count(long frame, Stream? output)
    {
        FrameSlot slot = Slot(frame);
        _last = slot;
        Slips += slot.Slips;
        MisalignedLaneFrames += slot.Misaligned;
        Counts.Add(slot.Counts);
        Fingerprint = unchecked(Fingerprint + slot.Fingerprint);
        Secded = Secded?.With(slot);
        Repairs.Add(frame, slot.Counts, Repair.Maps.At(frame));
        if (output is not null)
        {
            ReadOnlySpan<byte> bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(slot.Delivered.Span);
            output.Write(bytes[..(int)(slot.Counts.PayloadBits / 8)]);
        }
    }

    // Payload frames follow training frames around the same ring.
    private FrameSlot Slot(long frame) => _slots[(_bringUp.Frames + frame) % _slots.Length];

    private static T[] Make<T>(int count, Func<T> make) => [.. Enumerable.Range(0, count).Select(_ => make())];
}
