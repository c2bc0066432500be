namespace Mosaic.Emulator.Measurement;

/// <summary>What is counted of a link, all lanes together.</summary>
/// <param name="Frames">Frames.</param>
/// <param name="Bits">Code bits received: markers and padding are not counted.</param>
/// <param name="BitErrors">Wrong ones, before any correction.</param>
/// <param name="Codewords">Codewords.</param>
/// <param name="CodewordErrors">Codewords not delivered as sent.</param>
/// <param name="Groups">Groups of interleaved codewords.</param>
/// <param name="FailedGroups">Groups with a codeword that was not delivered as sent.</param>
/// <param name="PayloadBits">Payload bits.</param>
/// <param name="PayloadBitErrors">Payload bits delivered wrongly.</param>
public readonly record struct LinkTotals(
    long Frames, long Bits, long BitErrors, long Codewords, long CodewordErrors, long Groups, long FailedGroups, long PayloadBits, long PayloadBitErrors)
{
    /// <summary>The totals of counts.</summary>
    /// <param name="counts">The counts.</param>
    public static LinkTotals Of(LinkCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return new LinkTotals(
            counts.Frames, counts.Bits, counts.BitErrors, counts.Codewords, counts.CodewordErrors,
            counts.Groups, counts.FailedGroups, counts.PayloadBits, counts.PayloadBitErrors);
    }

    /// <summary>Both together.</summary>
    /// <param name="a">Counts.</param>
    /// <param name="b">Other counts.</param>
    public static LinkTotals operator +(LinkTotals a, LinkTotals b) => new(
        a.Frames + b.Frames, a.Bits + b.Bits, a.BitErrors + b.BitErrors, a.Codewords + b.Codewords, a.CodewordErrors + b.CodewordErrors,
        a.Groups + b.Groups, a.FailedGroups + b.FailedGroups, a.PayloadBits + b.PayloadBits, a.PayloadBitErrors + b.PayloadBitErrors);

    /// <summary>Both together.</summary>
    /// <param name="left">Counts.</param>
    /// <param name="right">Other counts.</param>
    public static LinkTotals Add(LinkTotals left, LinkTotals right) => left + right;
}
