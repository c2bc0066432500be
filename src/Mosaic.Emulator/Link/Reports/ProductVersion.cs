namespace Mosaic.Emulator.Link.Reports;

/// <summary>Which emulator made a report.</summary>
public static class ProductVersion
{
    /// <summary>Major, minor and patch.</summary>
    public static string Text { get; } = typeof(ProductVersion).Assembly.GetName().Version!.ToString(3);
}
