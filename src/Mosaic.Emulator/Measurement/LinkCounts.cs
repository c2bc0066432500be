namespace Mosaic.Emulator.Measurement;

/// <summary>Counts of one frame, or of many together. Sums of integers, so the order of adding does not matter.</summary>
public sealed class LinkCounts
{
    /// <summary>Makes zero counts.</summary>
    /// <param name="lanes">Lanes.</param>
    /// <param name="codewordSymbols">n: symbols of a codeword.</param>
    public LinkCounts(int lanes, int codewordSymbols)
    {
        LaneBits = new long[lanes];
        LaneErrors = new long[lanes];
        SymbolErrorHistogram = new long[codewordSymbols + 1];
    }

    /// <summary>Frames.</summary>
    public long Frames { get; set; }

    /// <summary>Code bits received, by lane: markers and padding are not counted.</summary>
    public long[] LaneBits { get; }

    /// <summary>Code bits received wrongly, by lane, before any correction.</summary>
    public long[] LaneErrors { get; }

    /// <summary>Codewords by the number of symbols received wrongly, 0 … n.</summary>
    public long[] SymbolErrorHistogram { get; }

    /// <summary>Codewords.</summary>
    public long Codewords { get; set; }

    /// <summary>Codewords that the decoder found clean and that were.</summary>
    public long Clean { get; set; }

    /// <summary>Codewords that the decoder corrected to what was sent.</summary>
    public long Corrected { get; set; }

    /// <summary>Codewords that the decoder declared uncorrectable.</summary>
    public long Uncorrectable { get; set; }

    /// <summary>Codewords that the decoder took for clean or corrected, but to another message than was sent.</summary>
    public long Miscorrected { get; set; }

    /// <summary>Groups of interleaved codewords.</summary>
    public long Groups { get; set; }

    /// <summary>Groups with a codeword that was not delivered as sent.</summary>
    public long FailedGroups { get; set; }

    /// <summary>Payload bits.</summary>
    public long PayloadBits { get; set; }

    /// <summary>Payload bits delivered wrongly.</summary>
    public long PayloadBitErrors { get; set; }

    /// <summary>Code bits received, all lanes.</summary>
    public long Bits => LaneBits.Sum();

    /// <summary>Code bits received wrongly, all lanes.</summary>
    public long BitErrors => LaneErrors.Sum();

    /// <summary>Codewords not delivered as sent.</summary>
    public long CodewordErrors => Uncorrectable + Miscorrected;

    /// <summary>Sets everything to zero.</summary>
    public void Clear()
    {
        Array.Clear(LaneBits);
        Array.Clear(LaneErrors);
        Array.Clear(SymbolErrorHistogram);
        Frames = Codewords = Clean = Corrected = Uncorrectable = Miscorrected = 0;
        Groups = FailedGroups = PayloadBits = PayloadBitErrors = 0;
    }

    /// <summary>Adds other counts of the same shape.</summary>
    /// <param name="other">The counts to add.</param>
    public void Add(LinkCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        AddEach(LaneBits, other.LaneBits);
        AddEach(LaneErrors, other.LaneErrors);
        AddEach(SymbolErrorHistogram, other.SymbolErrorHistogram);
        Frames += other.Frames;
        Codewords += other.Codewords;
        Clean += other.Clean;
        Corrected += other.Corrected;
        Uncorrectable += other.Uncorrectable;
        Miscorrected += other.Miscorrected;
        Groups += other.Groups;
        FailedGroups += other.FailedGroups;
        PayloadBits += other.PayloadBits;
        PayloadBitErrors += other.PayloadBitErrors;
    }

    private static void AddEach(long[] sums, long[] terms)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += terms[i];
        }
    }
}
