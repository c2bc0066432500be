using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// One trial of engine <c>event</c>: frames in pieces of constant size, which workers share; then pieces are counted in order, and the
/// stop rule is asked after every frame. So results do not depend on the number of threads.
/// </summary>
internal sealed class EventRun
{
    /// <summary>The engine's name.</summary>
    public const string Engine = "event";

    private const int BatchPieces = 16, SmallestPiece = 4, LargestPiece = 64; // a frame goes on where the one before ends
    private const double CandidatesOfPiece = 16384;

    private readonly LinkDesign _design;
    private readonly uint _trial;
    private readonly EventFrame[] _workers;
    private readonly FrameTally[] _tallies;
    private readonly EventPiece[] _pieces;
    private readonly int _pieceFrames;
    private LinkTotals _totals;

    public EventRun(LinkDesign design, uint trial, int workers)
    {
        (_design, _trial) = (design, trial);
        Repair = BringUp(design);
        Repairs = new RepairLog(design);
        Repairs.MappedOut([.. Repair.BadChannels]);
        _workers = [.. Enumerable.Range(0, workers).Select(_ => new EventFrame(design, trial, Repair.Maps))];
        _tallies = [.. Enumerable.Range(0, workers).Select(_ => new FrameTally(design, Repair))];
        // What is decided of a frame is known a batch later, as in a run of the other engines.
        double candidates = ((Channel.BitTrueChannel)design.Channel).ExpectedCandidates;
        bool areWhole = candidates > EventFrame.MadeWholeFrom * design.Layout.FrameUi * design.Channels;
        _pieceFrames = design.IsWatched || areWhole ? 1 : (int)Math.Clamp(CandidatesOfPiece / (candidates + 1), SmallestPiece, LargestPiece);
        _pieces = [.. Enumerable.Range(0, design.IsWatched ? LinkRun.BatchFrames : BatchPieces).Select(_ => new EventPiece(design))];
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
    /// <param name="progress">Told after every batch; or null.</param>
    /// <param name="cancellation">Ends the run at the next frame.</param>
    public StopReason Run(WorkCrew crew, StopRule rule, Action<LinkProgress>? progress, CancellationToken cancellation)
    {
        long first = 0;
        void Count(int worker, int piece) => Piece(first + ((long)piece * _pieceFrames), rule, piece, worker, cancellation);
        Action<int, int> count = Count;
        for (; ; first += (long)_pieces.Length * _pieceFrames)
        {
            long left = FramesLeft(rule, first);
            crew.Run((int)Math.Min((left + _pieceFrames - 1) / _pieceFrames, _pieces.Length), count);
            for (int piece = 0; piece < _pieces.Length; piece++)
            {
                if (cancellation.IsCancellationRequested)
                {
                    return StopReason.Cancelled;
                }

                StopReason reason = Add(first + ((long)piece * _pieceFrames), piece, rule, cancellation);
                if (reason != StopReason.None)
                {
                    return reason;
                }
            }

            progress?.Invoke(new LinkProgress(
                _totals.Frames, _totals.PayloadBits, _totals.BitErrors, _totals.CodewordErrors,
                (double?)_totals.PayloadBits / rule.PayloadBits(null), rule.Seconds, 0, 0));
        }
    }

    private void Piece(long first, StopRule rule, int piece, int worker, CancellationToken cancellation)
    {
        int frames = (int)Math.Clamp(FramesLeft(rule, first), 1, _pieceFrames);
        _pieces[piece].Count(first, frames, _workers[worker], _tallies[worker], _trial, cancellation);
    }

    /// <summary>Frames from one on that a rule which can be foreseen asks for.</summary>
    private long FramesLeft(StopRule rule, long first) =>
        rule.PayloadBits(null) is { } bits ? ((bits + _design.MessageBits - 1) / _design.MessageBits) - first : long.MaxValue - _pieceFrames;

    /// <summary>Adds a piece to the result: all of it, or up to the frame after which a rule holds.</summary>
    private StopReason Add(long first, int index, StopRule rule, CancellationToken cancellation)
    {
        EventPiece piece = _pieces[index];
        for (int i = 0; i < piece.Frames.Count; i++)
        {
            FrameResult frame = piece.Frames[i];
            _totals += frame.Totals;
            Fingerprint = unchecked(Fingerprint + frame.Fingerprint);
            EncodedGroups += frame.EncodedGroups;
            Secded = Secded is { } across
                ? across with { CorrectedBits = across.CorrectedBits + frame.CorrectedBits, DetectedUi = across.DetectedUi + frame.DetectedUi }
                : null;
            StopReason reason = rule.Reason(_totals, null);
            if (reason == StopReason.None && i < piece.Frames.Count - 1)
            {
                continue;
            }

            if (i < piece.Frames.Count - 1)
            {
                // Frames depend on their number alone: counted again, these are the same.
                piece.Count(first, i + 1, _workers[0], _tallies[0], _trial, cancellation);
            }

            Counts.Add(piece.Counts);
            Repairs.Add(first + i, piece.Counts, Repair.Maps.At(first));
            if (_design.IsWatched)
            {
                Repair.Observe(first, piece.SeenErrors, _design.Layout.DataUi);
            }

            return reason;
        }

        return StopReason.None;
    }

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
