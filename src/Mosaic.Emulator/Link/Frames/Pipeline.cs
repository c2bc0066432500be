namespace Mosaic.Emulator.Link.Frames;

/// <summary>
/// Numbered items on their way through stages. A stage's work on an item is done by whichever worker is free; the step that ends it
/// is taken in the order of the items, one step at a time. So what steps see depends neither on the number of workers nor on chance,
/// and nobody waits for others to end their work, as long as there is any to begin. A run allocates nothing.
/// </summary>
internal sealed class Pipeline
{
    private readonly object _gate = new();
    private readonly int _kept;
    private readonly Stage[] _stages;
    private readonly Action<int, int> _work;
    private Func<long, bool> _open = _ => false;
    private Action? _report;
    private long _reported;
    private int _busy; // workers
    private bool _isStepping; // somebody is
    private long _opened; // items before this one are open
    private bool _isOpening; // somebody asks for the next one
    private bool _isOpen; // there may be more items
    private bool _isOver;
    private CancellationToken _cancellation;

    /// <summary>Makes a pipeline.</summary>
    /// <param name="kept">Items that may be on their way at a time: an item begins when the one so many before has ended.</param>
    /// <param name="stages">One or more; they belong to it.</param>
    public Pipeline(int kept, params Stage[] stages)
    {
        (_kept, _stages, _work) = (kept, stages, Work);
        foreach (Stage stage in stages)
        {
            stage.Keep(kept);
        }
    }

    /// <summary>Runs until a step says that it is over, or all items have gone as far as they can.</summary>
    /// <param name="crew">The workers.</param>
    /// <param name="first">The first item to begin; the stages behind begin as many items before as they lag.</param>
    /// <param name="open">Asked for each item before it begins, in order, one at a time, while others are worked on: whether there is one. It may wait.</param>
    /// <param name="report">Called on the calling thread from time to time, while no step is taken, when items have ended; or null.</param>
    /// <param name="cancellation">Ends it: no step is taken any more, and no work begun.</param>
    public void Run(WorkCrew crew, long first, Func<long, bool> open, Action? report = null, CancellationToken cancellation = default)
    {
        (_open, _report, _reported, _opened, _cancellation) = (open, report, first, first, cancellation);
        foreach (Stage stage in _stages)
        {
            stage.Begin(first);
            first -= stage.Lag;
        }

        (_isOpen, _isOpening, _isOver, _isStepping, _busy) = (true, false, false, false, 0);
        crew.Run(crew.Workers, _work);
    }

    private void Work(int worker, int piece)
    {
        Turn done = default;
        try
        {
            while (Next(worker, done) is { Stage: not null } turn)
            {
                done = turn.Do(worker);
            }
        }
        catch
        {
            lock (_gate)
            {
                _isOver = true;
                Monitor.PulseAll(_gate);
            }

            throw;
        }
    }

    /// <summary>What to do next: nothing, where all is over.</summary>
    private Turn Next(int worker, in Turn done)
    {
        lock (_gate)
        {
            End(done);
            _isOver |= _cancellation.IsCancellationRequested;
            while (!_isOver)
            {
                if (Find(worker) is { Kind: not Kind.Nothing } turn)
                {
                    _busy++;
                    _isStepping |= turn.IsStep;
                    _isOpening |= turn.Kind == Kind.Open;
                    return turn;
                }

                // What is at work may bring more; if nothing is, nothing will.
                _isOver = _busy == 0;
                if (!_isOver)
                {
                    Monitor.Wait(_gate);
                    _isOver |= _cancellation.IsCancellationRequested;
                }
            }

            Monitor.PulseAll(_gate);
            return default;
        }
    }

    private void End(in Turn done)
    {
        switch (done.Kind)
        {
            case Kind.Nothing:
                return;
            case Kind.Open:
                (_isOpen, _isOpening) = (!done.IsLast, false);
                _opened += done.IsLast ? 0 : 1;
                break;
            case Kind.Work:
                done.Stage!.IsDone(done.Item) = true;
                break;
            case Kind.Step:
                done.Stage!.EndStep();
                _isOver |= done.IsLast;
                break;
            case Kind.Report:
                _reported = done.Item;
                break;
        }

        _busy--;
        _isStepping &= !done.IsStep;
        Monitor.PulseAll(_gate);
    }

    private Turn Find(int worker)
    {
        Stage first = _stages[0], last = _stages[^1];
        for (int i = _stages.Length - 1; i >= 0 && !_isStepping; i--)
        {
            if (_stages[i].IsDone(_stages[i].Ended))
            {
                return new Turn(Kind.Step, _stages[i], _stages[i].Ended);
            }
        }

        if (worker == 0 && _report is not null && !_isStepping && last.Ended > _reported)
        {
            return new Turn(Kind.Report, last, last.Ended) { Report = _report };
        }

        for (int i = _stages.Length - 1; i > 0; i--)
        {
            if (_stages[i].Begun + _stages[i - 1].Lag < _stages[i - 1].Ended && _stages[i].HasRoom)
            {
                return new Turn(Kind.Work, _stages[i], _stages[i].Begun++);
            }
        }

        return !first.HasRoom || first.Begun >= last.Ended + _kept ? default
            : first.Begun < _opened ? new Turn(Kind.Work, first, first.Begun++)
            : _isOpen && !_isOpening ? new Turn(Kind.Open, first, first.Begun) { Ask = _open } : default;
    }

    /// <summary>A stage of a pipeline.</summary>
    /// <param name="work">Works on an item, for a worker; several may, on several items.</param>
    /// <param name="step">Is taken when that has been done, item by item in order, by a worker; false: the run is over.</param>
    /// <param name="lag">How many items more must have ended this stage before an item begins the next one.</param>
    /// <param name="most">The most items that may have begun this stage and not ended it.</param>
    internal sealed class Stage(Action<int, long> work, Func<int, long, bool> step, int lag = 0, int most = int.MaxValue)
    {
        private bool[] _done = [];

        public int Lag => lag;

        /// <summary>The next item to begin.</summary>
        public long Begun { get; set; }

        /// <summary>The next item to end: for which the step is taken.</summary>
        public long Ended { get; private set; }

        public bool HasRoom => Begun < Ended + most;

        public void Keep(int kept) => _done = new bool[kept + lag + 1];

        public void Begin(long first)
        {
            (Begun, Ended) = (first, first);
            Array.Clear(_done);
        }

        public ref bool IsDone(long item) => ref _done[(int)((item + _done.Length) % _done.Length)];

        public void EndStep() => IsDone(Ended++) = false;

        public void Work(int worker, long item) => work(worker, item);

        public bool Step(int worker, long item) => step(worker, item);
    }

    private enum Kind
    {
        Nothing,
        Open,
        Work,
        Step,
        Report,
    }

    private readonly record struct Turn(Kind Kind, Stage? Stage, long Item)
    {
        public Action? Report { get; init; }

        public Func<long, bool>? Ask { get; init; }

        public bool IsLast { get; private init; }

        /// <summary>Whether no other one may be taken meanwhile.</summary>
        public bool IsStep => Kind is Kind.Step or Kind.Report;

        public Turn Do(int worker)
        {
            switch (Kind)
            {
                case Kind.Open:
                    return this with { IsLast = !Ask!(Item) };
                case Kind.Work:
                    Stage!.Work(worker, Item);
                    return this;
                case Kind.Step:
                    return this with { IsLast = !Stage!.Step(worker, Item) };
                default:
                    Report!();
                    return this;
            }
        }
    }
}
