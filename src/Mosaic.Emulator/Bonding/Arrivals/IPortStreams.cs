namespace Mosaic.Emulator.Bonding.Arrivals;

/// <summary>What a receiver sees: one endless stream of bits per port, of which a recent stretch can still be read.</summary>
public interface IPortStreams
{
    /// <summary>Ports.</summary>
    int Ports { get; }

    /// <summary>Position of the first bit that has not arrived yet, the same for all ports.</summary>
    long Arrived { get; }

    /// <summary>Whether bits of a port can be read: they have arrived, and are still kept.</summary>
    /// <param name="port">Port, 0 … Ports−1.</param>
    /// <param name="position">Position of the first bit.</param>
    /// <param name="count">Bits.</param>
    bool Holds(int port, long position, int count);

    /// <summary>Says that bits of a port are read soon: they may be fetched meanwhile.</summary>
    /// <param name="port">Port, 0 … Ports−1.</param>
    /// <param name="position">Position of the first bit.</param>
    /// <param name="count">Bits; held or not.</param>
    void Prefetch(int port, long position, int count)
    {
    }

    /// <summary>Reads bits of a port.</summary>
    /// <param name="port">Port, 0 … Ports−1.</param>
    /// <param name="position">Position of the first bit, 0 for the first that ever arrived.</param>
    /// <param name="count">Bits; all of them held.</param>
    /// <param name="destination">Receives the bits from bit 0 on; bits past them in the last word are undefined.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bits are not held.</exception>
    void Read(int port, long position, int count, Span<ulong> destination);
}
