using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding;

/// <summary>Striping and gathering piece by piece, by the map alone: what the kernels must equal.</summary>
internal static class StripingDefinition
{
    /// <summary>Writes code bits to their places, from one UI of the frame on.</summary>
    /// <param name="map">The map.</param>
    /// <param name="code">Part of the frame's code stream.</param>
    /// <param name="firstBit">Position of the part's first bit in the frame's code stream.</param>
    /// <param name="rows">Receives the bits.</param>
    /// <param name="rowsStartUi">UI of the frame at which the rows start.</param>
    public static void Stripe(StripingMap map, ReadOnlySpan<ulong> code, long firstBit, LinkBlock rows, int rowsStartUi)
    {
        foreach (Piece piece in new Pieces(map, rowsStartUi - AlignmentMarker.LengthUi))
        {
            int bits = Bits(map), ui = AlignmentMarker.LengthUi + piece.Ui - rowsStartUi;
            ulong value = BitString.ReadBits(code, piece.Bit - firstBit, bits);
            int before = Math.Max(0, -ui);
            BitString.WriteBits(rows.Row(piece.Lane), ui + before, bits - before, value >> before);
        }
    }

    /// <summary>Reads code bits from their places.</summary>
    /// <param name="map">The map.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="rowsStartUi">The UI behind the marker at which they start.</param>
    /// <param name="code">Part of the frame's code stream; receives the bits in their places.</param>
    /// <param name="firstBit">Position of the part's first bit in the frame's code stream.</param>
    /// <param name="fromUi">The first UI behind the marker.</param>
    public static void Gather(StripingMap map, LinkBlock rows, int rowsStartUi, Span<ulong> code, long firstBit = 0, int fromUi = 0)
    {
        foreach (Piece piece in new Pieces(map, fromUi))
        {
            BitString.WriteBits(code, piece.Bit - firstBit, Bits(map), BitString.ReadBits(rows.Row(piece.Lane), piece.Ui - rowsStartUi, Bits(map)));
        }
    }

    /// <summary>Bits that stay together in stream and row.</summary>
    private static int Bits(StripingMap map) => map.Layout.Unit == StripingUnit.Bit ? 1 : map.Layout.SymbolBits;

    private readonly record struct Piece(long Bit, int Lane, int Ui);

    /// <summary>The pieces with a bit at or behind a UI: round by round, lane by lane.</summary>
    private struct Pieces(StripingMap map, int fromUi)
    {
        private readonly int _bits = Bits(map);
        private readonly int _unitBits = map.Layout.UnitBits;
        private readonly int _lanes = map.Layout.Lanes;
        private readonly long _units = map.Layout.Units;
        private int _round = Math.Max(0, fromUi) / map.Layout.UnitBits;
        private int _lane;
        private int _offset;
        private bool _started;

        public readonly Piece Current
        {
            get
            {
                long slot = ((((long)_round * _lanes) + _lane) * _unitBits) + _offset;
                return new Piece(map.BitAt(slot), _lane, (_round * _unitBits) + _offset);
            }
        }

        public readonly Pieces GetEnumerator() => this;

        public bool MoveNext()
        {
            if (!_started)
            {
                _started = true;
                _offset = FirstOffset();
            }
            else if ((_offset += _bits) == _unitBits)
            {
                if (++_lane == _lanes)
                {
                    _lane = 0;
                    _round++;
                }

                _offset = FirstOffset();
            }

            return ((long)_round * _lanes) + _lane < _units;
        }

        private readonly int FirstOffset() => Math.Max(0, fromUi - (_round * _unitBits)) / _bits * _bits;
    }
}
