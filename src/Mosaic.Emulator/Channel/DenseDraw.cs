using System.Numerics;
using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Channel;

/// <summary>Draws the candidates of one lane without cells, UI by UI.</summary>
internal ref struct DenseDraw
{
    /// <summary>Words of memory for random numbers.</summary>
    public const int Draws = 16;

    private const double Two64 = 18446744073709551616.0;

    private readonly RandomAddress _address;
    private readonly double _bound;
    private readonly ulong _threshold;
    private readonly Span<ulong> _draws; // what levels are made from
    private DenseCandidates _candidates;
    private uint _block = Xoshiro256x8.FirstFreeBlock; // as many words decide about ties, then come those for levels
    private int _used, _taken; // of either

    /// <param name="bound">p̄.</param>
    /// <param name="address">The lane's random numbers.</param>
    /// <param name="draws">Memory: <see cref="Draws"/> words.</param>
    public DenseDraw(double bound, RandomAddress address, Span<ulong> draws)
    {
        (_bound, _address) = (bound, address);
        _draws = draws[..Draws];
        _candidates = new DenseCandidates(address);
        _threshold = bound >= 1 ? ulong.MaxValue : (ulong)(bound * Two64);
        Fill();
    }

    /// <summary>Adds the candidates of the next words of the lane's row to a list.</summary>
    /// <param name="list">Receives their places and levels. No two are in the same UI, and there are no cells for its blocks to be of.</param>
    /// <param name="from">The first word; each call goes on where the one before has ended.</param>
    /// <param name="to">The word behind the last.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Draw(CandidateList list, int from, int to)
    {
        list.Reserve((to - from) * 64);
        (Column<ulong> places, _, Column<double> levels) = list.Columns;
        Span<ulong> draws = _draws;
        ulong lane = (ulong)_address.Lane << 32, rest = _threshold & 0x00FF_FFFF_FFFF_FFFF;
        int count = list.Count, used = _used, taken = _taken;
        for (int word = from; word < to; word++)
        {
            ulong below = _candidates.Next((byte)(_threshold >> 56), out ulong ties);
            for (ulong left = below | ties; left != 0; left &= left - 1)
            {
                int bit = BitOperations.TrailingZeroCount(left);
                Unsafe.Add(ref places.First, count) = lane | (uint)((word * 64) + bit);
                Unsafe.Add(ref levels.First, count) = RandomAddress.ToUnit(draws[taken]) * _bound;
                // A tie that its other 56 bits decide against is no candidate: the next one takes its acceptance.
                int one = (ties >> bit & 1) == 0 || Word(used) >> 8 < rest ? 1 : 0;
                count += one;
                taken += one;
                if (++used == Draws)
                {
                    (used, taken, _block) = (0, 0, _block + Draws);
                    Fill();
                }
            }
        }

        (_used, _taken) = (used, taken);
        list.Extend(count - list.Count);
    }

    private readonly void Fill() => _address.Fill(_draws, _block + (Draws / 2));

    /// <summary>A word that decides about a tie: there are few.</summary>
    private readonly ulong Word(int index)
    {
        (ulong low, ulong high) = _address.Block(_block + ((uint)index / 2));
        return index % 2 == 0 ? low : high;
    }
}
