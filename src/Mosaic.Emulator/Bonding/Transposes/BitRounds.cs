using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Transposes;

/// <summary>
/// Between rounds of single bits and lane rows: 64×64 bit matrices of 64 rounds of 64 lanes, those of 8·64 rounds and all lanes side
/// by side, word r of the matrices being of round r. Transposed they are rows of lanes, whose words lie apart by as many as a round has.
/// </summary>
internal sealed class BitRounds : IRoundTranspose
{
    /// <summary>Rounds of a unit of work.</summary>
    public const int Rounds = Groups * BitTranspose.Size;

    private const int Groups = 8, VectorWords = 4, LineWords = 8, Near = BitMatrices.NearRows;
    // Of more lanes than that, rows and matrices would not stay in L1 together.
    private const int MostWords = 8;
    private readonly int _lanes;
    private readonly int _roundWords;
    private readonly Memory<ulong> _slab;
    private readonly RunRotation? _rotation;
    private readonly byte[] _edge;

    public BitRounds(StripingMap map)
    {
        _lanes = map.Layout.Lanes;
        _roundWords = (_lanes + 63) / 64;
        _slab = AlignedWords.Allocate(LineWords + (BitTranspose.Size * StrideOf(_roundWords)));
        // Where columns lie within rounds, the rotation is by one more in every round.
        _rotation = RunRotation.CanRun(map) && map.ColumnsPerRotation * map.ColumnBits == _lanes ? new RunRotation(map) : null;
        _edge = new byte[_rotation is null ? 0 : RunRotation.BytesBefore + _rotation.BytesRead];
    }

    /// <inheritdoc/>
    public int UnitRounds => Rounds;

    /// <inheritdoc/>
    public bool Rotates => _rotation is not null;

