using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// Draws the errors of all lanes exactly, by thinning: a lane's candidates are a Bernoulli(p̄) process with p̄ no less than any p, and a candidate becomes an
/// error with probability p/p̄, p being that of the bits really sent around it. Holds the memory of one worker.
/// </summary>
/// <remarks>
/// Two stages: the own lane's bits give a bound on p, with the neighbours at their worst, that most candidates fail; what is left looks at every bit that leaks
/// in. Both compare the same uniform number, so the first stage changes nothing but the work. Candidates of lanes that have cells are drawn side by side, and
/// looked at as many together as the machine may wait for at the same time: what is known of a lane has left the cache since the frame before.
/// </remarks>
internal sealed class Thinning
{
    private const int Batch = 256;

    // Words of a lane without cells whose candidates stay in the cache.
    private const int DenseWords = 32;

    // So many of a lane are worth a vector.
    private const int Some = 3;

    private readonly CellDraw _draw = new();
    private readonly CandidateList _candidates = new();
    private readonly ulong[] _left = new ulong[Batch + LaneVectors.Widest]; // those that own bits leave: number above, pattern below
    private readonly ulong[] _currents = new ulong[Batch + LaneVectors.Widest];
    private readonly int[] _open = new int[Batch], _errors = new int[Batch];
    private readonly ulong[] _draws = new ulong[DenseDraw.Draws];
    private int _errorCount;

    /// <summary>Errors that are found.</summary>
    public FlipList Flips { get; } = new();

    /// <summary>Finds the errors of a frame.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="sent">All lanes' rows.</param>
    /// <param name="received">The rows in which they are to be.</param>
    /// <param name="address">Seed, purpose, trial and frame of the random numbers.</param>
    public void Flip(BitTrueChannel channel, LinkBlock sent, LinkBlock received, RandomAddress address)
    {
        Flips.Clear();
        FlipCells(channel, sent, received, address);
        foreach (int lane in channel.Dense)
        {
            FlipDense(channel, lane, sent, received, address with { Lane = lane });
        }
    }

    private void FlipCells(BitTrueChannel channel, LinkBlock sent, LinkBlock received, RandomAddress address)
    {
        _draw.Learn(channel);
        CellTables cells = _draw.Cells;
        ReadOnlySpan<int> fetched = channel.Fetched;
        _candidates.Clear();
        _candidates.Reserve(cells.Room(CellDraw.Together));
        for (int from = 0; from < cells.Count; from += CellDraw.Together)
        {
            _candidates.Clear();
            _draw.Draw(address, _candidates, from, Math.Min(from + CellDraw.Together, cells.Count));
            for (int first = 0; first < _candidates.Count; first += Batch)
            {
                int end = Math.Min(first + Batch, _candidates.Count), lane = CandidateList.LaneOf(_candidates.Places[end - 1]);
                for (; !fetched.IsEmpty && fetched[0] <= lane + channel.Ahead; fetched = fetched[1..])
                {
                    CacheLines.Prefetch(sent.Row(fetched[0]));
                }

                Thin(channel.Probabilities, sent, received, first, end, mayRepeat: true);
            }
        }
    }

    private void FlipDense(BitTrueChannel channel, int lane, LinkBlock sent, LinkBlock received, RandomAddress address)
    {
        int ahead = lane + channel.Ahead;
        if (ahead < channel.Channels && channel.Lanes[ahead] is { Bound: > 0 })
        {
            CacheLines.Prefetch(sent.Row(ahead));
        }

        var draw = new DenseDraw(channel.Lanes[lane]!.Bound, address, _draws);
        for (int from = 0; from < sent.Words; from += DenseWords)
        {
            _candidates.Clear();
            draw.Draw(_candidates, from, Math.Min(from + DenseWords, sent.Words));
            for (int first = 0; first < _candidates.Count; first += Batch)
            {
                Thin(channel.Probabilities, sent, received, first, Math.Min(first + Batch, _candidates.Count), mayRepeat: false);
            }
        }
    }

    private void Thin(LaneProbability?[] lanes, LinkBlock sent, LinkBlock received, int first, int end, bool mayRepeat)
    {
        if (Words8.IsSupported)
        {
            Thin<Words8>(lanes, sent, received, first, end, mayRepeat);
        }
        else
        {
            Thin<Words4>(lanes, sent, received, first, end, mayRepeat);
        }
    }

