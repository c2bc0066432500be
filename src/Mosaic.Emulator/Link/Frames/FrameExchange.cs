namespace Mosaic.Emulator.Link.Frames;

/// <summary>Frames of a trial that are sent together, and as many received, from the one before on: they have arrived then. Whoever wants them settles them.</summary>
internal sealed class FrameExchange
{
    private readonly Pipeline _pipeline;
    private readonly Func<long, bool> _opens;
    private Func<long, bool>? _open;
    private long _end;

    public FrameExchange(LinkTrial trial)
    {
        _pipeline = new Pipeline(trial.Ring.Slots, new Pipeline.Stage(trial.Send, Arrive, lag: 1), new Pipeline.Stage(trial.Receive, (_, _) => true));
        _opens = frame => frame < _end && _open?.Invoke(frame) != false;
        bool Arrive(int worker, long frame)
        {
            trial.Arrive(frame);
            return true;
        }
    }

    /// <summary>Exchanges frames.</summary>
    /// <param name="crew">The workers.</param>
    /// <param name="first">The first frame to send.</param>
    /// <param name="frames">How many, at least one and two fewer than there are slots.</param>
    /// <param name="open">Asked for each frame whether it is sent at all, in order; null: all are.</param>
    /// <param name="cancellation">Ends it.</param>
    public void Run(WorkCrew crew, long first, int frames, Func<long, bool>? open, CancellationToken cancellation)
    {
        (_end, _open) = (first + frames, open);
        _pipeline.Run(crew, first, _opens, report: null, cancellation);
    }
}
