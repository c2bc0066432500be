using Mosaic.Emulator.Link.Capture;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Link.Tail;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link;

/// <summary>The whole link as one object: options in, a report out.</summary>
/// <example>
/// <code>
/// LinkOptions options = new LinkConfiguration().Set("fiber.lengthM", "28").Build();
/// LinkReport report = new LinkEmulator(options).Run();
/// Console.WriteLine(report.PreFec.Ber);
/// </code>
/// </example>
public sealed class LinkEmulator
{
    private readonly LinkDesign _design;

    /// <summary>Designs a link.</summary>
    /// <param name="options">The options, e.g. from <see cref="LinkConfiguration"/>.</param>
    /// <param name="measured">The matrix that <c>optics.file</c> names, where <c>optics.crosstalk</c> is <c>file</c>.</param>
    /// <param name="own">Codes and deskews of one's own that <c>fec.code</c> and <c>deskew.algorithm</c> may name, or null.</param>
    /// <exception cref="ConfigurationException">Options contradict each other, or the matrix does; or no stop rule is set.</exception>
    public LinkEmulator(LinkOptions options, MeasuredCoupling? measured = null, OwnAlgorithms? own = null)
    {
        _design = new LinkDesign(options, measured, own);
        if (TailEmulator.IsNamedBy(options))
        {
            throw new ConfigurationException("engine: tail counts no errors, which is what is wanted here; engines that do are bit-true, waveform and event");
        }

        if (!options.Traffic.IsFile && !options.Stop.HasCountRule && options.Stop.Seconds is null)
        {
            throw new ConfigurationException(
                "stop: no rule is set, so the run would never end; set stop.payloadBits, stop.bitErrors, stop.codewordErrors, stop.relativeInterval, stop.targetBer or stop.seconds");
        }
    }

    /// <summary>The link's parts.</summary>
    public LinkDesign Design => _design;

    /// <summary>Brings the link up and sends frames until a stop rule holds.</summary>
    /// <param name="input">The bytes to send where <c>traffic.pattern</c> is <c>file</c>, else null.</param>
    /// <param name="output">Receives the bytes that came out of the link, or null.</param>
    /// <param name="captured">Receives the channel's errors where <c>capture.errors</c> names a file for them, or anyway; or null.</param>
    /// <param name="replayed">The errors to take instead of drawing them: what a run with the same options captured; or null.</param>
    /// <param name="progress">Called after every batch of frames, and while the link is brought up, on the calling thread; or null.</param>
    /// <param name="cancellation">Ends the run early, also while it waits for input (of a stream that cannot seek); the report then covers the frames counted so far.</param>
    /// <returns>Counts, rates and times. That codewords were lost is a result, not an error.</returns>
    /// <exception cref="ConfigurationException">
    /// File traffic without an input, an input with other traffic, or one that is empty; a lane would arrive more than a
    /// frame late; what is replayed is no capture, or that of other options, or lacks a frame; or <c>capture.frame</c> is beyond
    /// the input.
    /// </exception>
    /// <exception cref="IOException">A stream cannot be read or written, or a capture is truncated.</exception>
    public LinkReport Run(
        Stream? input = null,
        Stream? output = null,
        Stream? captured = null,
        Stream? replayed = null,
        Action<LinkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        LinkOptions options = _design.Options;
        CheckInput(options.Traffic, input);
        CheckCapture(options.Capture, captured, replayed);
        if (_design.SoftCode is { } soft && (captured ?? replayed) is not null)
        {
            throw new ConfigurationException($"capture.{(captured is null ? "replay" : "errors")}: a capture holds hard decisions, which {soft.Name} (fec.code) does not decode");
        }

        int workers = options.Threads ?? Environment.ProcessorCount;
        using var crew = new WorkCrew(Math.Min(workers, LinkRun.BatchFrames));
        if (EventRun.IsNamedBy(options))
        {
            return RunEvents(crew, (output ?? captured ?? replayed) is not null, progress, cancellation);
        }

        CaptureReader? reader = replayed is null ? null : new(replayed, options, (long)_design.Channels * _design.Layout.FrameUi);
        CaptureWriter? writer = captured is null ? null : new(captured, options);
        var rule = new StopRule(options.Stop, options.Traffic.IsFile);
        var trial = new LinkTrial(_design, 0, crew.Workers, RunInput.Of(input, rule, cancellation), output is null ? Delivery.Nothing : Delivery.Payload, writer, reader);
        StopReason reason = new LinkRun(trial, crew, rule, output, cancellation).Run(progress);
        writer?.Finish();
        return LinkReport.From(trial, reason, rule.Seconds, crew.Workers);
    }

    private LinkReport RunEvents(WorkCrew crew, bool hasFiles, Action<LinkProgress>? progress, CancellationToken cancellation)
    {
        if (hasFiles)
        {
            throw new ConfigurationException("traffic.output, capture: engine event delivers no payload bit by bit, nor errors");
        }

        var run = new EventRun(_design, 0, crew.Workers);
        var rule = new StopRule(_design.Options.Stop, isFile: false);
        StopReason reason = run.Run(crew, rule, progress, cancellation);
        return LinkReport.From(run, reason, rule.Seconds, crew.Workers);
    }

    private static void CheckCapture(CaptureOptions capture, Stream? captured, Stream? replayed)
    {
        if ((capture.Errors is not null && captured is null) || (capture.Replay is not null && replayed is null))
        {
            throw new ConfigurationException($"capture.{(captured is null && capture.Errors is not null ? "errors" : "replay")}: the file that it names needs to be opened");
        }
    }

    private static void CheckInput(TrafficOptions traffic, Stream? input)
    {
        if (traffic.IsFile && input is null)
        {
            throw new ConfigurationException("traffic.input: traffic.pattern file needs a file to send");
        }

        if (!traffic.IsFile && input is not null)
        {
            throw new ConfigurationException($"traffic.pattern: a stream to send is of no use with {traffic.Pattern}; it takes file");
        }
    }
}
