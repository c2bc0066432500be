using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// The errors of all lanes that have cells: candidates are drawn side by side, and those that a lane's own bits leave are looked at
/// one by one, as many together as the machine may wait for at the same time: what is known of a lane has left the cache since the frame
/// before. Holds the memory of one worker.
/// </summary>
internal sealed class CellThinning
{
    private const int Batch = 256;
    private readonly CellDraw _draw = new();
    private readonly CandidateList _candidates = new();
    private readonly Survivor[] _left = new Survivor[Batch];

    /// <summary>Errors that are found.</summary>
    public FlipList Flips { get; } = new();

    /// <summary>Finds the errors of a frame.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="sent">All lanes' rows.</param>
    /// <param name="received">The rows in which they are to be.</param>
    /// <param name="address">Seed, purpose, trial and frame of the random numbers.</param>
    public void Flip(BitTrueChannel channel, LinkBlock sent, LinkBlock received, RandomAddress address)
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

                Thin(channel.Probabilities, sent, received, first, end);
            }
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private void Thin(LaneProbability?[] lanes, LinkBlock sent, LinkBlock received, int first, int end)
    {
        Span<ulong> places = _candidates.Places;
        Span<double> levels = _candidates.Levels;
        ref ulong rows = ref MemoryMarshal.GetReference(sent.Storage);
        int count = 0;
        for (int i = first; i < end; i++)
        {
            LaneProbability lane = lanes[CandidateList.LaneOf(places[i])]!;
            int pattern = lane.OwnPattern(ref rows, CandidateList.UiOf(places[i]));
            _left[count] = new Survivor(i, pattern);
            count += levels[i] < lane.OwnBounds[pattern] ? 1 : 0;
        }

        foreach (Survivor left in _left.AsSpan(0, count))
        {
            (int lane, int ui) = (CandidateList.LaneOf(places[left.Index]), CandidateList.UiOf(places[left.Index]));
            if (lanes[lane]!.IsAbove(ref rows, ui, left.OwnPattern, levels[left.Index]) && !_candidates.IsRepeated(left.Index))
            {
                Flips.Begin(received.StartOf(lane));
                Flips.Add(ui);
            }
        }
    }

    /// <summary>A candidate that its own lane's bits leave.</summary>
    private readonly record struct Survivor(int Index, int OwnPattern);
}
