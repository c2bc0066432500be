using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Tail;
using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Session;

/// <summary>
/// A link as a component of something bigger: bytes in, the same number of bytes out at once, with what the link did to
/// them and when. Lock, faults and spares carry over from one call to the next; how bytes are cut into calls changes nothing.
/// </summary>
/// <remarks>
/// <para>
/// Bytes are scrambled, message XOR keystream, and the keystream is chosen such that the lanes carry the very bits that random
/// traffic has for the seed: uniform and independent of the bytes, as a scrambler's should be. So what the lanes carry is known
/// before the bytes are, a block comes out with the call that it went in with, and counts and fingerprint are those that
/// <see cref="LinkEmulator.Run"/> has for the same options and as much payload. Traffic that is not random is refused.
/// </para>
/// <para>
/// One thread at a time may use a session; a second one gets an exception, and nothing else happens. Different sessions may
/// run at the same time, also on one <see cref="LinkDesign"/>. Work is done on the calling thread; where <c>threads</c> is set,
/// frames of a call that takes several are shared among as many.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using var link = LinkSession.FromJson("""{ "fiber": { "lengthM": 28 } }""");
/// byte[] sent = new byte[1500], received = new byte[1500];
/// BlockDelivery block = link.Transmit(sent, received);
/// Console.WriteLine($"{block.DelayNs} ns, lost: {block.IsLost}");
/// </code>
/// </example>
public sealed class LinkSession : IDisposable
{
    private readonly Action<LinkEvent> _tell;
    private readonly WorkCrew _crew;
    private readonly long _frameBits;
    private LinkRun? _run;
    private SessionEvents? _events;
    private FaultList _injected = [];
    private FrameSlot? _slot;
    private double _seconds;
    private long _sentFrames; // frames on the lanes; all but the last of them have been received
    private long _frame = -1; // the one that the next bytes are in, unless it is used up
    private long _latestUi;
    private int _used; // bytes of it
    private int _busy;
    private bool _up;
    private bool _disposed;

    /// <summary>Designs a link; it is brought up when bytes are first sent.</summary>
    /// <param name="options">The options, e.g. from <see cref="LinkConfiguration"/>. Stop rules are of no use here.</param>
    /// <param name="measured">The matrix that <c>optics.file</c> names, where <c>optics.crosstalk</c> is <c>file</c>.</param>
    /// <param name="own">Codes and deskews of one's own that <c>fec.code</c> and <c>deskew.algorithm</c> may name, or null.</param>
    /// <exception cref="ConfigurationException">Options contradict each other, or ask for what a session does not do.</exception>
    public LinkSession(LinkOptions options, MeasuredCoupling? measured = null, OwnAlgorithms? own = null)
        : this(new LinkDesign(options, measured, own))
    {
    }

    /// <summary>Makes a session on a design, which any number of them may share.</summary>
    /// <param name="design">The design.</param>
    /// <exception cref="ConfigurationException">Its options ask for what a session does not do.</exception>
    public LinkSession(LinkDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        Check(design.Options);
        Design = design;
        _frameBits = (long)design.Layout.FrameUi * design.Lanes;
        Timing = new LinkTiming(design, design.DrawArrival(0).MaxDelayUi);
        _crew = new WorkCrew(Math.Min(design.Options.Threads ?? 1, LinkRun.BatchFrames));
        _tell = one => OnEvent?.Invoke(one);
    }

    /// <summary>
    /// Is told what happens on the link, on the thread and during the call that finds it, frame by frame, in order; or null. It
    /// must not use the session.
    /// </summary>
    public Action<LinkEvent>? OnEvent { get; set; }

    /// <summary>The link's parts.</summary>
    public LinkDesign Design { get; }

    /// <summary>When payload is where.</summary>
    public LinkTiming Timing { get; }

    /// <summary>Bytes that have gone over the link.</summary>
    public long Position => _slot is null ? 0 : (_frame * Timing.FrameBytes) + _used;

    /// <summary>Designs a link from a configuration as JSON.</summary>
    /// <param name="json">A JSON object as <c>mosaic run --config</c> takes it; an empty one is the default link.</param>
    /// <exception cref="ConfigurationException">It is none; the message names field, value and range.</exception>
    public static LinkSession FromJson(string json) => new(new LinkConfiguration().Add(json, "").Build());

