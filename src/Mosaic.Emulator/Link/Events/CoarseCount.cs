using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// A bound on how many symbols of any codeword are looked at, from the UI of candidates alone: all that happens while any part of a group is
/// on the way, as if all of it looked at that group. Where even this is within what is independent, no group has to be counted. Holds the
/// memory of one worker.
/// </summary>
internal sealed class CoarseCount
{
    /// <summary>The largest <see cref="Coarseness"/>.</summary>
    public const int Coarsest = 2;

    // Only what is tried first depends on these: the share of candidates that the first stage leaves, about, up to where in the mean to ask, and from
    // where on bins had better be finer, which take longer.
    private const double ShareLeft = 0.4, LargestMean = 0.4, FinerFrom = 0.25;
    private readonly int _groupUi, _frameUi, _finestBits; // a group is on the way for eight of the finest bins or so
    private readonly int[] _bins;
    private int _cost, _reach, _end;

    public CoarseCount(LinkDesign design)
    {
        FrameLayout layout = design.Layout;
        long units = design.Code.GroupCodeBits / layout.UnitBits;
        _frameUi = layout.FrameUi;
        _groupUi = (int)(((units + layout.Lanes - 1) / layout.Lanes) + 1) * layout.UnitBits;
        _finestBits = int.Max(4, BitOperations.Log2((uint)_groupUi) - 3);
        _bins = new int[Bins];
        Independent = design.Code.IndependentSymbols;
    }

    /// <summary>How often the length of the finest bins is doubled: counting in fewer bins is quicker, and says more often that looks may be many.</summary>
    public int Coarseness { get; set; }

    private int Independent { get; }

    private int BinBits => _finestBits + Coarseness;

    private int Bins => (_frameUi >> BinBits) + 1 + Vector512<int>.Count;

    private int Window => ((_groupUi + _reach) >> BinBits) + 2;

    /// <summary>Learns how much candidates may look at.</summary>
    /// <param name="lanes">Where the receivers look.</param>
    /// <param name="reach">UI from the earliest bit that any of them looks at to the latest.</param>
    public void Learn(LaneNeighbourhood?[] lanes, int reach) =>
        (_cost, _reach) = (int.Min(lanes.Max(lane => lane?.MostLooks ?? 0), Independent + 1), reach);

    /// <summary>Learns how far back the next frame may look.</summary>
    /// <param name="reachBack">UI at the frame's end.</param>
    public void LearnNext(int reachBack) => _end = (2 * _groupUi) + reachBack;

    /// <summary>Whether it pays to ask, as if all candidates looked at all that they can.</summary>
    /// <param name="candidates">Candidates to expect of a frame.</param>
    public bool MaybeFewWhateverIsLeft(double candidates) => MaybeFewLooks(candidates * _cost);

    /// <summary>Whether it pays to ask when first stages are done.</summary>
    /// <param name="candidates">Candidates to expect of a frame.</param>
    public bool MaybeFew(double candidates) => MaybeFewLooks(candidates * (2 + (ShareLeft * _cost)));

    /// <summary>Chooses bins, coarse ones first, for so many looks to expect of a frame.</summary>
    private bool MaybeFewLooks(double looks)
    {
        Coarseness = Coarsest;
        while (Coarseness > 0 && Mean(looks) > FinerFrom * Independent)
        {
            Coarseness--;
        }

        return Mean(looks) < LargestMean * Independent;
    }

    private double Mean(double looks) => looks * (Window << BinBits) / _frameUi;

    /// <summary>Whether no codeword can have been looked at more than so much, nor one of the last, at which the next frame may look too, more than is left to it.</summary>
    /// <param name="candidates">Places of candidates that have looked at two symbols at most.</param>
    /// <param name="survivors">Places of those that may look at their neighbours too.</param>
    /// <param name="most">So much.</param>
    /// <param name="mostAtEnd">That less what the next frame may look at.</param>
    [MethodImpl(Kernel.Compiled)]
    public bool AreFew(ReadOnlySpan<ulong> candidates, ReadOnlySpan<ulong> survivors, int most, int mostAtEnd)
    {
        int window = Window, count = Bins, last = count - Vector512<int>.Count, binBits = BinBits, cost = _cost;
        Array.Clear(_bins, 0, count);
        ref int bins = ref MemoryMarshal.GetArrayDataReference(_bins);
        foreach (ulong place in candidates)
        {
            Unsafe.Add(ref bins, (int)place >> binBits) += 2;
        }

        foreach (ulong place in survivors)
        {
            Unsafe.Add(ref bins, (int)place >> binBits) += cost;
        }

        Vector512<int> largest = Vector512<int>.Zero;
        for (int i = 0; i <= last; i += Vector512<int>.Count)
        {
            Vector512<int> sum = Vector512<int>.Zero;
            for (int j = 0; j < window && i + j <= last; j++)
            {
                sum += Vector512.LoadUnsafe(ref bins, (nuint)(i + j));
            }

            largest = Vector512.Max(largest, sum);
        }

        int atEnd = 0;
        for (int i = int.Max(0, last - (_end >> binBits) - window - 2); i < last; i++)
        {
            atEnd += Unsafe.Add(ref bins, i);
        }

        return !Vector512.GreaterThanAny(largest, Vector512.Create(most)) && atEnd <= mostAtEnd;
    }
}
