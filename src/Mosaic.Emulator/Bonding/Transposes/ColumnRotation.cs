using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Transposes;

/// <summary>
/// Puts the code stream into slot order and back, for columns of one symbol a codeword: in each column the symbols change
/// places by a rotation, which is the same over a run of columns.
/// </summary>
/// <remarks>
/// Rotating every column of a run left by r symbols takes the stream shifted down by r symbols where that stays in the
/// column, and shifted up by c−r elsewhere: two funnel shifts a word, and a mask that repeats with the columns. Source and
/// target keep their word alignment, so that the mask of a word depends on its index alone.
/// </remarks>
internal sealed class ColumnRotation
{
    private const int VectorWords = 4;
    private readonly int _interleave;
    private readonly int _symbolBits;
    private readonly int _rotations;
    private readonly RunRotation? _runs;
    private readonly ulong[]?[] _masks;

    public ColumnRotation(StripingMap map)
    {
        _interleave = map.Layout.Interleave;
        _symbolBits = map.Layout.SymbolBits;
        _rotations = map.Rotations;
        RunBits = map.ColumnsPerRotation * map.ColumnBits;
        _runs = RunRotation.CanRun(map) ? new RunRotation(map) : null;
        _masks = new ulong[]?[_interleave];
        for (int rotation = 1; rotation < _rotations; rotation++)
        {
            _masks[rotation] ??= Mask(rotation);
            _masks[_interleave - rotation] ??= Mask(_interleave - rotation);
        }
    }

    /// <summary>Bits with the same rotation: whole columns and whole rounds.</summary>
    public long RunBits { get; }

    /// <summary>Rotates a range of the stream.</summary>
    /// <param name="source">Part of the stream.</param>
    /// <param name="sourceWord">Index of its first word in the frame's stream.</param>
    /// <param name="target">Receives the range; bits around it keep their values.</param>
    /// <param name="targetWord">Index of its first word in the frame's stream.</param>
    /// <param name="first">First bit.</param>
    /// <param name="end">Bit behind the last one. The source must hold the columns that the range touches.</param>
    /// <param name="toSlots">From code to slot order; else back.</param>
    public void Apply(ReadOnlySpan<ulong> source, long sourceWord, Span<ulong> target, long targetWord, long first, long end, bool toSlots)
    {
        for (long at = first; at < end;)
        {
            (long run, long into) = Math.DivRem(at, RunBits);
            if (into == 0 && _runs is not null && WholeRuns(_runs, source, at - (sourceWord * 64), end - at) is var runs and > 0)
            {
                ref byte s = ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(source)), t = ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(target));
                nint runBytes = (nint)(RunBits / 8);
                _runs.Rotate(ref Unsafe.Add(ref s, (nint)((at / 8) - (sourceWord * 8))), runBytes, ref Unsafe.Add(ref t, (nint)((at / 8) - (targetWord * 8))), runBytes, runs, run, toSlots, 0, _runs.Words);
                at += runs * RunBits;
                continue;
            }

            long next = Math.Min(end, at + RunBits - into);
            int rotation = (int)(run % _rotations);
            rotation = toSlots || rotation == 0 ? rotation : _interleave - rotation;
            long from = at - (targetWord * 64), count = next - at;
            if (rotation == 0)
            {
                BitString.Copy(source, at - (sourceWord * 64), target, from, count);
            }
            else
            {
                ulong[] mask = _masks[rotation]!;
                int period = mask.Length - VectorWords + 1, words = (int)(((from & 63) + count + 63) / 64);
                int phase = (int)((at >> 6) % period);
                long sourceBit = ((at >> 6) - sourceWord) * 64;
                Rotate(
                    source, sourceBit + (rotation * _symbolBits), sourceBit - ((_interleave - rotation) * _symbolBits),
                    target.Slice((int)(from >> 6), words), ulong.MaxValue << (int)(from & 63), ulong.MaxValue >> (int)(-(from + count) & 63), mask, phase, period);
            }

