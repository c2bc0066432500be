using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding.Transposes;

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
    public int BytesRead => BytesWritten + sizeof(ulong);

    /// <summary>Words of a run, made up to whole vectors.</summary>
    public int Words => _words;

    /// <summary>Rotates some words of runs.</summary>
    /// <param name="from">The first byte of the first one: of its words, where these are some.</param>
    /// <param name="fromStride">Bytes from one to the next.</param>
    /// <param name="to">Receives it.</param>
    /// <param name="toStride">Bytes from one to the next.</param>
    /// <param name="runs">Runs.</param>
    /// <param name="first">The number of the first one.</param>
    /// <param name="toSlots">From code to slot order; else back.</param>
    /// <param name="firstWord">Words before the first one within the first run.</param>
    /// <param name="words">Words; made up to whole vectors.</param>
    public void Rotate(ref byte from, nint fromStride, ref byte to, nint toStride, int runs, long first, bool toSlots, int firstWord, int words)
    {
        int rotation = (int)(first % _rotations);
        ref ulong masks = ref _masks[firstWord];
        if (Words8.IsSupported)
        {
            Rotate<Words8>(ref from, fromStride, ref to, toStride, runs, words, _words, _symbolBits, _interleave, _rotations, rotation, toSlots, ref masks);
        }
        else
        {
            Rotate<Words4>(ref from, fromStride, ref to, toStride, runs, words, _words, _symbolBits, _interleave, _rotations, rotation, toSlots, ref masks);
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private static void Rotate<TWords>(
        ref byte from, nint fromStride, ref byte to, nint toStride, int runs, nint words, nint maskWords, int symbolBits, int interleave, int rotations, int rotation, bool toSlots, ref ulong masks)
        where TWords : struct, IWords<TWords>
    {
        for (; runs > 0; runs--, from = ref Unsafe.Add(ref from, fromStride), to = ref Unsafe.Add(ref to, toStride))
        {
            int by = toSlots || rotation == 0 ? rotation : interleave - rotation;
            ulong near = (ulong)(by * symbolBits), far = (ulong)(interleave * symbolBits) - near;
            TWords down = TWords.Create(near), downRest = TWords.Create(64 - near), up = TWords.Create(far), upRest = TWords.Create(64 - far);
            ref ulong mask = ref Unsafe.Add(ref masks, by * maskWords), f = ref Unsafe.As<byte, ulong>(ref from);
            for (nint word = 0; word < words; word += TWords.Count)
            {
                TWords before = TWords.Load(ref f, word - 1), here = TWords.Load(ref f, word), behind = TWords.Load(ref f, word + 1);
                TWords stays = TWords.ShiftRight(here, down) | TWords.ShiftLeft(behind, downRest);
                TWords returns = TWords.ShiftLeft(here, up) | TWords.ShiftRight(before, upRest);
                TWords.Select(TWords.Load(ref mask, word), stays, returns).Store(ref Unsafe.As<byte, ulong>(ref to), word);
            }

            rotation = rotation + 1 == rotations ? 0 : rotation + 1;
        }
    }
}