    /// <inheritdoc/>
    [MethodImpl(Kernel.Compiled)]
    public void ToRows(ref ulong stream, int firstRound, int units, LinkBlock rows, int word)
    {
        for (int unit = 0; unit < units; unit++)
        {
            for (int firstWord = 0; firstWord < _roundWords; firstWord += MostWords)
            {
                int words = Math.Min(MostWords, _roundWords - firstWord), stride = StrideOf(words), lanes = Math.Min(words * BitTranspose.Size, _lanes - (firstWord * BitTranspose.Size));
                ref ulong slab = ref _slab.Span[LineWords], first = ref rows.Row(firstWord * BitTranspose.Size)[word + (unit * Groups)];
                TakeApart(ref Unsafe.Add(ref stream, (nint)unit * Groups * _lanes), firstRound + (unit * Rounds), unit == 0, ref slab, firstWord, words);
                BitMatrices.Far(ref slab, stride, words * Groups);
                for (int lane = 0; lane < BitTranspose.Size; lane += Near, slab = ref Unsafe.Add(ref slab, Near * stride))
                {
                    Prefetch(ref first, rows.Stride, lane, lanes);
                    BitMatrices.Near(ref slab, stride, words * Groups);
                    ToLanes(ref slab, stride, words, lane, lanes, ref first, rows.Stride);
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Kernel.Compiled)]
    public void FromRows(LinkBlock rows, int word, int firstRound, int units, Span<ulong> stream)
    {
        int stride = StrideOf(_roundWords), matrices = _roundWords * Groups;
        for (int unit = 0; unit < units; unit++)
        {
            ref ulong slab = ref _slab.Span[LineWords], first = ref rows.Row(0)[word + (unit * Groups)];
            for (int lane = 0; lane < BitTranspose.Size; lane += Near, slab = ref Unsafe.Add(ref slab, Near * stride))
            {
                if (lane + Near < BitTranspose.Size)
                {
                    Prefetch(ref first, rows.Stride, lane + Near, _lanes);
                }

                FromLanes(ref first, rows.Stride, lane, _lanes, ref slab, stride, _roundWords);
                BitMatrices.Near(ref slab, stride, matrices);
            }

            slab = ref _slab.Span[LineWords];
            BitMatrices.Far(ref slab, stride, matrices);
            PutTogether(ref slab, stride, firstRound + (unit * Rounds), stream.Slice(unit * Groups * _lanes, Groups * _lanes));
        }
    }

    /// <summary>Room for what the last group of a row writes past its words; an odd number of lines.</summary>
    private static int StrideOf(int words) => ((((words * Groups) + (2 * LineWords) - 1) / LineWords) | 1) * LineWords;

    /// <summary>Some words of the rounds of a unit.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void TakeApart(ref ulong stream, int firstRound, bool isFirst, ref ulong slab, int firstWord, int words)
    {
        nint roundBytes = _lanes / 8, strideBytes = (nint)StrideOf(words) * sizeof(ulong);
        for (int group = 0; group < Groups; group++)
        {
            // 64 rounds are as many words as lanes.
            ref ulong from = ref Unsafe.Add(ref stream, ((nint)group * _lanes) + firstWord), to = ref Unsafe.Add(ref slab, group * words);
            if (_rotation is null)
            {
                RoundFunnel.Apart(ref from, _lanes, words, BitTranspose.Size, ref to, StrideOf(words));
                continue;
            }

            ref byte first = ref Unsafe.As<ulong, byte>(ref from), toFirst = ref Unsafe.As<ulong, byte>(ref to);
            int round = firstRound + (group * BitTranspose.Size), skipped = 0;
            // Nothing is before the first of them that may be read: of few lanes, before some.
            for (; isFirst && firstWord + group == 0 && skipped * roundBytes < RunRotation.BytesBefore; skipped++)
            {
                ref byte edge = ref _edge[RunRotation.BytesBefore];
                Unsafe.CopyBlockUnaligned(ref edge, ref Unsafe.Add(ref first, skipped * roundBytes), (uint)roundBytes);
                _rotation.Rotate(ref edge, 0, ref Unsafe.Add(ref toFirst, skipped * strideBytes), 0, 1, round + skipped, toSlots: true, 0, words);
            }

            _rotation.Rotate(
                ref Unsafe.Add(ref first, skipped * roundBytes), roundBytes, ref Unsafe.Add(ref toFirst, skipped * strideBytes), strideBytes,
                BitTranspose.Size - skipped, round + skipped, toSlots: true, firstWord, words);
        }
    }

    /// <summary>The rounds of a unit.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void PutTogether(ref ulong slab, int stride, int firstRound, Span<ulong> stream)
    {
        int roundBytes = _lanes / 8;
        nint strideBytes = (nint)stride * sizeof(ulong);
        for (int group = 0; group < Groups; group++)
        {
            ref ulong rounds = ref Unsafe.Add(ref slab, group * _roundWords);
            Span<ulong> to = stream[(group * _lanes)..];
            if (_rotation is null)
            {
                RoundFunnel.Together(ref rounds, stride, _lanes, BitTranspose.Size, to);
                continue;
            }

            // The last ones have no room behind them.
            Span<byte> bytes = MemoryMarshal.AsBytes(to);
            ref byte from = ref Unsafe.As<ulong, byte>(ref rounds);
            int round = firstRound + (group * BitTranspose.Size);
            int whole = Math.Clamp((bytes.Length - _rotation.BytesWritten + roundBytes) / roundBytes, 0, BitTranspose.Size);
            _rotation.Rotate(ref from, strideBytes, ref bytes[0], roundBytes, whole, round, toSlots: false, 0, _roundWords);
            for (; whole < BitTranspose.Size; whole++)
            {
                _rotation.Rotate(ref Unsafe.Add(ref from, whole * strideBytes), 0, ref _edge[0], 0, 1, round + whole, toSlots: false, 0, _roundWords);
                _edge.AsSpan(0, roundBytes).CopyTo(bytes[(whole * roundBytes)..]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(ref ulong first, nint rowStride, int lane, int lanes)
    {
        for (; lane < lanes; lane += BitTranspose.Size)
        {
            CacheLines.PrefetchRows(
                ref Unsafe.As<ulong, byte>(ref Unsafe.Add(ref first, lane * rowStride)), rowStride * sizeof(ulong), Math.Min(Near, lanes - lane), Groups * sizeof(ulong));
        }
    }

    /// <summary>Eight lanes of each 64: the words of a lane, which are a round's words apart, to its row.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void ToLanes(ref ulong slab, nint stride, nint roundWords, nint firstLane, nint lanes, ref ulong rows, nint rowStride)
    {
        for (nint near = 0; near < Near; near++, slab = ref Unsafe.Add(ref slab, stride))
        {
            nint lane = firstLane + near;
            for (nint block = 0; lane < lanes; block += VectorWords, lane += VectorWords * BitTranspose.Size)
            {
                ref ulong from = ref Unsafe.Add(ref slab, block), to = ref Unsafe.Add(ref rows, lane * rowStride);
                for (int half = 0; half < Groups; half += VectorWords, to = ref Unsafe.Add(ref to, VectorWords))
                {
                    Vector256<ulong> v0 = Vector256.LoadUnsafe(ref from);
                    Vector256<ulong> v1 = Vector256.LoadUnsafe(ref from = ref Unsafe.Add(ref from, roundWords));
                    Vector256<ulong> v2 = Vector256.LoadUnsafe(ref from = ref Unsafe.Add(ref from, roundWords));
                    Vector256<ulong> v3 = Vector256.LoadUnsafe(ref from = ref Unsafe.Add(ref from, roundWords));
                    from = ref Unsafe.Add(ref from, roundWords);
                    BitTranspose.TransposeWords(ref v0, ref v1, ref v2, ref v3);
                    nint step = BitTranspose.Size * rowStride;
                    v0.StoreUnsafe(ref to);
                    if (lane + (3 * BitTranspose.Size) < lanes)
                    {
                        v1.StoreUnsafe(ref Unsafe.Add(ref to, step));
                        v2.StoreUnsafe(ref Unsafe.Add(ref to, 2 * step));
                        v3.StoreUnsafe(ref Unsafe.Add(ref to, 3 * step));
                    }
                    else if (lane + BitTranspose.Size < lanes)
                    {
                        v1.StoreUnsafe(ref Unsafe.Add(ref to, step));
                        if (lane + (2 * BitTranspose.Size) < lanes)
                        {
                            v2.StoreUnsafe(ref Unsafe.Add(ref to, 2 * step));
                        }
                    }
                }
            }
        }
    }

    /// <summary>The same backwards; lanes that there are none of are dark.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void FromLanes(ref ulong rows, nint rowStride, nint firstLane, nint lanes, ref ulong slab, nint stride, nint roundWords)
    {
        for (nint near = 0; near < Near; near++, slab = ref Unsafe.Add(ref slab, stride))
        {
            // Vectors that reach past a round's words are overwritten by those of the next.
            for (nint block = (roundWords - 1) / VectorWords * VectorWords; block >= 0; block -= VectorWords)
            {
                nint lane = firstLane + near + (block * BitTranspose.Size), step = BitTranspose.Size * rowStride;
                ref ulong from = ref Unsafe.Add(ref rows, lane * rowStride), to = ref Unsafe.Add(ref slab, block);
                for (int half = 0; half < Groups; half += VectorWords, from = ref Unsafe.Add(ref from, VectorWords))
                {
                    Vector256<ulong> v0 = Vector256<ulong>.Zero, v1 = v0, v2 = v0, v3 = v0;
                    if (lane + (3 * BitTranspose.Size) < lanes)
                    {
                        v0 = Vector256.LoadUnsafe(ref from);
                        v1 = Vector256.LoadUnsafe(ref Unsafe.Add(ref from, step));
                        v2 = Vector256.LoadUnsafe(ref Unsafe.Add(ref from, 2 * step));
                        v3 = Vector256.LoadUnsafe(ref Unsafe.Add(ref from, 3 * step));
                    }
                    else if (lane < lanes)
                    {
                        v0 = Vector256.LoadUnsafe(ref from);
                        v1 = lane + BitTranspose.Size < lanes ? Vector256.LoadUnsafe(ref Unsafe.Add(ref from, step)) : v1;
                        v2 = lane + (2 * BitTranspose.Size) < lanes ? Vector256.LoadUnsafe(ref Unsafe.Add(ref from, 2 * step)) : v2;
                    }

                    BitTranspose.TransposeWords(ref v0, ref v1, ref v2, ref v3);
                    v0.StoreUnsafe(ref to);
                    v1.StoreUnsafe(ref to = ref Unsafe.Add(ref to, roundWords));
                    v2.StoreUnsafe(ref to = ref Unsafe.Add(ref to, roundWords));
                    v3.StoreUnsafe(ref to = ref Unsafe.Add(ref to, roundWords));
                    to = ref Unsafe.Add(ref to, roundWords);
                }
            }
        }
    }
}
