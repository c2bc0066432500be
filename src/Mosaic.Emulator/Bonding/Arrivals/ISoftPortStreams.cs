namespace Mosaic.Emulator.Bonding.Arrivals;

/// <summary>Ports that show a log-likelihood for each bit as well.</summary>
public interface ISoftPortStreams : IPortStreams
{
    /// <summary>Reads log-likelihoods of a port: 0 where a bit was never sent, or nobody said how sure it is.</summary>
    /// <param name="port">Port, 0 … Ports−1.</param>
    /// <param name="position">Position of the first bit, 0 for the first that ever arrived.</param>
    /// <param name="count">Bits; all of them held.</param>
    /// <param name="destination">Receives the log-likelihoods.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bits are not held.</exception>
    void Read(int port, long position, int count, Span<sbyte> destination);
}
