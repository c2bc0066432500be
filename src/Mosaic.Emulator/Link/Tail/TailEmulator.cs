using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>
/// Codeword and frame loss far below what can be counted, by conditional expectation: real data is drawn and encoded, the
/// error probability of every bit computed as sent, and the exact probability that a codeword is lost averaged. Nothing is
/// received: lock is taken as given, and no error is drawn.
/// </summary>
/// <example>
/// <code>
/// LinkOptions options = new LinkConfiguration().Set("engine", "tail").Set("stop.relativeInterval", "0.1").Build();
/// Console.WriteLine(new TailEmulator(options).Run().PostFec.CodewordErrorRatio);
/// </code>
/// </example>
public sealed class TailEmulator
{
    /// <summary>The engine's name.</summary>
    public const string Engine = "tail";

    /// <summary>Designs a link.</summary>
    /// <param name="options">The options, with engine <c>tail</c>.</param>
    /// <param name="measured">The matrix that <c>optics.file</c> names, where <c>optics.crosstalk</c> is <c>file</c>.</param>
    /// <param name="own">Codes of one's own that <c>fec.code</c> may name, or null.</param>
    /// <exception cref="ConfigurationException">Options contradict each other or the engine; or no stop rule is set.</exception>
    public TailEmulator(LinkOptions options, MeasuredCoupling? measured = null, OwnAlgorithms? own = null)
    {
        Design = new LinkDesign(options, measured, own);
        if (!IsNamedBy(options))
            throw new ConfigurationException($"engine: {options.Engine} counts errors; engine tail does not");
        TailRule.Check(options.Stop);
        Check(Design);
    }

    /// <summary>The link's parts.</summary>
    public LinkDesign Design { get; }

    /// <summary>Whether options ask for this engine.</summary>
    /// <param name="options">The options.</param>
    public static bool IsNamedBy(LinkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return string.Equals(options.Engine, Engine, StringComparison.Ordinal);
    }

    /// <summary>
    /// Averages over frames until a stop rule holds: <c>stop.relativeInterval</c> is that of the codeword error ratio here.
    /// </summary>
    /// <param name="progress">Called after every batch of frames, on the calling thread; or null.</param>
    /// <param name="cancellation">Ends the run early; the report then covers the frames averaged so far.</param>
    public TailReport Run(Action<LinkProgress>? progress = null, CancellationToken cancellation = default)
    {
        LinkOptions options = Design.Options;
        using var crew = new WorkCrew(Math.Min(options.Threads ?? Environment.ProcessorCount, LinkRun.BatchFrames));
        IPayloadSource source = PayloadSources.Create(Design, 0, null);
        TailFrame[] workers = [.. Enumerable.Range(0, crew.Workers).Select(_ => new TailFrame(Design))];
        foreach (TailFrame worker in workers)
            worker.Begin(0, source);
        TailSums[] frames = [.. Enumerable.Range(0, LinkRun.BatchFrames).Select(_ => new TailSums(Design))];
        var sums = new TailSums(Design);
        var rule = new StopRule(options.Stop, isFile: false);
        StopReason reason = StopReason.None;
        ulong fingerprint = 0;
        long done = 0;
        while (reason == StopReason.None)
        {
            long first = done;
            int batch = (int)Math.Clamp(rule.Frames(Design.MessageBits, null) - done ?? long.MaxValue, 1, Math.Min(LinkRun.BatchFrames, crew.Workers));
            long before = Math.Max(0, first - 1);
            source.Advance(before, (int)(first + batch - before));
            crew.Run(batch, (worker, piece) => workers[worker].Evaluate(first + piece, frames[piece], cancellation));
            for (int piece = 0; piece < batch && reason == StopReason.None; piece++)
            {
                if (cancellation.IsCancellationRequested)
                {
                    reason = StopReason.Cancelled;
                    break;
                }

                sums.Add(frames[piece]);
                fingerprint = unchecked(fingerprint + frames[piece].Fingerprint(0, first + piece));
                done++;
                reason = TailRule.Of(options.Stop, done * Design.MessageBits, sums.Totals) is var held and not StopReason.None ? held
                    : rule.IsOutOfTime ? StopReason.Seconds : StopReason.None;
            }

            progress?.Invoke(new LinkProgress(
                done, done * Design.MessageBits, 0, 0, (double?)done * Design.MessageBits / options.Stop.PayloadBits, rule.Seconds, 0, 0));
        }

        return TailReport.From(Design, sums, done, fingerprint, reason, rule.Seconds, crew.Workers);
    }

    /// <summary>Refuses what the engine does not do.</summary>
    /// <param name="design">The link.</param>
    /// <exception cref="ConfigurationException">The link is none for this engine.</exception>
    internal static void Check(LinkDesign design)
    {
        LinkOptions options = design.Options;
        int dead = design.BroughtUp.ChannelOfLane.ToArray().Count(design.IsDead);
        Refuse(options.Faults.Any(fault => fault.Kind is FaultKind.Slip), "faults: engine tail takes lock as given, so no lane can slip");
        Refuse(options.Traffic.IsFile, "traffic.pattern: engine tail takes random or PRBS traffic, no file");
        Refuse(options.Probe.Lanes is not null, "probe.lanes: engine tail makes no samples to look at");
        Refuse((options.Capture.Errors ?? options.Capture.Replay) is not null || options.Capture.Frame is not null, "capture: engine tail draws no errors");
        Refuse(dead > (design.Secded is null ? 0 : 1), "array.deadChannels, array.deadFraction: there are more dead channels than spares and words across the lanes can hide, so the link does not come up, which engine tail takes as given");
        Refuse(design.IsWatched && options.Faults.Count > 0, "faults: engine tail repairs nothing, and bonding.laneSecded, bonding.spareLanes and bonding.laneParity do as soon as a lane fails; it takes channels that are dead from the start (array.deadChannels)");
        string? repaired = RepairedLanes.Of(design);
        Refuse(repaired is not null, repaired ?? "");
    }

    private static void Refuse(bool refused, string why)
    {
        if (refused)
            throw new ConfigurationException(why);
    }
}
