namespace Mosaic.Emulator.Link.Session;

/// <summary>What became of a block of bytes on the link. Times count from the beginning of the first frame with payload.</summary>
/// <param name="Position">Bytes that went over the link before it.</param>
/// <param name="LostGroups">Groups of interleaved codewords that it has a part of, and of which a codeword was not delivered as sent; 0: the block is whole.</param>
/// <param name="BitErrors">Bits of the block that were delivered wrongly.</param>
/// <param name="SentNs">When its first bit enters the link, in ns.</param>
/// <param name="LastBitNs">When its last bit enters, in ns.</param>
/// <param name="ReceivedNs">When its last codeword has been received on the slowest lane, in ns.</param>
public readonly record struct BlockDelivery(long Position, long LostGroups, long BitErrors, double SentNs, double LastBitNs, double ReceivedNs)
{
    /// <summary>
    /// Whether a receiver would throw the block away: some of it was in codewords that are lost. As in IEEE 802.3 codewords that are
    /// interleaved are lost together.
    /// </summary>
    public bool IsLost => LostGroups > 0;

    /// <summary>From the first bit in to the last bit out, in ns: what the block takes on the lanes included.</summary>
    public double DelayNs => ReceivedNs - SentNs;

    /// <summary>From the last bit in to the last bit out, in ns: what the link adds to the time that the block takes to be sent.</summary>
    public double LatencyNs => ReceivedNs - LastBitNs;
}
