namespace Mosaic.Emulator.Bonding.Arrivals;

/// <summary>Ports whose bits lie in memory as they were sent, so that they need not be read to be used.</summary>
internal interface IPortViews
{
    /// <summary>Where bits of a port lie, if they lie one after the other; else null, and they can only be read.</summary>
    /// <param name="port">Port, 0 … Ports−1.</param>
    /// <param name="position">Position of the first bit.</param>
    /// <param name="count">Bits; held or not.</param>
    /// <returns>Their place, for as long as they are held.</returns>
    PortView? View(int port, long position, int count);
}
