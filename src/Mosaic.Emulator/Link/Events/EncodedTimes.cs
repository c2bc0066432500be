using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// In which UI a candidate's receiver may look at parity that is encoded, whatever its lane: a bit for each few UI of the frame. Holds the memory of one worker.
/// </summary>
internal sealed class EncodedTimes(LinkDesign design)
{
    private const int BinBits = 4, WordBits = BinBits + 6; // UI of a bit, and of a word
    private readonly ulong[] _bins = GC.AllocateArray<ulong>((design.Layout.FrameUi >> WordBits) + 1, pinned: true);

    /// <summary>Turns to a frame in which it is decided which groups are encoded, where symbols are dealt.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="reaches">Where receivers may look.</param>
    public void Learn(FrameCode code, ReachTables reaches)
    {
        SymbolPlaces places = design.Looks.Places!;
        Array.Fill(_bins, code.EncodesAll ? ulong.MaxValue : 0);
        foreach (int group in code.Wanted)
        {
            // Slots of parity are the last of a group, dealt in rounds; seen from a candidate, looks go from the earliest UI to the latest.
            int end = (group + 1) * places.ByGroup.Divisor, first = end - (places.GroupParity / places.SymbolBits);
            int from = AlignmentMarker.LengthUi + (first / places.Lanes * places.SymbolBits) - reaches.Latest;
            int to = AlignmentMarker.LengthUi + ((((end - 1) / places.Lanes) + 1) * places.SymbolBits) - 1 - reaches.Earliest;
            int last = int.Min(to, design.Layout.FrameUi - 1) >> BinBits;
            for (int bin = int.Max(from, 0) >> BinBits; bin <= last; bin++)
            {
                _bins[bin >> 6] |= 1UL << bin;
            }
        }
    }

    /// <summary>All ones for candidates whose receivers may look at it, else zeros.</summary>
    /// <param name="candidates">Their places.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TWords AreNear<TWords>(TWords candidates)
        where TWords : struct, IWords<TWords>
    {
        TWords ui = candidates & TWords.Create(uint.MaxValue);
        TWords word = TWords.Gather(ref MemoryMarshal.GetArrayDataReference(_bins), ui >>> WordBits);
        return default(TWords) - (TWords.ShiftRight(word, (ui >>> BinBits) & TWords.Create(63)) & TWords.Create(1));
    }
}
