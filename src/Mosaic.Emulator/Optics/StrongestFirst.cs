namespace Mosaic.Emulator.Optics;

/// <summary>Puts what comes from several LEDs in order.</summary>
internal static class StrongestFirst
{
    /// <summary>By falling strength, equal ones as they compare.</summary>
    /// <param name="weakness">Minus the strength of each; in order afterwards too.</param>
    /// <param name="items">What is put in order.</param>
    /// <param name="equals">Which of two that are as strong comes first.</param>
    public static void Sort<T>(Span<double> weakness, Span<T> items, Comparison<T> equals)
    {
        weakness.Sort(items);
        for (int from = 0, to; from < weakness.Length; from = to)
        {
            to = from + 1;
            while (to < weakness.Length && weakness[to] == weakness[from])
                to++;
            if (to > from + 1)
                items[from..to].Sort(equals);
        }
    }
}
