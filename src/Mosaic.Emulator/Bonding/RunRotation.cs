using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding;

/// <summary>
/// <see cref="ColumnRotation"/> of whole runs that begin with a byte, in columns of at most a word: each run is written with whole
/// vectors, and what goes past its end is written over by the next.
/// </summary>
internal sealed class RunRotation
{
    /// <summary>Bytes before a run that are read.</summary>
    public const int BytesBefore = sizeof(ulong);

    private const int MostColumnBits = 64;
    private readonly int _interleave;
    private readonly int _symbolBits;
    private readonly int _rotations;
    private readonly int _words;
    private readonly ulong[] _masks;

    /// <summary>Makes the rotation of a map.</summary>
    /// <param name="map">The map.</param>
    public RunRotation(StripingMap map)
    {
        _interleave = map.Layout.Interleave;
        _symbolBits = map.Layout.SymbolBits;
        _rotations = map.Rotations;
        int count = Words8.IsSupported ? Words8.Count : Words4.Count;
        long runBits = map.ColumnsPerRotation * map.ColumnBits;
        _words = (int)((runBits + (64 * count) - 1) / (64 * count)) * count;
        // Ones where a rotation stays within the column.
        _masks = new ulong[_interleave * _words];
        for (int rotation = 0; rotation < _interleave; rotation++)
        {
            int stays = (_interleave - rotation) * _symbolBits;
            for (int bit = 0; bit < _words * 64; bit++)
            {
                _masks[(rotation * _words) + (bit >> 6)] |= bit % map.ColumnBits < stays ? 1UL << (bit & 63) : 0;
            }
        }
    }

    /// <summary>Whether runs and columns are so.</summary>
    public static bool CanRun(StripingMap map) =>
        map.Rotations > 1 && map.Layout.ElementSymbols == 1 && map.ColumnBits <= MostColumnBits && map.ColumnsPerRotation * map.ColumnBits % 8 == 0;

    /// <summary>Bytes that are written from the first of a run on.</summary>
    public int BytesWritten => _words * sizeof(ulong);

    /// <summary>Bytes that may be read from the first of a run on.</summary>
    public int BytesRead => BytesWritten + BytesBefore + 1;

    /// <summary>Rotates runs.</summary>
    /// <param name="from">The first byte of the first one.</param>
    /// <param name="fromStride">Bytes from one to the next.</param>
    /// <param name="to">Receives it.</param>
    /// <param name="toStride">Bytes from one to the next.</param>
    /// <param name="runs">Runs.</param>
    /// <param name="first">The number of the first one.</param>
    /// <param name="toSlots">From code to slot order; else back.</param>
    public void Rotate(ref byte from, nint fromStride, ref byte to, nint toStride, int runs, long first, bool toSlots)
    {
        int rotation = (int)(first % _rotations);
        ref ulong masks = ref MemoryMarshal.GetArrayDataReference(_masks);
        if (Words8.IsSupported)
        {
            Rotate<Words8>(ref from, fromStride, ref to, toStride, runs, _words, _symbolBits, _interleave, _rotations, rotation, toSlots, ref masks);
        }
        else
        {
            Rotate<Words4>(ref from, fromStride, ref to, toStride, runs, _words, _symbolBits, _interleave, _rotations, rotation, toSlots, ref masks);
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private static void Rotate<TWords>(
        ref byte from, nint fromStride, ref byte to, nint toStride, int runs, nint words, int symbolBits, int interleave, int rotations, int rotation, bool toSlots, ref ulong masks)
        where TWords : struct, IWords<TWords>
    {
        for (; runs > 0; runs--, from = ref Unsafe.Add(ref from, fromStride), to = ref Unsafe.Add(ref to, toStride))
        {
            int by = toSlots || rotation == 0 ? rotation : interleave - rotation;
            int near = by * symbolBits, far = near - (interleave * symbolBits);
            ref byte n = ref Unsafe.Add(ref from, near >> 3), f = ref Unsafe.Add(ref from, far >> 3);
            ref ulong mask = ref Unsafe.Add(ref masks, by * words);
            near &= 7;
            far &= 7;
            for (nint word = 0; word < words; word += TWords.Count)
            {
                TWords x = RoundFunnel.Read<TWords>(ref n, word, near), y = RoundFunnel.Read<TWords>(ref f, word, far);
                TWords.Select(TWords.Load(ref mask, word), x, y).Store(ref Unsafe.As<byte, ulong>(ref to), word);
            }

            rotation = rotation + 1 == rotations ? 0 : rotation + 1;
        }
    }
}
