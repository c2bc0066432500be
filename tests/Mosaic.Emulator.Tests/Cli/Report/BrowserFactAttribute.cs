namespace Mosaic.Emulator.Tests.Cli.Report;

/// <summary>A test in a browser. Without one it is skipped, but not where everything must hold.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Executable is null && Environment.GetEnvironmentVariable("CI") is null)
        {
            Skip = $"NO BROWSER, so that nobody has looked at the report: install chromium (Debian: chromium) or name one in {Browser.PathVariable}.";
        }
    }
}
