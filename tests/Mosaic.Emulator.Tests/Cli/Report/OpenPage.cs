using System.Text.Json;
using Microsoft.Playwright;

namespace Mosaic.Emulator.Tests.Cli.Report;

/// <summary>A page in the browser, with what it complained of and what it asked for.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    private OpenPage(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Errors and warnings on the console, and exceptions.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Addresses asked for, the file itself aside.</summary>
    public List<string> Requests { get; } = [];

    public static async Task<OpenPage> Load(IBrowserContext context, string file)
    {
        var open = new OpenPage(context, await context.NewPageAsync());
        string address = new Uri(Path.GetFullPath(file)).AbsoluteUri;
        open.Page.Console += (_, message) => open.Complaints.Add($"{message.Type}: {message.Text}");
        open.Page.PageError += (_, error) => open.Complaints.Add(error);
        open.Page.Request += (_, request) =>
        {
            if (!string.Equals(request.Url, address, StringComparison.Ordinal))
            {
                open.Requests.Add(request.Url);
            }
        };
        await open.Page.GotoAsync(address);
        return open;
    }

    /// <summary>The value of a JavaScript expression.</summary>
    public async Task<JsonElement> Evaluate(string script) => (await Page.EvaluateAsync(script))!.Value;

    /// <summary>Attributes of elements, in order.</summary>
    public async Task<IReadOnlyList<string?[]>> Attributes(string selector, params string[] names)
    {
        JsonElement found = await Evaluate($"[...document.querySelectorAll({JsonSerializer.Serialize(selector)})].map(e => {JsonSerializer.Serialize(names)}.map(n => e.getAttribute(n)))");
        return [.. found.EnumerateArray().Select(element => element.EnumerateArray().Select(value => value.GetString()).ToArray())];
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
