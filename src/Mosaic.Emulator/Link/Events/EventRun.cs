using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Options;
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
    private LinkTotals _totals; // frame by frame, where the tally has whole pieces

    public EventRun(LinkDesign design, uint trial, int workers)
    {
        (_design, _trial) = (design, trial);
        Tally = BringUp(design);
        _workers = [.. Enumerable.Range(0, workers).Select(_ => new EventFrame(design, trial, Tally.Repair.Maps))];
        _tallies = [.. Enumerable.Range(0, workers).Select(_ => new FrameTally(design, Tally.Repair))];
        // Where lanes are watched, what is decided of a frame is known so many frames later, as in a run of the other engines.
        _pieces = [.. Enumerable.Range(0, design.IsWatched ? LinkRun.BatchFrames : KeptPieces).Select(_ => new EventPiece(design))];
        _pipeline = new Pipeline(_pieces.Length, new Pipeline.Stage(Count, Add));
    }

    /// <summary>Whether options ask for this engine.</summary>
    public static bool IsNamedBy(LinkOptions options) => string.Equals(options.Engine, Engine, StringComparison.Ordinal);

    /// <summary>The link's parts.</summary>
    public LinkDesign Design => _design;

    /// <summary>What has been counted.</summary>
    public LinkTally Tally { get; }

    /// <summary>Groups whose parity was encoded.</summary>
    public long EncodedGroups { get; private set; }

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

        Action? report = progress is null ? null : () => progress(LinkProgress.Of(_totals, rule, totalBits: null, trainingFrames: 0));
        _pipeline.Run(crew, 0, piece => FramesLeft(piece * _pieceFrames) > 0, report, cancellation);
        return _reason == StopReason.None && cancellation.IsCancellationRequested ? StopReason.Cancelled : _reason;
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
    private long FramesLeft(long first) => _rule!.Frames(_design.MessageBits, null) - first ?? long.MaxValue - _pieceFrames;

    /// <summary>Adds a piece to the result: all of it, or up to the frame after which a rule holds.</summary>
    /// <returns>Whether the run goes on.</returns>
    private bool Add(int worker, long index)
    {
        EventPiece piece = Kept(index);
        long first = index * _pieceFrames;
        int frames = AddFrames(piece.Frames);
        if (frames < piece.Frames.Count)
        {
            // Frames depend on their number alone: counted again, these are the same. All of them are part of the result, whatever is cancelled meanwhile.
            piece.Count(first, frames, _workers[worker], _tallies[worker], _trial, CancellationToken.None);
        }

        long last = first + frames - 1;
        Tally.Add(last, piece.Counts);
        if (_design.IsWatched)
        {
            Tally.Repair.Observe(last, piece.SeenErrors, _design.Layout.DataUi);
        }

        return _reason == StopReason.None;
    }

    /// <summary>Adds what frames have each, up to the one after which a rule holds.</summary>
    /// <returns>How many that were.</returns>
    private int AddFrames(IReadOnlyList<FrameResult> frames)
    {
        int added = 0;
        while (added < frames.Count && _reason == StopReason.None)
        {
            FrameResult frame = frames[added++];
            _totals += frame.Totals;
            EncodedGroups += frame.EncodedGroups;
            Tally.Add(frame.Fingerprint, frame.CorrectedBits, frame.DetectedUi);
            _reason = _rule!.Reason(_totals, null);
        }

        return added;
    }

    private EventPiece Kept(long piece) => _pieces[piece % _pieces.Length];

    /// <summary>The link as it comes up: lanes are off the channels that are dead, as far as there are spares.</summary>
    private static LinkTally BringUp(LinkDesign design)
    {
        var tally = new LinkTally(design, design.CreateRepair());
        bool[] dead = [.. Enumerable.Range(0, design.Channels).Select(design.IsDead)];
        foreach (int lane in tally.Repair.MapOut(dead))
        {
            tally.Repair.GiveUp(lane);
        }

        tally.Repairs.MappedOut([.. tally.Repair.BadChannels]);
        return tally;
    }
}
