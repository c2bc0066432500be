using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding;

/// <summary>
/// Deals the symbols of the code stream to the lanes in turn: slot p is on lane p mod L in round ⌊p/L⌋.
/// </summary>
/// <remarks>
/// The c symbols that follow each other at c·t … c·t+c−1, one of each interleaved codeword, are rotated by
/// ρ(t) = ⌊t/(L/g)⌋ mod g, g = gcd(L, c), so that slot c·t+u carries codeword (u+ρ) mod c. Without it a lane would only
/// ever see the codewords u ≡ lane (mod g). With it each lane sees each codeword exactly once in every L consecutive t:
/// within L/g of them (lcm(L, c) slots) a lane meets each u ≡ lane (mod g) once, and g rotations later every class has
/// come by; the pattern then repeats. So the symbols that one lane carries of the codewords of any group differ by at
/// most one. With L a multiple of c this is: round r gives symbol s of the round to codeword (s+r) mod c.
/// </remarks>
public sealed class SymbolStriping
{
    private readonly FrameLayout _layout;
    private readonly int _classes;
    private readonly int _rotationPeriod;

    /// <summary>Makes the striping of a layout.</summary>
    /// <param name="layout">The frame's layout.</param>
    public SymbolStriping(FrameLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        _layout = layout;
        _classes = (int)System.Numerics.BigInteger.GreatestCommonDivisor(layout.Lanes, layout.Interleave);
        _rotationPeriod = layout.Lanes / _classes;
    }

    /// <summary>The slot that carries a symbol of the code stream.</summary>
    /// <param name="symbol">Position in the frame's code stream.</param>
    public long SlotOf(long symbol)
    {
        (long column, long codeword) = Math.DivRem(symbol, _layout.Interleave);
        long position = codeword - Rotation(column);
        return (column * _layout.Interleave) + (position < 0 ? position + _layout.Interleave : position);
    }

    /// <summary>The symbol of the code stream that a slot carries.</summary>
    /// <param name="slot">Slot, counted over lanes first, then rounds.</param>
    public long SymbolAt(long slot)
    {
        (long column, long position) = Math.DivRem(slot, _layout.Interleave);
        long codeword = position + Rotation(column);
        return (column * _layout.Interleave) + (codeword >= _layout.Interleave ? codeword - _layout.Interleave : codeword);
    }

    /// <summary>Lane of a symbol of the code stream.</summary>
    /// <param name="symbol">Position in the frame's code stream.</param>
    public int LaneOf(long symbol) => (int)(SlotOf(symbol) % _layout.Lanes);

    /// <summary>Code stream to lane rows: everything behind the markers but the padding.</summary>
    /// <param name="code">The frame's code stream.</param>
    /// <param name="rows">Rows of at least the frame's length.</param>
    public void Stripe(ReadOnlySpan<ulong> code, LinkBlock rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int done = StripingSsse3.CanRun(_layout) ? StripingSsse3.Stripe(_layout, code, rows) : 0;
        StripeRounds(code, 0, done, _layout.Rounds - done, rows, 0);
    }

