using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// The messages of a group whose symbols are dealt to the lanes, from the lanes' streams: all blocks of the time in which the group is on the way, then
/// its symbols round by round, then these in the order of the code. Holds the memory of one worker.
/// </summary>
internal sealed class DealtMessages
{
    private readonly ulong _seed;
    private readonly uint _trial;
    private readonly SymbolPlaces _places;
    private readonly int _stride; // lanes in whole steps, with room for one more
    private readonly ulong[] _words; // of the lanes' streams: the first of each lane, the second …
    private readonly ulong[] _symbols; // by slot
    private readonly ulong[] _message;

    public DealtMessages(LinkDesign design, SymbolPlaces places, uint trial)
    {
        (_seed, _trial, _places) = (design.Options.Seed, trial, places);
        int slots = places.ByGroup.Divisor, rounds = (slots / places.Lanes) + 2;
        _stride = LaneLooks.InSteps(places.Lanes) + LaneLooks.Step;
        // What is behind the last word is read along where a symbol ends in that.
        _words = new ulong[((((rounds * places.SymbolBits / LaneStream.BlockBits) + 2) * 2) + 1) * _stride];
        _symbols = new ulong[slots + LaneLooks.Step];
        _message = new ulong[BitString.WordCount(places.GroupMessage) + 1];
    }

    /// <summary>The messages of a group.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="group">The group.</param>
    /// <param name="messages">Receives them.</param>
    /// <param name="bit">From this bit on.</param>
    public void Make(long frame, int group, Span<ulong> messages, long bit)
    {
        if (Words8.IsSupported)
        {
            Make<Words8>(frame, group);
        }
        else
        {
            Make<Words4>(frame, group);
        }

        BitString.Copy(_message, 0, messages, bit, _places.GroupMessage);
    }

    private void Make<TWords>(long frame, int group)
        where TWords : struct, IWords<TWords>
    {
        int first = group * _places.ByGroup.Divisor, slots = _places.MessageSymbols * _places.Interleave;
        int firstRound = first / _places.Lanes, lastRound = (first + slots - 1) / _places.Lanes;
        int firstBlock = firstRound * _places.SymbolBits / LaneStream.BlockBits, lastBlock = ((lastRound + 1) * _places.SymbolBits - 1) / LaneStream.BlockBits;
        for (int block = firstBlock; block <= lastBlock; block++)
        {
            Draw<TWords>(checked((uint)frame), block, (block - firstBlock) * 2 * _stride);
        }

        int slot = 0;
        for (int round = firstRound; round <= lastRound; round++)
        {
            int lane = int.Max(first - (round * _places.Lanes), 0), end = int.Min(_places.Lanes, first + slots - (round * _places.Lanes));
            Take<TWords>((round * _places.SymbolBits) - (firstBlock * LaneStream.BlockBits), lane, end - lane, slot);
            slot += end - lane;
        }

        Order(group);
    }

    /// <summary>A block of each lane's stream.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Draw<TWords>(uint frame, int block, int at)
        where TWords : struct, IWords<TWords>
    {
        ref ulong low = ref _words[at], high = ref _words[at + _stride];
        TWords c0 = TWords.Create((ulong)block), c1 = TWords.Create((ulong)RandomPurpose.LaneBits << 24) + TWords.Numbers, c2 = TWords.Create(frame), c3 = TWords.Create(_trial);
        for (nint lane = 0; lane < _places.Lanes; lane += 2 * TWords.Count)
        {
            PhiloxLanes<TWords> a = new(c0, c1 + TWords.Create((ulong)lane), c2, c3), b = new(c0, c1 + TWords.Create((ulong)(lane + TWords.Count)), c2, c3);
            PhiloxLanes<TWords>.Run(ref a, ref b, _seed);
            a.Low.Store(ref low, lane);
            b.Low.Store(ref low, lane + TWords.Count);
            a.High.Store(ref high, lane);
            b.High.Store(ref high, lane + TWords.Count);
        }
    }

    /// <summary>A round's symbols of neighbouring lanes, and whatever comes behind them.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Take<TWords>(int bit, int lane, int lanes, int slot)
        where TWords : struct, IWords<TWords>
    {
        ref ulong word = ref _words[(bit / 64 * _stride) + lane], next = ref Unsafe.Add(ref word, _stride), symbols = ref _symbols[slot];
        int shift = bit % 64;
        Debug.Assert((((bit / 64) + 1) * _stride) + lane + lanes + TWords.Count <= _words.Length);
        TWords mask = TWords.Create((1UL << _places.SymbolBits) - 1);
        for (nint i = 0; i < lanes; i += TWords.Count)
        {
            (((TWords.Load(ref word, i) >>> shift) | (TWords.Load(ref next, i) << 1 << (63 - shift))) & mask).Store(ref symbols, i);
        }
    }

    /// <summary>The symbols in the order of the code: those of a column are turned back.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Order(int group)
    {
        ref ulong message = ref MemoryMarshal.GetArrayDataReference(_message), symbols = ref MemoryMarshal.GetArrayDataReference(_symbols);
        int interleave = _places.Interleave, bits = _places.SymbolBits, filled = 0;
        int turn = _places.ByRotationColumns.Divide(group * _places.ByColumns.Divisor), left = ((turn + 1) * _places.ByRotationColumns.Divisor) - (group * _places.ByColumns.Divisor);
        int rotation = turn - (_places.ByRotations.Divide(turn) * _places.ByRotations.Divisor);
        nint word = 0;
        ulong made = 0;
        for (int column = 0; column < _places.MessageSymbols; column++)
        {
            int position = rotation == 0 ? 0 : interleave - rotation; // of the first codeword
            for (int codeword = 0; codeword < interleave; codeword++)
            {
                ulong symbol = Unsafe.Add(ref symbols, (column * interleave) + position);
                made |= symbol << filled;
                filled += bits;
                if (filled >= 64)
                {
                    Unsafe.Add(ref message, word++) = made;
                    filled -= 64;
                    made = filled == 0 ? 0 : symbol >> (bits - filled);
                }

                position = position + 1 == interleave ? 0 : position + 1;
            }

            if (--left == 0)
            {
                left = _places.ByRotationColumns.Divisor;
                rotation = rotation + 1 == _places.ByRotations.Divisor ? 0 : rotation + 1;
            }
        }

        Unsafe.Add(ref message, word) = made;
    }
}
