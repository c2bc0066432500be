using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Transposes;

/// <summary>
/// Gathering of log-likelihoods by the map of the bits (<see cref="StripingMap"/>): columns in slot order, their elements rotated,
/// dealt to the lanes in turn. All places are counted on, none is divided for.
/// </summary>
internal static class SoftGather
{
    /// <summary>Rows that start behind the marker to code stream.</summary>
    /// <param name="map">The map.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="code">Receives a log-likelihood for each code bit of the frame.</param>
    [MethodImpl(Kernel.Compiled)]
    public static void Gather(StripingMap map, SoftBlock rows, Span<sbyte> code)
    {
        FrameLayout layout = map.Layout;
        int bits = layout.SymbolBits, interleave = layout.Interleave, symbols = layout.ElementSymbols, lanes = layout.Lanes, stride = rows.Stride;
        bool isDealtByBit = layout.Unit == StripingUnit.Bit;
        ArgumentOutOfRangeException.ThrowIfLessThan(code.Length, layout.Bits, nameof(code));
        Debug.Assert(rows.Lanes >= lanes && rows.Ui >= layout.DataUi, "The rows hold the frame.");
        ref sbyte row = ref MemoryMarshal.GetReference(rows.Storage);
        ref sbyte column = ref MemoryMarshal.GetReference(code);
        int lane = 0, ui = 0, rotation = 0, columnsLeft = map.ColumnsPerRotation;
        for (long start = 0; start < layout.Bits; start += map.ColumnBits, column = ref Unsafe.Add(ref column, (nint)map.ColumnBits))
        {
            for (int position = 0, codeword = rotation; position < interleave; position++)
            {
                for (int symbol = 0; symbol < symbols; symbol++)
                {
                    ref sbyte to = ref Unsafe.Add(ref column, (nint)((symbol * interleave) + codeword) * bits);
                    if (!isDealtByBit)
                    {
                        Copy(ref Unsafe.Add(ref row, ((nint)lane * stride) + ui + (symbol * bits)), ref to, bits);
                        continue;
                    }

                    for (int bit = 0; bit < bits; bit++)
                    {
                        Unsafe.Add(ref to, bit) = Unsafe.Add(ref row, ((nint)lane * stride) + ui);
                        if (++lane == lanes)
                            (lane, ui) = (0, ui + 1);
                    }
                }

                if (!isDealtByBit && ++lane == lanes)
                    (lane, ui) = (0, ui + layout.UnitBits);
                codeword = codeword + 1 == interleave ? 0 : codeword + 1;
            }

            if (--columnsLeft == 0)
                (columnsLeft, rotation) = (map.ColumnsPerRotation, rotation + 1 == map.Rotations ? 0 : rotation + 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ref sbyte from, ref sbyte to, int count)
    {
        if (count < sizeof(ulong))
        {
            for (int i = 0; i < count; i++)
                Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i);
            return;
        }

        // 8 … 16 bytes: the first eight and the last eight.
        Move(ref from, ref to, 0);
        Move(ref from, ref to, count - sizeof(ulong));

        static void Move(ref sbyte from, ref sbyte to, int at) => Unsafe.WriteUnaligned(
            ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref to, at)), Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref from, at))));
    }
}
