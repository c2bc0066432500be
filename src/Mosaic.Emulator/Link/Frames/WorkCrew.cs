namespace Mosaic.Emulator.Link.Frames;

/// <summary>
/// A fixed set of threads that share numbered pieces of work. Which thread takes which piece is left to chance, so pieces
/// may write only to what belongs to them or to their worker. A run allocates nothing.
/// </summary>
internal sealed class WorkCrew : IDisposable
{
    private readonly Thread[] _threads;
    private readonly Barrier _start;
    private readonly Barrier _end;
    private Action<int, int>? _work;
    private Exception? _failure;
    private int _count;
    private int _next;
    private bool _disposed;

    /// <summary>Starts the threads; the caller's is worker 0.</summary>
    public WorkCrew(int workers)
    {
        _start = new Barrier(workers);
        _end = new Barrier(workers);
        _threads = new Thread[workers - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"mosaic worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Workers, the caller included.</summary>
    public int Workers => _threads.Length + 1;

    /// <summary>Does pieces 0 … count−1, <c>work(worker, piece)</c>, and returns when all are done.</summary>
    public void Run(int count, Action<int, int> work)
    {
        _work = work;
        _count = count;
        _next = 0;
        _start.SignalAndWait();
        Take(0);
        _end.SignalAndWait();
        _work = null;
        if (_failure is { } failure)
        {
            _failure = null;
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _start.SignalAndWait();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _start.Dispose();
        _end.Dispose();
    }

    private void Serve(int worker)
    {
        while (true)
        {
            _start.SignalAndWait();
            if (_disposed)
            {
                return;
            }

            Take(worker);
            _end.SignalAndWait();
        }
    }

    private void Take(int worker)
    {
        try
        {
            for (int piece; (piece = Interlocked.Increment(ref _next) - 1) < _count;)
            {
                _work!(worker, piece);
            }
        }
        catch (Exception e)
        {
            // The first failure is the caller's to see; the pieces left are not begun.
            Interlocked.CompareExchange(ref _failure, e, null);
            Interlocked.Exchange(ref _next, _count);
        }
    }
}