    /// <summary>A few rounds, symbol by symbol: the definition of <see cref="Stripe"/>.</summary>
    /// <param name="code">Part of the frame's code stream.</param>
    /// <param name="firstSymbol">Position of the part's first symbol in the frame's code stream.</param>
    /// <param name="firstRound">First round; its symbols and all later ones must be in the part.</param>
    /// <param name="rounds">Rounds.</param>
    /// <param name="rows">Receives the bits.</param>
    /// <param name="rowsStartUi">UI of the frame at which the rows start.</param>
    public void StripeRounds(ReadOnlySpan<ulong> code, long firstSymbol, int firstRound, int rounds, LinkBlock rows, int rowsStartUi)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int bits = _layout.SymbolBits;
        var cursor = new SlotCursor(this, (long)firstRound * _layout.Lanes);
        for (int round = firstRound; round < firstRound + rounds; round++)
        {
            int lanes = (int)Math.Min(_layout.Lanes, _layout.Symbols - ((long)round * _layout.Lanes));
            int ui = AlignmentMarker.LengthUi + (round * bits) - rowsStartUi;
            for (int lane = 0; lane < lanes; lane++, cursor.MoveNext())
            {
                ulong symbol = BitString.ReadBits(code, (cursor.Symbol - firstSymbol) * bits, bits);
                BitString.WriteBits(rows.Row(lane), ui, bits, symbol);
            }
        }
    }

    /// <summary>Lane rows, markers already taken off, to code stream.</summary>
    /// <param name="rows">Rows that start behind the marker.</param>
    /// <param name="code">Receives the frame's code stream.</param>
    public void Gather(LinkBlock rows, Span<ulong> code)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int done = StripingSsse3.CanRun(_layout) ? StripingSsse3.Gather(_layout, rows, code) : 0;
        GatherRounds(rows, done, code);
    }

    /// <summary>The rounds from one on, symbol by symbol: the definition of <see cref="Gather"/>.</summary>
    internal void GatherRounds(LinkBlock rows, int firstRound, Span<ulong> code)
    {
        int bits = _layout.SymbolBits;
        var cursor = new SlotCursor(this, (long)firstRound * _layout.Lanes);
        for (int round = firstRound; round < _layout.Rounds; round++)
        {
            int lanes = (int)Math.Min(_layout.Lanes, _layout.Symbols - ((long)round * _layout.Lanes));
            for (int lane = 0; lane < lanes; lane++, cursor.MoveNext())
            {
                BitString.WriteBits(code, cursor.Symbol * bits, bits, BitString.ReadBits(rows.Row(lane), (long)round * bits, bits));
            }
        }
    }

    /// <summary>Fills what is behind each lane's last symbol with random bits, to the end of the row.</summary>
    /// <param name="rows">Rows that end where the frame ends.</param>
    /// <param name="rowsStartUi">UI of the frame at which the rows start.</param>
    /// <param name="padding">The address of the padding; its lane is set here.</param>
    public void Pad(LinkBlock rows, int rowsStartUi, RandomAddress padding)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int fullLanes = (int)(_layout.Symbols - ((long)(_layout.Rounds - 1) * _layout.Lanes));
        for (int lane = 0; lane < _layout.Lanes; lane++)
        {
            int rounds = lane < fullLanes ? _layout.Rounds : _layout.Rounds - 1;
            int ui = AlignmentMarker.LengthUi + (rounds * _layout.SymbolBits);
            // At most one symbol and 63 UI are missing, so one block of 128 bits is enough.
            (ulong low, ulong high) = (padding with { Lane = lane + 1 }).Block(0);
            for (; ui < _layout.FrameUi; low = high)
            {
                int bits = Math.Min(64, _layout.FrameUi - ui);
                BitString.WriteBits(rows.Row(lane), ui - rowsStartUi, bits, low);
                ui += bits;
            }
        }
    }

    private long Rotation(long column) => column / _rotationPeriod % _classes;

    /// <summary><see cref="SymbolAt"/> of one slot after the other, without its divisions.</summary>
    private struct SlotCursor
    {
        private readonly int _interleave;
        private readonly int _classes;
        private readonly int _rotationPeriod;
        private long _first;
        private int _position;
        private int _rotation;
        private int _columnsLeft;

        public SlotCursor(SymbolStriping striping, long slot)
        {
            _interleave = striping._layout.Interleave;
            _classes = striping._classes;
            _rotationPeriod = striping._rotationPeriod;
            (long column, long position) = Math.DivRem(slot, _interleave);
            _first = column * _interleave;
            _position = (int)position;
            _rotation = (int)striping.Rotation(column);
            _columnsLeft = _rotationPeriod - (int)(column % _rotationPeriod);
        }

        public readonly long Symbol
        {
            get
            {
                int codeword = _position + _rotation;
                return _first + (codeword >= _interleave ? codeword - _interleave : codeword);
            }
        }

        public void MoveNext()
        {
            if (++_position < _interleave)
            {
                return;
            }

            _position = 0;
            _first += _interleave;
            if (--_columnsLeft == 0)
            {
                _columnsLeft = _rotationPeriod;
                _rotation = _rotation + 1 == _classes ? 0 : _rotation + 1;
            }
        }
    }
}
