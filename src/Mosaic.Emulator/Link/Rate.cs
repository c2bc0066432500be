namespace Mosaic.Emulator.Link;

/// <summary>Quotients of counts.</summary>
internal static class Rate
{
    /// <summary>Part over whole; 0 where the whole is nothing.</summary>
    public static double Of(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
