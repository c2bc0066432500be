using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
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
    private readonly SessionFrames _frames;
    private FrameSlot? _slot; // the frame that the next bytes are in, unless it is used up
    private long _latestUi;
    private int _used; // bytes of it
    private int _busy;
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
        SessionRules.Check(design.Options);
        Design = design;
        Timing = new LinkTiming(design, design.DrawArrival(0).MaxDelayUi);
        _crew = new WorkCrew(Math.Min(design.Options.Threads ?? 1, LinkRun.BatchFrames));
        _frames = new SessionFrames(design, Timing, _crew);
        _tell = one => OnEvent?.Invoke(one);
    }

    /// <summary>
    /// Is told what happens on the link, on the thread and during the call that finds it, frame by frame, in order; or null. It
    /// must not use the session; an exception of its own ends the call.
    /// </summary>
    public Action<LinkEvent>? OnEvent { get; set; }

    /// <summary>The link's parts.</summary>
    public LinkDesign Design { get; }

    /// <summary>When payload is where.</summary>
    public LinkTiming Timing { get; }

    /// <summary>Bytes that have gone over the link.</summary>
    public long Position => _slot is null ? 0 : (_frames.Frame * Timing.FrameBytes) + _used;

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
    /// <exception cref="LinkBusyException">Another thread is using the session.</exception>
    /// <exception cref="InvalidOperationException">1e14 bits have been counted, which is all that can be; or an earlier call failed halfway.</exception>
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

    /// <summary>
    /// Lets something go wrong from the next frame on that is not on the lanes yet: the second one behind that of the last byte, or the
    /// first of all. How bytes were cut, and threads, change nothing.
    /// </summary>
    /// <param name="fault">The fault; its <c>atFrame</c> may be later.</param>
    /// <returns>The frame from which on it acts. Statistics list it among the faults of the configuration.</returns>
    /// <exception cref="ConfigurationException">It does not fit its kind or the link.</exception>
    /// <exception cref="LinkBusyException">Another thread is using the session.</exception>
    public long InjectFault(FaultOptions fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        Enter();
        try
        {
            return _frames.Inject(fault);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Lets something go wrong, as above.</summary>
    /// <param name="json">A JSON object: an entry of <c>faults</c> in a configuration.</param>
    /// <returns>The frame from which on it acts.</returns>
    /// <exception cref="ConfigurationException">It is none, or does not fit its kind or the link.</exception>
    /// <exception cref="LinkBusyException">Another thread is using the session.</exception>
    public long InjectFault(string json) =>
        new LinkConfiguration().Set("faults", $"[{json}]").Build().Faults is [var fault]
            ? InjectFault(fault)
            : throw new ConfigurationException("faults: one fault is wanted, a JSON object");

    /// <summary>Totals of all frames of which bytes have been received.</summary>
    /// <exception cref="LinkBusyException">Another thread is using the session.</exception>
    public LinkTotals Totals
    {
        get
        {
            Enter();
            LinkTotals totals = _frames.Totals;
            Leave();
            return totals;
        }
    }

    /// <summary>
    /// The report so far, of all frames of which bytes have been received, as a run would give it that ends here. Its
    /// configuration has the faults that were injected, so that a run with it repeats the session.
    /// </summary>
    /// <exception cref="LinkBusyException">Another thread is using the session.</exception>
    public LinkReport Report()
    {
        Enter();
        try
        {
            LinkTrial trial = _frames.Trial;
            LinkOptions options = Design.Options;
            long bits = Math.Max(1, trial.Tally.Counts.PayloadBits);
            return LinkReport.From(trial, StopReason.None, _frames.Seconds, _crew.Workers) with
            {
                Config = options with { Faults = [.. options.Faults, .. _frames.Injected], Stop = new StopOptions { PayloadBits = bits } },
            };
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Brings the link up afresh, as it was made: counts are zero, faults that were injected are gone, and the same bits and errors come again.</summary>
    /// <exception cref="LinkBusyException">Another thread is using the session.</exception>
    public void Reset()
    {
        Enter();
        Restart();
        Leave();
    }

    /// <summary>Ends the session. Further calls get an <see cref="ObjectDisposedException"/>.</summary>
    /// <exception cref="LinkBusyException">Another thread is using the session.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        Enter();
        _disposed = true;
        Restart();
        _crew.Dispose();
        Leave();
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
        {
            throw new LinkBusyException("The session is in use by another call; one thread at a time may use it.");
        }

        if (_disposed)
        {
            Leave();
            throw new ObjectDisposedException(nameof(LinkSession));
        }
    }

    private void Leave() => Volatile.Write(ref _busy, 0);

    private void Restart()
    {
        _frames.Restart();
        (_slot, _used, _latestUi) = (null, 0, 0);
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
            if (_slot!.Counts.FailedGroups == 0)
            {
                sent.Slice(done, part).CopyTo(received[done..]);
            }
            else
            {
                ReadOnlySpan<byte> errors = MemoryMarshal.AsBytes(_slot.Delivered.Span).Slice(_used, part);
                TensorPrimitives.Xor(sent.Slice(done, part), errors, received[done..]);
                wrong += Ones(errors);
                lost += LostGroups(_used, part);
            }

            done += part;
            _used += part;
            last = EntryNs();
            reception = Timing.ReceptionNs(_frames.Frame, ((long)_used * 8) - 1, _latestUi);
        }

        return new BlockDelivery(position, lost, wrong, entry, last, reception);
    }

    /// <summary>When the next bit enters; at the end of a frame that is when its last bit has.</summary>
    private double EntryNs() => Timing.EntryNs(Math.Max(0, _frames.Frame), (long)_used * 8);

    /// <summary>Groups that are lost, of those with a part of so many bytes of the frame.</summary>
    private int LostGroups(int first, int count)
    {
        int bits = Design.Code.GroupMessageBits, group = (int)((long)first * 8 / bits), end = (int)(((((long)first + count) * 8) - 1) / bits);
        return _slot!.FailedGroups.AsSpan(group, end - group + 1).Count(true);
    }

    private static long Ones(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        long ones = 0;
        foreach (ulong word in words)
        {
            ones += BitOperations.PopCount(word);
        }

        foreach (byte one in bytes[(words.Length * 8)..])
        {
            ones += BitOperations.PopCount(one);
        }

        return ones;
    }

    private void Next(int wanted, CancellationToken cancellation)
    {
        FrameSlot slot = _frames.Next((wanted + Timing.FrameBytes - 1L) / Timing.FrameBytes, cancellation);
        (_slot, _used) = (slot, 0);
        long latest = -1;
        foreach (PortAlignment alignment in slot.Alignments)
        {
            latest = alignment.Lane >= 0 ? Math.Max(latest, alignment.FirstFrame) : latest;
        }

        _latestUi = latest >= 0 ? latest : _latestUi;
        _frames.Events!.Observe(_frames.Frame, slot, _tell);
    }
}
