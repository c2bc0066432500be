using Mosaic.Emulator.Bonding.Arrivals;

namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>
/// Finds out which lane each port carries and how late it is, from the bits alone, as they arrive. State moves on in
/// <see cref="Observe"/>; what it has found is handed out as alignments, by which any thread can read whole frames.
/// </summary>
public interface IDeskew
{
    /// <summary>Name in a configuration, e.g. <c>marker</c>.</summary>
    string Name { get; }

    /// <summary>Looks at all that has arrived since the last call.</summary>
    /// <param name="streams">The ports.</param>
    void Observe(IPortStreams streams);

    /// <summary>Passes over frames that nobody looks at: what is locked stays so.</summary>
    /// <param name="frames">How many.</param>
    void Skip(long frames);

    /// <summary>
    /// Says which lanes are lit from the next frame on; at first all are. Ports of the others are left as they are, so that what is known
    /// of them is of use once they are lit again, and nobody misses them. A deskew that does nothing about it looks for them in vain.
    /// </summary>
    /// <param name="lit">By lane.</param>
    void Expect(ReadOnlySpan<bool> lit)
    {
    }

    /// <summary>Whether every lane that is lit is aligned: <see cref="CopyAlignments"/> gives each of them a place.</summary>
    bool IsAligned { get; }

    /// <summary>
    /// Position at which the last port was locked when all ports were aligned for the first time, null before. What is
    /// lost and found again later does not move it.
    /// </summary>
    long? LockTimeUi { get; }

    /// <summary>How often a locked port was lost.</summary>
    long LockLosses { get; }

    /// <summary>
    /// Bits of memory that finding and keeping the lanes takes for all ports, as hardware would count them: state that is
    /// kept from one call to the next, without the delay lines and without what has just arrived.
    /// </summary>
    long StateBits { get; }

    /// <summary>
    /// The present alignment of every port, by port. No lane is late by a frame, and once <see cref="IsAligned"/> none is later than the
    /// largest skew behind the first.
    /// </summary>
    /// <param name="alignments">Receives one entry per port; <see cref="PortAlignment.None"/> where there is none.</param>
    void CopyAlignments(Span<PortAlignment> alignments);

    /// <summary>
    /// Lanes that are lit and not aligned, as far as anybody can tell: those that no port has found, and those found later than
    /// the largest skew behind the first.
    /// </summary>
    /// <returns>One entry per lane missing, ascending, with its skew in UI where it was found, else null.</returns>
    IReadOnlyList<(int Lane, long? SkewUi)> Missing();
}
