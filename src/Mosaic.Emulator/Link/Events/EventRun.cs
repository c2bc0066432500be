using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// One trial of engine <c>event</c>: frames in pieces of constant size, which workers share; pieces are counted in order, and the
/// stop rule is asked after every frame. So results do not depend on the number of threads.
/// </summary>
internal sealed class EventRun
{
    /// <summary>The engine's name.</summary>
    public const string Engine = "event";

    private const int KeptPieces = 16, SmallestPiece = 4, LargePiece = 16, LargestPiece = 64, PiecesOfWorker = 8;
    private const double ManyCandidates = 1023; // of a frame

    private readonly LinkDesign _design;
    private readonly uint _trial;
    private readonly EventFrame[] _workers;
    private readonly FrameTally[] _tallies;
    private readonly EventPiece[] _pieces;
    private int _pieceFrames;
    private readonly Pipeline _pipeline;
    private StopRule? _rule;
    private CancellationToken _cancellation;
    private StopReason _reason;
    private LinkTotals _totals;

    public EventRun(LinkDesign design, uint trial, int workers)
    {
        (_design, _trial) = (design, trial);
        Repair = BringUp(design);
        Repairs = new RepairLog(design);
        Repairs.MappedOut([.. Repair.BadChannels]);
        _workers = [.. Enumerable.Range(0, workers).Select(_ => new EventFrame(design, trial, Repair.Maps))];
        _tallies = [.. Enumerable.Range(0, workers).Select(_ => new FrameTally(design, Repair))];
        // Where lanes are watched, what is decided of a frame is known so many frames later, as in a run of the other engines.
        _pieces = [.. Enumerable.Range(0, design.IsWatched ? LinkRun.BatchFrames : KeptPieces).Select(_ => new EventPiece(design))];
        _pipeline = new Pipeline(_pieces.Length, new Pipeline.Stage(Count, Add));
        Secded = design.Secded is null ? null : new LaneSecdedReport(design.Options.Bonding.CheckLanes, 0, 0);
        Counts = new LinkCounts(design.Lanes, design.Code.CodewordSymbols);
    }

    /// <summary>Whether options ask for this engine.</summary>
    public static bool IsNamedBy(LinkOptions options) => string.Equals(options.Engine, Engine, StringComparison.Ordinal);

    /// <summary>The link's parts.</summary>
    public LinkDesign Design => _design;

    /// <summary>Counts of all frames that belong to the result.</summary>
    public LinkCounts Counts { get; }

    /// <summary>Sum of the frames' fingerprints.</summary>
    public ulong Fingerprint { get; private set; }

    /// <summary>Groups whose parity was encoded.</summary>
    public long EncodedGroups { get; private set; }

    /// <summary>Looks after the lanes.</summary>
    public RepairController Repair { get; }

    /// <summary>What repairs have cost, and what each channel has carried.</summary>
    public RepairLog Repairs { get; }

    /// <summary>What the words across the lanes did; null without them.</summary>
    public LaneSecdedReport? Secded { get; private set; }

    /// <summary>Seconds of all workers in a stage.</summary>
    public double Seconds(LinkStage stage) => _workers.Sum(worker => worker.Clock.Seconds(stage));

    /// <summary>Runs the trial to its end.</summary>
    /// <param name="crew">The workers.</param>
    /// <param name="rule">When it has seen enough.</param>
    /// <param name="progress">Told when frames have been counted; or null.</param>
    /// <param name="cancellation">Ends the run at the next frame.</param>
    public StopReason Run(WorkCrew crew, StopRule rule, Action<LinkProgress>? progress, CancellationToken cancellation)
    {
        (_rule, _cancellation, _reason) = (rule, cancellation, StopReason.None);
        _pieceFrames = PieceFrames();
        foreach (EventPiece piece in _pieces)
        {
            piece.Reserve(_pieceFrames);
        }

        Action? report = progress is null ? null : () => progress(new LinkProgress(
            _totals.Frames, _totals.PayloadBits, _totals.BitErrors, _totals.CodewordErrors,
            (double?)_totals.PayloadBits / rule.PayloadBits(null), rule.Seconds, 0, 0));
        _pipeline.Run(crew, 0, piece => FramesLeft(piece * _pieceFrames) > 0, report);
        return _reason;
    }

