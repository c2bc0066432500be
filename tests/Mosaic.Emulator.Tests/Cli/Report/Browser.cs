using Microsoft.Playwright;

namespace Mosaic.Emulator.Tests.Cli.Report;

/// <summary>Debian's Chromium without a window, which nothing but local files is asked of.</summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>Names a browser that is elsewhere.</summary>
    public const string PathVariable = "MOSAIC_CHROMIUM";

    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>The browser, or null where there is none.</summary>
    public static string? Executable { get; } = Environment.GetEnvironmentVariable(PathVariable) ?? Places.FirstOrDefault(File.Exists);

    public static async Task<Browser> Start()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps", "--no-first-run"],
        });
        return new Browser(playwright, browser);
    }

    /// <summary>Opens a file, and notes whatever it complains of or asks for.</summary>
    public async Task<OpenPage> Open(string file, int width = 1280, bool dark = false, bool touch = false)
    {
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            HasTouch = touch,
        });
        return await OpenPage.Load(context, file);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
