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
    private const int BinBits = 6;
    private const double ShareLeft = 0.4; // of candidates, about: only what is tried first depends on it
    private readonly int _groupUi;
    private readonly int[] _bins;
    private int _cost, _window, _end;

    public CoarseCount(LinkDesign design)
    {
        FrameLayout layout = design.Layout;
        long units = design.Code.GroupCodeBits / layout.UnitBits;
        _groupUi = (int)(((units + layout.Lanes - 1) / layout.Lanes) + 1) * layout.UnitBits;
        _bins = new int[(layout.FrameUi >> BinBits) + 1 + Vector512<int>.Count];
        Independent = design.Code.IndependentSymbols;
    }

    private int Independent { get; }

    /// <summary>Learns how much candidates may look at.</summary>
    /// <param name="lanes">Where the receivers look.</param>
    /// <param name="reachBack">UI at the frame's end that the next frame may look at.</param>
    public void Learn(LaneNeighbourhood?[] lanes, int reachBack)
    {
        int earliest = lanes.Min(lane => lane?.Earliest ?? 0), latest = lanes.Max(lane => lane?.Latest ?? 0);
        _cost = lanes.Max(lane => lane?.Costs.DefaultIfEmpty(Independent + 1).Max() ?? 0);
        _window = ((_groupUi + latest - earliest) >> BinBits) + 2;
        _end = int.Min(_window + ((_groupUi + reachBack) >> BinBits) + 2, _bins.Length - Vector512<int>.Count);
    }

    /// <summary>Whether it pays to ask.</summary>
    /// <param name="candidates">Candidates to expect of a frame.</param>
    public bool MaybeFew(double candidates) => candidates * _window / _bins.Length * (2 + (ShareLeft * _cost)) < 0.4 * Independent;

    /// <summary>Whether no codeword can have been looked at more than so much, nor one that the next frame may look at more than a little less.</summary>
    /// <param name="ui">UI of the candidates, each of which has looked at two symbols at most.</param>
    /// <param name="survivors">Those that may look at their neighbours too.</param>
    /// <param name="most">So much.</param>
    /// <param name="mostAtEnd">A little less.</param>
    [MethodImpl(Kernel.Compiled)]
    public bool AreFew(ReadOnlySpan<int> ui, ReadOnlySpan<int> survivors, int most, int mostAtEnd)
    {
        Array.Clear(_bins);
        ref int bins = ref MemoryMarshal.GetArrayDataReference(_bins);
        foreach (int at in ui)
        {
            Unsafe.Add(ref bins, at >> BinBits) += 2;
        }

        foreach (int survivor in survivors)
        {
            Unsafe.Add(ref bins, ui[survivor] >> BinBits) += _cost;
        }

        Vector512<int> largest = Vector512<int>.Zero;
        int window = _window, last = _bins.Length - Vector512<int>.Count;
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
        for (int i = last - _end; i < last; i++)
        {
            atEnd += Unsafe.Add(ref bins, i);
        }

        return !Vector512.GreaterThanAny(largest, Vector512.Create(most)) && atEnd <= mostAtEnd;
    }
}
