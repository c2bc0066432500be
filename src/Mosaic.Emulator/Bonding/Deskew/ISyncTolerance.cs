using System.Numerics;

namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>How many of the first 64 sync bits may be wrong in a search.</summary>
internal interface ISyncTolerance
{
    /// <summary>Bits that may be wrong.</summary>
    static abstract int Bits { get; }

    /// <summary>The places that pass, from the bit planes of their counts.</summary>
    /// <param name="ones">Plane of ones.</param>
    /// <param name="twos">Plane of twos.</param>
    /// <param name="fours">Plane of fours.</param>
    /// <param name="eight">Whether there are eight or more.</param>
    /// <param name="sixteen">Whether there are sixteen or more.</param>
    /// <param name="more">Whether there are twenty-four or more.</param>
    static abstract Vector<ulong> Passed(
        Vector<ulong> ones, Vector<ulong> twos, Vector<ulong> fours, Vector<ulong> eight, Vector<ulong> sixteen, Vector<ulong> more);
}

/// <summary>A marker is told by itself: 8 bits.</summary>
internal readonly struct TightTolerance : ISyncTolerance
{
    /// <inheritdoc/>
    public static int Bits => MarkerDeskew.HuntTolerance;

    /// <inheritdoc/>
    public static Vector<ulong> Passed(
        Vector<ulong> ones, Vector<ulong> twos, Vector<ulong> fours, Vector<ulong> eight, Vector<ulong> sixteen, Vector<ulong> more) =>
        ~(sixteen | (eight & (ones | twos | fours)));
}

/// <summary>A place is worth another look a frame later: 16 bits.</summary>
internal readonly struct LooseTolerance : ISyncTolerance
{
    /// <inheritdoc/>
    public static int Bits => 16;

    /// <inheritdoc/>
    public static Vector<ulong> Passed(
        Vector<ulong> ones, Vector<ulong> twos, Vector<ulong> fours, Vector<ulong> eight, Vector<ulong> sixteen, Vector<ulong> more) =>
        ~(more | (sixteen & (ones | twos | fours)));
}
