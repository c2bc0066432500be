namespace Mosaic.Emulator.Optics;

/// <summary>Picks the couplings of a receiver that are not too weak, and puts them in order.</summary>
/// <param name="count">Sources.</param>
internal sealed class StrongestFirst(int count)
{
    private readonly double[] _weakness = new double[count];
    private readonly int[] _sources = new int[count];

    /// <summary>The receiver's own LED first, then the others by falling strength, equal ones by their number.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="row">Its couplings, one per source.</param>
    /// <param name="least">Others that are weaker are left out, and those that are 0.</param>
    public Coupling[] Of(int receiver, ReadOnlySpan<double> row, double least)
    {
        int kept = 0;
        for (int source = 0; source < row.Length; source++)
        {
            if (source != receiver && row[source] > 0 && row[source] >= least)
                (_weakness[kept], _sources[kept++]) = (-row[source], source);
        }

        Span<double> weakness = _weakness.AsSpan(0, kept);
        weakness.Sort(_sources.AsSpan(0, kept));
        for (int from = 0, to; from < kept; from = to)
        {
            to = from + 1;
            while (to < kept && weakness[to] == weakness[from])
                to++;
            if (to > from + 1)
                _sources.AsSpan(from, to - from).Sort();
        }

        var couplings = new Coupling[kept + 1];
        couplings[0] = new Coupling(receiver, row[receiver]);
        for (int i = 0; i < kept; i++)
            couplings[i + 1] = new Coupling(_sources[i], -weakness[i]);
        return couplings;
    }
}
