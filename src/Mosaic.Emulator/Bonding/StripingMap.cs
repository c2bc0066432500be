namespace Mosaic.Emulator.Bonding;

/// <summary>
/// Which bit of the code stream goes where. The code stream is put into slot order, and slot order is dealt in units:
/// unit p is on lane p mod L in round ⌊p/L⌋.
/// </summary>
/// <remarks>
/// <para>
/// The code stream is cut into columns of c elements, one of each interleaved codeword: a symbol of each, or, where whole
/// codewords are dealt, a group. Slot order has the elements of a column one after the other, rotated: position u of
/// column t holds the element of codeword (u+ρ) mod c. Within an element bits are in order.
/// </para>
/// <para>
/// Let e be the units of an element (m where bits are dealt, else 1), G = gcd(L, c·e) and k = G/gcd(G, e). Then
/// ρ(t) = ⌊t/(L/G)⌋ mod k. Without rotation a lane would only ever see the units of a column that are ≡ lane (mod G).
/// Within L/G columns, which are whole rounds, it meets each of those once; moving on by lcm(G, e) units stays among them
/// and leads to the codeword k further, so how many of them belong to codeword u repeats in u with period k, and k
/// rotations later every codeword has had its share. So in every k·L/G columns each lane carries as much of each codeword,
/// and over the columns of any group what it carries of each differs by a symbol at most: for bits that is m of them, for
/// lane counts with little in common with c·m, and one or two for most. With symbols and L a multiple of c this is: round r gives symbol s of the round to codeword (s+r) mod c.
/// </para>
/// </remarks>
public sealed class StripingMap
{
    private readonly int _symbolBits;
    private readonly int _interleave;
    private readonly int _lanes;
    private readonly int _unitBits;
    private readonly long _elementBits;
    private readonly long _columnBits;

    /// <summary>Makes the map of a layout.</summary>
    /// <param name="layout">The frame's layout.</param>
    public StripingMap(FrameLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        _symbolBits = layout.SymbolBits;
        _interleave = layout.Interleave;
        _lanes = layout.Lanes;
        _unitBits = layout.UnitBits;
        _elementBits = (long)layout.ElementSymbols * layout.SymbolBits;
        _columnBits = layout.Interleave * _elementBits;
        int units = (int)(_elementBits / layout.UnitBits);
        int common = Gcd(layout.Lanes, layout.Interleave * units);
        Rotations = common / Gcd(common, units);
        ColumnsPerRotation = layout.Lanes / common;
    }

    /// <summary>The layout.</summary>
    public FrameLayout Layout { get; }

    /// <summary>k: how many rotations there are.</summary>
    public int Rotations { get; }

    /// <summary>Columns with the same rotation: they fill whole rounds.</summary>
    public int ColumnsPerRotation { get; }

    /// <summary>Bits of a column.</summary>
    public long ColumnBits => _columnBits;

    /// <summary>The place in slot order of a bit of the code stream.</summary>
    /// <param name="bit">Position in the frame's code stream.</param>
    public long SlotOf(long bit)
    {
        (long column, long rest) = Math.DivRem(bit, _columnBits);
        (long symbol, long offset) = Math.DivRem(rest, _symbolBits);
        (long inElement, long codeword) = Math.DivRem(symbol, _interleave);
        long position = codeword - Rotation(column);
        position += position < 0 ? _interleave : 0;
        return (column * _columnBits) + (position * _elementBits) + (inElement * _symbolBits) + offset;
    }

    /// <summary>The bit of the code stream at a place in slot order.</summary>
    /// <param name="slot">Place in slot order.</param>
    public long BitAt(long slot)
    {
        (long column, long rest) = Math.DivRem(slot, _columnBits);
        (long position, long inElement) = Math.DivRem(rest, _elementBits);
        (long symbol, long offset) = Math.DivRem(inElement, _symbolBits);
        long codeword = position + Rotation(column);
        codeword -= codeword >= _interleave ? _interleave : 0;
        return (column * _columnBits) + (((symbol * _interleave) + codeword) * _symbolBits) + offset;
    }

    /// <summary>The lane of a bit of the code stream.</summary>
    /// <param name="bit">Position in the frame's code stream.</param>
    public int LaneOf(long bit) => (int)(SlotOf(bit) / _unitBits % _lanes);

    /// <summary>The lane of a bit of the code stream, and its UI behind the marker.</summary>
    /// <param name="bit">Position in the frame's code stream.</param>
    public (int Lane, int Ui) PlaceOf(long bit)
    {
        (long unit, long offset) = Math.DivRem(SlotOf(bit), _unitBits);
        (long round, long lane) = Math.DivRem(unit, _lanes);
        return ((int)lane, (int)((round * _unitBits) + offset));
    }

    /// <summary>The first bit of the code stream that the units from a round on can need.</summary>
    /// <param name="round">Round.</param>
    public long FirstBitFrom(int round) => (long)round * _lanes * _unitBits / _columnBits * _columnBits;

    private static int Gcd(int a, int b) => (int)System.Numerics.BigInteger.GreatestCommonDivisor(a, b);

    private long Rotation(long column) => column / ColumnsPerRotation % Rotations;
}
