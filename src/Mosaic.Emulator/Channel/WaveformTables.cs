using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// What the paths of a lane add up to, four UI at a time: up to four taps see seven consecutive bits of their source within four
/// UI, so a table of 128 entries holds the four sums. A path of more taps is several pieces.
/// </summary>
internal sealed class WaveformTables
{
    private const int PieceTaps = 4, Ui = 4;

    private readonly Piece[] _pieces;
    private readonly double[] _sums; // per piece, of every pattern of its taps

    /// <param name="paths">The paths, with what each tap adds.</param>
    /// <param name="stride">Words from row to row of the blocks that are sent.</param>
    /// <param name="marginWords">Words before each row.</param>
    public WaveformTables(IEnumerable<(LeakagePath Path, ImmutableArray<long> PerTap)> paths, int stride, int marginWords)
    {
        var pieces = new List<Piece>();
        var sums = new List<double>();
        foreach ((LeakagePath path, ImmutableArray<long> perTap) in paths)
        {
            for (int first = 0; first < perTap.Length; first += PieceTaps)
            {
                int taps = Math.Min(PieceTaps, perTap.Length - first);
                long start = ((((long)path.Source * stride) + marginWords) * 64) - (path.FirstShift + first + taps - 1);
                pieces.Add(new Piece(start, (ulong)((1 << (taps + Ui - 1)) - 1) * Ui, Length, sums.Count, taps));
                Length += Ui << (taps + Ui - 1);
                for (int pattern = 0; pattern < 1 << taps; pattern++)
                {
                    long sum = 0;
                    for (int tap = 0; tap < taps; tap++)
                    {
                        // The bit seen by the last tap comes first in time.
                        sum += (pattern >> (taps - 1 - tap) & 1) != 0 ? perTap[first + tap] : 0;
                    }

                    sums.Add(sum);
                }
            }
        }

        _pieces = [.. pieces];
        _sums = [.. sums];
    }

    /// <summary>Numbers of all tables.</summary>
    public int Length { get; }

    /// <summary>The pieces.</summary>
    public ReadOnlySpan<Piece> Pieces => _pieces;

    /// <summary>Writes the tables: entry w of a piece holds the sums at four UI whose bits, from the earliest on, are those of w.</summary>
    public void Write(Span<double> tables)
    {
        foreach (Piece piece in _pieces)
        {
            ReadOnlySpan<double> sums = _sums.AsSpan(piece.Sums, 1 << piece.Taps);
            Span<double> table = tables.Slice(piece.Table, Ui << (piece.Taps + Ui - 1));
            for (int i = 0; i < table.Length; i++)
            {
                table[i] = sums[(i / Ui >> (i % Ui)) & (sums.Length - 1)];
            }
        }
    }

    /// <summary>Up to four taps of a path.</summary>
    /// <param name="Start">Bit of the sent block's storage that UI 0 sees first.</param>
    /// <param name="Mask">The bits of a window, times four: a mask of places in the table.</param>
    /// <param name="Table">Where its table starts.</param>
    /// <param name="Sums">Where its sums start.</param>
    /// <param name="Taps">Its taps.</param>
    public readonly record struct Piece(long Start, ulong Mask, int Table, int Sums, int Taps);

    /// <summary>The sums at 32 UI, four to a vector, on top of an offset.</summary>
    [InlineArray(Vectors)]
    public struct Block
    {
        /// <summary>Vectors of a block.</summary>
        public const int Vectors = 8;

        private Vector256<double> _first;
    }

    /// <summary>Adds up 32 UI.</summary>
    /// <param name="rows">The first word of the sent block's storage.</param>
    /// <param name="ui">The first UI.</param>
    /// <param name="tables">The tables as written.</param>
    /// <param name="offset">What is there without any 1.</param>
    /// <param name="sums">Receives the sums: exact, since all are integers below 2⁵².</param>
    [MethodImpl(Bits.Kernel.Compiled)]
    public void Sum(ref ulong rows, int ui, ref double tables, double offset, out Block sums)
    {
        Vector256<double> a = Vector256.Create(offset), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        ref Piece first = ref MemoryMarshal.GetArrayDataReference(_pieces);
        for (int i = 0; i < _pieces.Length; i++)
        {
            ref Piece piece = ref Unsafe.Add(ref first, i);
            long bit = piece.Start + ui;
            ref ulong word = ref Unsafe.Add(ref rows, (nint)(bit >> 6));
            ulong bits = (word >> (int)bit) | (Unsafe.Add(ref word, 1) << 1 << ~(int)bit), mask = piece.Mask;
            ref double table = ref Unsafe.Add(ref tables, piece.Table);
            a += Vector256.LoadUnsafe(ref table, (nuint)(bits << 2 & mask));
            b += Vector256.LoadUnsafe(ref table, (nuint)(bits >> 2 & mask));
            c += Vector256.LoadUnsafe(ref table, (nuint)(bits >> 6 & mask));
            d += Vector256.LoadUnsafe(ref table, (nuint)(bits >> 10 & mask));
            e += Vector256.LoadUnsafe(ref table, (nuint)(bits >> 14 & mask));
            f += Vector256.LoadUnsafe(ref table, (nuint)(bits >> 18 & mask));
            g += Vector256.LoadUnsafe(ref table, (nuint)(bits >> 22 & mask));
            h += Vector256.LoadUnsafe(ref table, (nuint)(bits >> 26 & mask));
        }

        Unsafe.SkipInit(out sums);
        (sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]) = (a, b, c, d, e, f, g, h);
    }
}
