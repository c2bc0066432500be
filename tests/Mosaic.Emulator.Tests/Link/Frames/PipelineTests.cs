using Mosaic.Emulator.Link.Frames;

namespace Mosaic.Emulator.Tests.Link.Frames;

public class PipelineTests
{
    private const int Items = 400, Kept = 5, Most = 3;

    /// <summary>Steps come in order and one at a time, each after the work of its stage, and no item begins before there is room.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Steps_ComeInOrder_WhoeverWorks(int workers)
    {
        var trace = new Trace();
        var pipeline = new Pipeline(
            Kept, new Pipeline.Stage((_, item) => trace.Work(0, item), (_, item) => trace.Step(0, item), lag: 1, most: Most), new Pipeline.Stage((_, item) => trace.Work(1, item), (_, item) => trace.Step(1, item)));
        using var crew = new WorkCrew(workers);
        pipeline.Run(crew, 0, item => item < Items);
        Assert.Equal(0, trace.Faults);
        // The last item waits for one behind it that never comes.
        Assert.Equal([Items, Items - 1], trace.Ended);
    }

    /// <summary>A step ends the run where it says so, and a second run begins where it is told to.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_EndsWithTheStepThatSaysSo(int workers)
    {
        var steps = new List<long>();
        var pipeline = new Pipeline(Kept, new Pipeline.Stage((_, _) => { }, (_, item) => Add(steps, item) && item % 10 != 9));
        using var crew = new WorkCrew(workers);
        pipeline.Run(crew, 0, _ => true);
        pipeline.Run(crew, 15, _ => true);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 18, 19], steps);
    }

    /// <summary>What fails in work, in a step or as an item is opened reaches the caller, and the pipeline can be run again.</summary>
    [Theory]
    [InlineData("work")]
    [InlineData("step")]
    [InlineData("open")]
    public void Failure_ReachesTheCaller(string where)
    {
        bool fails = true;
        bool Fail(string here, long item) => fails && string.Equals(here, where, StringComparison.Ordinal) && item == 20 ? throw new InvalidOperationException(here) : true;
        long ended = 0;
        var pipeline = new Pipeline(Kept, new Pipeline.Stage((_, item) => Fail("work", item), (_, item) => Fail("step", item) && (ended = item) >= 0));
        using var crew = new WorkCrew(3);
        Assert.Equal(where, Assert.Throws<InvalidOperationException>(() => pipeline.Run(crew, 0, item => Fail("open", item) && item < 40)).Message);
        Assert.InRange(ended, 20 - Kept - 1, 19);
        fails = false;
        pipeline.Run(crew, 0, item => item < 40);
        Assert.Equal(39, ended);
    }

    /// <summary>Once it is cancelled no step is taken, whatever has been worked on by then.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Cancelled_TakesNoMoreSteps(int workers)
    {
        using var cancellation = new CancellationTokenSource();
        var steps = new List<long>();
        var pipeline = new Pipeline(Kept, new Pipeline.Stage(
            (_, _) => { },
            (_, item) =>
            {
                steps.Add(item);
                if (item == 9)
                {
                    cancellation.Cancel();
                }

                return true;
            }));
        using var crew = new WorkCrew(workers);
        pipeline.Run(crew, 0, item => item < Items, report: null, cancellation.Token);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], steps);
    }

    /// <summary>Who opens an item may wait, for input say: what has begun goes on meanwhile, to its last step.</summary>
    [Fact]
    public void Open_MayWait_WhileStepsAreTaken()
    {
        using var ended = new ManualResetEventSlim();
        var pipeline = new Pipeline(Kept, new Pipeline.Stage((_, _) => { }, (_, item) =>
        {
            if (item == 2)
            {
                ended.Set();
            }

            return true;
        }));
        using var crew = new WorkCrew(2);
        bool waited = false;
        pipeline.Run(crew, 0, item => item < 3 || (item == 3 && (waited = ended.Wait(TimeSpan.FromSeconds(60)))));
        Assert.True(waited);
    }

    /// <summary>Reports come on the calling thread, while no step is taken. The other thread waits for the first one, lest it end all by itself.</summary>
    [Fact]
    public void Reports_ComeOnTheCallersThread()
    {
        (int caller, int elsewhere, int reports, int stepping, int overlaps) = (Environment.CurrentManagedThreadId, 0, 0, 0, 0);
        bool Step(int worker, long item)
        {
            stepping++;
            Thread.SpinWait(20);
            stepping--;
            return true;
        }

        using var reported = new ManualResetEventSlim();
        void Work(int worker, long item)
        {
            Assert.True(worker == 0 || item == 0 || reported.Wait(TimeSpan.FromSeconds(60)));
            Thread.SpinWait(50);
        }

        var pipeline = new Pipeline(Kept, new Pipeline.Stage(Work, Step));
        using var crew = new WorkCrew(2);
        pipeline.Run(crew, 0, item => item < Items, () =>
        {
            reports++;
            reported.Set();
            overlaps += stepping;
            elsewhere += Environment.CurrentManagedThreadId == caller ? 0 : 1;
        });
        Assert.Equal((0, 0), (elsewhere, overlaps));
        Assert.InRange(reports, 1, Items);
    }

    private static bool Add(List<long> list, long item)
    {
        list.Add(item);
        return true;
    }

    /// <summary>Sees what must not be.</summary>
    private sealed class Trace
    {
        private readonly bool[,] _worked = new bool[2, Items + 1];
        private int _stepping;
        private int _faults;

        public long[] Ended { get; } = new long[2];

        public int Faults => _faults;

        public void Work(int stage, long item)
        {
            Expect(stage == 0 ? item < Volatile.Read(ref Ended[0]) + Most && item < Volatile.Read(ref Ended[1]) + Kept : item < 0 || Volatile.Read(ref Ended[0]) > item + 1);
            Thread.SpinWait((int)((item * 7919) % 50));
            if (item >= 0)
            {
                Volatile.Write(ref _worked[stage, item], true);
            }
        }

        public bool Step(int stage, long item)
        {
            Expect(Interlocked.Increment(ref _stepping) == 1);
            if (item >= 0)
            {
                Expect(Volatile.Read(ref _worked[stage, item]) && Ended[stage] == item);
                Volatile.Write(ref Ended[stage], item + 1);
            }

            Interlocked.Decrement(ref _stepping);
            return true;
        }

        private void Expect(bool isTrue)
        {
            if (!isTrue)
            {
                Interlocked.Increment(ref _faults);
            }
        }
    }
}