    private void Thin<TWords>(LaneProbability?[] lanes, LinkBlock sent, LinkBlock received, int first, int end, bool mayRepeat)
        where TWords : struct, IWords<TWords>
    {
        ref ulong rows = ref MemoryMarshal.GetReference(sent.Storage);
        int count = Leave<TWords>(lanes, ref rows, first, end);
        for (int from = 0, to; from < count; from = to)
        {
            int lane = CandidateList.LaneOf(_candidates.Places[NumberOf(_left[from])]);
            for (to = from + 1; to < count && CandidateList.LaneOf(_candidates.Places[NumberOf(_left[to])]) == lane;)
            {
                to++;
            }

            _errorCount = 0;
            Decide<TWords>(lanes[lane]!, ref rows, from, to);
            Flips.Begin(received.StartOf(lane));
            foreach (int error in _errors.AsSpan(0, _errorCount))
            {
                if (!mayRepeat || !_candidates.IsRepeated(error))
                {
                    Flips.Add(CandidateList.UiOf(_candidates.Places[error]));
                }
            }
        }
    }

    /// <summary>Lists the candidates that their own lanes' bits leave, and says how many these are.</summary>
    [MethodImpl(Kernel.Compiled)]
    private int Leave<TWords>(LaneProbability?[] lanes, ref ulong rows, int first, int end)
        where TWords : struct, IWords<TWords>
    {
        Span<ulong> places = _candidates.Places;
        Span<double> levels = _candidates.Levels;
        ref ulong left = ref MemoryMarshal.GetArrayDataReference(_left);
        int count = 0;
        for (int i = first; i < end;)
        {
            int lane = CandidateList.LaneOf(places[i]), whole = i;
            LaneProbability probability = lanes[lane]!;
            while (LaneVectors.IsSupported && whole + TWords.Count <= end && CandidateList.LaneOf(places[whole + TWords.Count - 1]) == lane)
            {
                whole += TWords.Count;
            }

            if (whole > i)
            {
                count = LaneVectors.Leave<TWords>(probability, ref rows, ref MemoryMarshal.GetReference(places), ref MemoryMarshal.GetReference(levels), i, whole, ref left, count);
            }

            for (i = whole; i < end && CandidateList.LaneOf(places[i]) == lane; i++)
            {
                int pattern = probability.OwnPattern(ref rows, CandidateList.UiOf(places[i]));
                Unsafe.Add(ref left, count) = ((ulong)i << 32) | (uint)pattern;
                count += levels[i] < probability.OwnBounds[pattern] ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>Lists those of a lane's that were left which are errors.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Decide<TWords>(LaneProbability lane, ref ulong rows, int from, int to)
        where TWords : struct, IWords<TWords>
    {
        Span<ulong> places = _candidates.Places;
        Span<double> levels = _candidates.Levels;
        ReadOnlySpan<ulong> left = _left.AsSpan(from, to - from);
        if (left.Length < Some || !LaneVectors.IsSupported || !lane.IsPlain)
        {
            foreach (ulong one in left)
            {
                int number = NumberOf(one);
                _errors[_errorCount] = number;
                _errorCount += lane.IsAbove(ref rows, CandidateList.UiOf(places[number]), (int)one, levels[number]) ? 1 : 0;
            }

            return;
        }

        LaneVectors.Sum<TWords>(lane, ref rows, ref MemoryMarshal.GetReference(places), ref _left[from], left.Length, ref _currents[0]);
        int open = 0;
        for (int i = 0; i < left.Length; i++)
        {
            // Without a branch that nobody can foresee.
            (bool isAbove, bool isOpen) = lane.DecideNear((long)_currents[i], (int)left[i], levels[NumberOf(left[i])]);
            _errors[_errorCount] = NumberOf(left[i]);
            _errorCount += isAbove ? 1 : 0;
            _open[open] = i;
            open += isOpen ? 1 : 0;
        }

        foreach (int i in _open.AsSpan(0, open))
        {
            int number = NumberOf(left[i]);
            _errors[_errorCount] = number;
            _errorCount += lane.IsAboveOfRest(ref rows, CandidateList.UiOf(places[number]), (long)_currents[i], (int)left[i], levels[number]) ? 1 : 0;
        }
    }

    private static int NumberOf(ulong left) => (int)(left >> 32);
}