    /// <summary>
    /// Frames that a worker takes at a time: results do not depend on it. What is looked at of the frame before the first of them is found
    /// once more, so there are many, as long as each worker gets some pieces; frames that are made whole remember nothing.
    /// </summary>
    private int PieceFrames()
    {
        double candidates = ((Channel.BitTrueChannel)_design.Channel).ExpectedCandidates;
        bool areWhole = candidates > EventFrame.MadeWholeFrom * _design.Layout.FrameUi * _design.Channels;
        return _design.IsWatched || areWhole ? 1
            : (int)Math.Clamp(FramesLeft(0) / (PiecesOfWorker * _workers.Length), SmallestPiece, candidates > ManyCandidates ? LargePiece : LargestPiece);
    }

    private void Count(int worker, long piece)
    {
        long first = piece * _pieceFrames;
        int frames = (int)Math.Min(FramesLeft(first), _pieceFrames);
        Kept(piece).Count(first, frames, _workers[worker], _tallies[worker], _trial, _cancellation);
    }

    /// <summary>Frames from one on that a rule which can be foreseen asks for.</summary>
    private long FramesLeft(long first) =>
        _rule!.PayloadBits(null) is { } bits ? ((bits + _design.MessageBits - 1) / _design.MessageBits) - first : long.MaxValue - _pieceFrames;

    /// <summary>Adds a piece to the result: all of it, or up to the frame after which a rule holds.</summary>
    /// <returns>Whether the run goes on.</returns>
    private bool Add(int worker, long index)
    {
        if (_cancellation.IsCancellationRequested)
        {
            _reason = StopReason.Cancelled;
            return false;
        }

        EventPiece piece = Kept(index);
        long first = index * _pieceFrames;
        for (int i = 0; i < piece.Frames.Count; i++)
        {
            FrameResult frame = piece.Frames[i];
            _totals += frame.Totals;
            Fingerprint = unchecked(Fingerprint + frame.Fingerprint);
            EncodedGroups += frame.EncodedGroups;
            Secded = Secded is { } across
                ? across with { CorrectedBits = across.CorrectedBits + frame.CorrectedBits, DetectedUi = across.DetectedUi + frame.DetectedUi }
                : null;
            _reason = _rule!.Reason(_totals, null);
            if (_reason == StopReason.None && i < piece.Frames.Count - 1)
            {
                continue;
            }

            if (i < piece.Frames.Count - 1)
            {
                // Frames depend on their number alone: counted again, these are the same. All of them are part of the result, whatever is cancelled meanwhile.
                piece.Count(first, i + 1, _workers[worker], _tallies[worker], _trial, CancellationToken.None);
            }

            Counts.Add(piece.Counts);
            Repairs.Add(first + i, piece.Counts, Repair.Maps.At(first));
            if (_design.IsWatched)
            {
                Repair.Observe(first, piece.SeenErrors, _design.Layout.DataUi);
            }

            break;
        }

        return _reason == StopReason.None;
    }

    private EventPiece Kept(long piece) => _pieces[piece % _pieces.Length];

    /// <summary>The link as it comes up: lanes are off the channels that are dead, as far as there are spares.</summary>
    private static RepairController BringUp(LinkDesign design)
    {
        RepairController repair = design.CreateRepair();
        bool[] dead = [.. Enumerable.Range(0, design.Channels).Select(design.IsDead)];
        foreach (int lane in repair.MapOut(dead))
        {
            repair.GiveUp(lane);
        }

        return repair;
    }
}