    /// <summary>Sends a block over the link.</summary>
    /// <param name="sent">The bytes to send, any number.</param>
    /// <param name="received">Receives as many bytes as came out; it may be the same memory as <paramref name="sent"/>.</param>
    /// <param name="cancellation">Ends the call before the next frame.</param>
    /// <returns>What became of them.</returns>
    /// <exception cref="ArgumentException">There is no room for what is received, or the blocks overlap without being the same.</exception>
    /// <exception cref="LinkDownException">The link did not come up.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; <see cref="Position"/> tells how many bytes were received before.</exception>
    /// <exception cref="InvalidOperationException">Another thread is using the session, or 1e14 bits have been counted, which is all that can be.</exception>
    public BlockDelivery Transmit(ReadOnlySpan<byte> sent, Span<byte> received, CancellationToken cancellation = default)
    {
        if (received.Length < sent.Length)
        {
            throw new ArgumentException($"There is room for {received.Length} bytes, and {sent.Length} are sent.", nameof(received));
        }

        received = received[..sent.Length];
        if (sent.Overlaps(received, out int offset) && offset != 0)
        {
            throw new ArgumentException("The blocks sent and received overlap without being the same.", nameof(received));
        }

        Enter();
        try
        {
            return Exchange(sent, received, cancellation);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Lets something go wrong from the next frame on that is not on the lanes yet: two frames from now at most, but for blocks of several frames.</summary>
    /// <param name="fault">The fault; its <c>atFrame</c> may be later.</param>
    /// <returns>The frame from which on it acts. Statistics list it among the faults of the configuration.</returns>
    /// <exception cref="ConfigurationException">It does not fit its kind or the link.</exception>
    /// <exception cref="InvalidOperationException">Another thread is using the session.</exception>
    public long InjectFault(FaultOptions fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        Enter();
        try
        {
            fault = fault with { AtFrame = Math.Max(fault.AtFrame, _sentFrames) };
            FaultList faults = FaultList.Create([.. Design.Options.Faults, .. _injected, fault]);
            OptionsBinder.Check(Design.Options with { Faults = faults });
            FaultRules.Check(faults, Design.Channels);
            Run().UseFaults(Design.Faults.With(faults));
            _injected = FaultList.Create([.. _injected, fault]);
            return fault.AtFrame;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Totals of all frames of which bytes have been received.</summary>
    public LinkTotals Totals => _run is null ? default : LinkTotals.Of(_run.Counts);

    /// <summary>
    /// The report so far, of all frames of which bytes have been received, as a run would give it that ends here. Its
    /// configuration has the faults that were injected, so that a run with it repeats the session.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another thread is using the session.</exception>
    public LinkReport Report()
    {
        Enter();
        try
        {
            LinkRun run = Run();
            LinkOptions options = Design.Options;
            long bits = Math.Max(1, run.Counts.PayloadBits);
            return LinkReport.From(Design, run, StopReason.None, _seconds, _crew.Workers) with
            {
                Config = options with { Faults = [.. options.Faults, .. _injected], Stop = new StopOptions { PayloadBits = bits } },
            };
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Brings the link up afresh, as it was made: counts are zero, faults that were injected are gone, and the same bits and errors come again.</summary>
    /// <exception cref="InvalidOperationException">Another thread is using the session.</exception>
    public void Reset()
    {
        Enter();
        Forget();
        Leave();
    }

    /// <summary>Ends the session. Further calls get an <see cref="ObjectDisposedException"/>.</summary>
    /// <exception cref="InvalidOperationException">Another thread is using the session.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        Enter();
        _disposed = true;
        Forget();
        _crew.Dispose();
        Leave();
    }

    private static void Check(LinkOptions options)
    {
        Refuse(TailEmulator.IsNamedBy(options), "engine: tail sends nothing; engines that do are bit-true and waveform");
        Refuse(
            !string.Equals(options.Traffic.Pattern, "random", StringComparison.Ordinal) || !options.Traffic.Scramble,
            $"traffic.pattern, traffic.scramble: {options.Traffic.Pattern}, {(options.Traffic.Scramble ? "scrambled" : "not scrambled")}, is not what bytes from outside can be sent as; a session takes random, true");
        Refuse(
            (options.Capture.Errors ?? options.Capture.Replay) is not null || options.Capture.Frame is not null, "capture: a session neither writes nor reads captures");

        static void Refuse(bool asked, string why)
        {
            if (asked)
            {
                throw new ConfigurationException(why);
            }
        }
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
        {
            throw new InvalidOperationException("The session is in use by another call; one thread at a time may use it.");
        }

        if (_disposed)
        {
            Leave();
            throw new ObjectDisposedException(nameof(LinkSession));
        }
    }

    private void Leave() => Volatile.Write(ref _busy, 0);

    private void Forget()
    {
        (_run, _events, _slot, _up) = (null, null, null, false);
        (_injected, _seconds, _latestUi) = ([], 0, 0);
        (_sentFrames, _frame, _used) = (0, -1, 0);
    }

    private LinkRun Run()
    {
        if (_run is null)
        {
            _run = new LinkRun(Design, 0, _crew.Workers, null, Delivery.Errors);
            if (_injected.Count > 0)
            {
                _run.UseFaults(Design.Faults.With(FaultList.Create([.. Design.Options.Faults, .. _injected])));
            }
        }

        return _run;
    }

    private BlockDelivery Exchange(ReadOnlySpan<byte> sent, Span<byte> received, CancellationToken cancellation)
    {
        (long position, long lost, long wrong) = (Position, 0, 0);
        double entry = EntryNs(), last = entry, reception = entry;
        for (int done = 0; done < sent.Length;)
        {
            if (_slot is null || _used == Timing.FrameBytes)
            {
                Next(sent.Length - done, cancellation);
                entry = done == 0 ? EntryNs() : entry;
            }

            int part = Math.Min(sent.Length - done, Timing.FrameBytes - _used);
            sent.Slice(done, part).CopyTo(received[done..]);
            if (_slot!.Counts.FailedGroups > 0)
            {
                Spoil(received.Slice(done, part), ref lost, ref wrong);
            }

            done += part;
            _used += part;
            last = EntryNs();
            reception = Timing.ReceptionNs(_frame, ((long)_used * 8) - 1, _latestUi);
        }

        return new BlockDelivery(position, lost, wrong, entry, last, reception);
    }

    /// <summary>When the next bit enters; at the end of a frame that is when its last bit has.</summary>
    private double EntryNs() => Timing.EntryNs(Math.Max(0, _frame), (long)_used * 8);

    /// <summary>Does to the next bytes what the link does.</summary>
    private void Spoil(Span<byte> received, ref long lost, ref long wrong)
    {
        ReadOnlySpan<byte> errors = MemoryMarshal.AsBytes(_slot!.Message.Span).Slice(_used, received.Length);
        TensorPrimitives.Xor(received, errors, received);
        foreach (byte one in errors)
        {
            wrong += BitOperations.PopCount(one);
        }

        long group = (long)_used * 8 / Design.Code.GroupMessageBits, end = ((((long)_used + received.Length) * 8) - 1) / Design.Code.GroupMessageBits;
        lost += _slot.FailedGroups.AsSpan((int)group, (int)(end - group) + 1).Count(true);
    }

    /// <summary>Goes on to the next frame.</summary>
    /// <param name="wanted">Bytes that are wanted of it and those behind it.</param>
    /// <param name="cancellation">Ends it, with nothing changed.</param>
    private void Next(long wanted, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        LinkRun run = BroughtUp(cancellation);
        if (run.Counts.Bits > StopOptions.LargestCount - _frameBits)
        {
            throw new InvalidOperationException($"{StopOptions.LargestCount:0e0} bits have been counted, which is all that can be; reset the session.");
        }

        // A frame has arrived when the next one is on the lanes. What a block takes of frames is sent together.
        while (_sentFrames < _frame + 3)
        {
            cancellation.ThrowIfCancellationRequested();
            long missing = _frame + 2 - _sentFrames + ((wanted + Timing.FrameBytes - 1) / Timing.FrameBytes);
            int frames = (int)Math.Min(missing, LinkRun.BatchFrames);
            run.Exchange(_crew, _sentFrames, frames, CancellationToken.None);
            _sentFrames += frames;
        }

        _frame++;
        _used = 0;
        _slot = run.Settle(_frame, null);
        long latest = -1;
        foreach (PortAlignment alignment in _slot.Alignments)
        {
            latest = alignment.Lane >= 0 ? Math.Max(latest, alignment.FirstFrame) : latest;
        }

        _latestUi = latest >= 0 ? latest : _latestUi;
        _seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
        _events!.Observe(_frame, _slot, _tell);
    }

    private LinkRun BroughtUp(CancellationToken cancellation)
    {
        LinkRun run = Run();
        if (_up)
        {
            return run;
        }

        StopReason reason;
        try
        {
            reason = run.Start(_crew, new StopRule(new StopOptions(), isFile: false), null, cancellation);
        }
        finally
        {
            // Whatever ends the attempt, the next one starts afresh.
            _run = null;
        }

        cancellation.ThrowIfCancellationRequested();
        if (reason != StopReason.None)
        {
            string missing = string.Join(", ", run.Deskew.Missing().Select(lane => lane.Lane));
            throw new LinkDownException($"the link did not come up in {Design.Options.Deskew.BringUpFrames} frames (deskew.bringUpFrames); lanes not aligned: {missing}");
        }

        _up = true;
        _run = run;
        _events = new SessionEvents(run, Timing);
        return run;
    }
}