            at = next;
        }
    }

    /// <summary>Runs that can go with whole vectors: what these read is in the source, and what they write is in the range.</summary>
    /// <param name="runs">The kernel.</param>
    /// <param name="source">The source.</param>
    /// <param name="bit">The first bit in it.</param>
    /// <param name="bits">Bits of the range from there on.</param>
    private int WholeRuns(RunRotation runs, ReadOnlySpan<ulong> source, long bit, long bits)
    {
        long readable = (source.Length * 8L) - (bit / 8) - runs.BytesRead, writable = (bits / 8) - runs.BytesWritten;
        return bit / 8 < RunRotation.BytesBefore || readable < 0 || writable < 0 ? 0 : (int)((Math.Min(readable, writable) / (RunBits / 8)) + 1);
    }

    /// <summary>Words of the target from two places of the source, by the mask; the first and the last word in part.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void Rotate(
        ReadOnlySpan<ulong> source, long near, long far, Span<ulong> target, ulong firstMask, ulong lastMask, ulong[] masks, int phase, int period)
    {
        ref ulong s = ref MemoryMarshal.GetReference(source), m = ref MemoryMarshal.GetArrayDataReference(masks);
        int last = target.Length - 1;
        ulong keptFirst = target[0] & ~firstMask, keptLast = target[last] & ~lastMask;
        int i = 0, step = VectorWords % period;
        int nearShift = (int)(near & 63), farShift = (int)(far & 63);
        nint nearWord = (nint)(near >> 6), farWord = (nint)(far >> 6);
        // Words whose sources lie within the span, the extra word of the funnel included, go four at a time.
        int vectorFrom = (int)Math.Max(0, -farWord), vectorEnd = (int)Math.Min(target.Length, source.Length - 1 - nearWord) - VectorWords;
        while (i < target.Length)
        {
            if (i >= vectorFrom && i <= vectorEnd)
            {
                ref ulong n = ref Unsafe.Add(ref s, nearWord + i), f = ref Unsafe.Add(ref s, farWord + i);
                Vector256<ulong> x = (Vector256.LoadUnsafe(ref n) >>> nearShift) | (Vector256.LoadUnsafe(ref n, 1) << 1 << (63 - nearShift));
                Vector256<ulong> y = (Vector256.LoadUnsafe(ref f) >>> farShift) | (Vector256.LoadUnsafe(ref f, 1) << 1 << (63 - farShift));
                Vector256.ConditionalSelect(Vector256.LoadUnsafe(ref m, (nuint)phase), x, y).StoreUnsafe(ref target[i]);
                i += VectorWords;
                phase += step;
            }
            else
            {
                ulong mask = Unsafe.Add(ref m, phase);
                target[i] = (Read(source, nearWord + i, nearShift) & mask) | (Read(source, farWord + i, farShift) & ~mask);
                i++;
                phase++;
            }

            phase -= phase >= period ? period : 0;
        }

        if (last == 0)
        {
            // Both borders in one word.
            target[0] = (target[0] & firstMask & lastMask) | (keptFirst | keptLast);
            return;
        }

        target[0] = (target[0] & firstMask) | keptFirst;
        target[last] = (target[last] & lastMask) | keptLast;
    }

    /// <summary>A word at any shift; what is outside the span reads as zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read(ReadOnlySpan<ulong> words, nint word, int shift)
    {
        ulong low = (nuint)word < (nuint)words.Length ? words[(int)word] : 0;
        ulong high = (nuint)(word + 1) < (nuint)words.Length ? words[(int)word + 1] : 0;
        return (low >> shift) | (high << 1 << (63 - shift));
    }

    /// <summary>Ones where a rotation stays within the column; as many words as it takes to repeat, and a vector's more.</summary>
    private ulong[] Mask(int rotation)
    {
        int column = _interleave * _symbolBits, stays = (_interleave - rotation) * _symbolBits;
        int period = column / (1 << Math.Min(6, System.Numerics.BitOperations.TrailingZeroCount(column)));
        var mask = new ulong[period + VectorWords - 1];
        for (int bit = 0; bit < mask.Length * 64; bit++)
        {
            mask[bit >> 6] |= bit % column < stays ? 1UL << (bit & 63) : 0;
        }

        return mask;
    }
}
