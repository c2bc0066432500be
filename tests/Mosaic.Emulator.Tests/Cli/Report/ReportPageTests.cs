using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Playwright;

namespace Mosaic.Emulator.Tests.Cli.Report;

/// <summary>The page as a reader meets it.</summary>
[Collection(ReportGroup.Name)]
public class ReportPageTests(ReportPages pages)
{
    [BrowserFact]
    public async Task OnAnyScreen_NothingIsCutOff_OverlapsOrFades_AndNothingIsFetched()
    {
        foreach ((int width, bool dark) in ((int, bool)[])[(1280, false), (1280, true), (390, false), (390, true)])
        {
            await using OpenPage open = await pages.Browser.Open(pages.Page, width, dark);
            Assert.Empty(await PageLayout.Faults(open));
            Assert.Empty(open.Complaints);
            Assert.DoesNotContain(open.Requests, url => !url.StartsWith("data:", StringComparison.Ordinal));
            Assert.Equal(dark ? "rgb(20, 23, 28)" : "rgb(255, 255, 255)", (await open.Evaluate("getComputedStyle(document.body).backgroundColor")).GetString());
        }
    }

    /// <summary>What the test above looks for is found where it is planted.</summary>
    [BrowserFact]
    public async Task PlantedFaults_AreFound()
    {
        foreach ((string plant, string fault) in ((string, string)[])
            [("document.querySelector('#symbol-errors .mid.ink').textContent = 'w'.repeat(200)", "is cut off"),
             ("document.querySelectorAll('#symbol-errors .xtick')[1].setAttribute('x', document.querySelector('#symbol-errors .xtick').getAttribute('x'))", "is on"),
             ("document.querySelector('.lead').style.color = '#bbb'", "contrast of P"),
             ("document.querySelector('#ber-fiber-lengthm .line').style.stroke = '#ddd'", "contrast of line"),
             ("document.querySelector('table').style.minWidth = '3000px', document.querySelector('.scroll').style.overflow = 'visible'", "wider than the screen")])
        {
            await using OpenPage open = await pages.Browser.Open(pages.Page);
            await open.Page.EvaluateAsync($"{plant}, 0");
            Assert.Contains(await PageLayout.Faults(open), found => found.Contains(fault, StringComparison.Ordinal));
        }

        string page = File.ReadAllText(pages.Page), fetching = pages.In("fetching.html");
        File.WriteAllText(fetching, page.Replace("</main>", "<img src=\"http://127.0.0.1:9/x.png\"></main>", StringComparison.Ordinal));
        await using OpenPage bad = await pages.Browser.Open(fetching);
        // The page's own policy stops what would leave it.
        Assert.Contains(bad.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task Hovering_TellsValues()
    {
        JsonElement run = pages.Json("run");
        await using OpenPage open = await pages.Browser.Open(pages.Page);
        await Hover(open, "#ber-fiber-lengthm .pt[data-series='curve'] .hit", 2);
        string[] point = await Tip(open);
        Assert.Contains("curve: fiber length (m) 29", point);
        // What lies on it is told as well.
        Assert.Contains("tail: computed by engine tail", point);
        double ber = pages.Json("curve").GetProperty("points")[2].GetProperty("ber").GetDouble();
        Assert.Contains(point, line => line.StartsWith(ber.ToString("0.00e-00", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Assert.Contains(point, line => line.StartsWith("predicted ", StringComparison.Ordinal));

        await Hover(open, ".cells[data-lanes='lanes-0'][data-quantity='q'] rect", 3);
        string[] lane = await Tip(open);
        Assert.Equal("row 0, column 3", lane[0]);
        double dbm = run.GetProperty("channels").GetProperty("powerDbm")[3].GetDouble();
        Assert.Contains(lane, line => string.Equals(line, $"power {Math.Round(dbm, 2).ToString(System.Globalization.CultureInfo.InvariantCulture).Replace('-', '−')} dBm", StringComparison.Ordinal));
        Assert.Contains(lane, line => line.StartsWith("fault: dead from frame 2", StringComparison.Ordinal));
        // The lane stands out on every map of its array.
        Assert.Equal(6, await open.Page.Locator(".cells[data-lanes='lanes-0'] rect.marked").CountAsync());

        JsonElement probe = run.GetProperty("probes")[0];
        ILocator eye = open.Page.Locator("#r1-row-1--column-2-eye .eye");
        LocatorBoundingBoxResult box = (await eye.BoundingBoxAsync())!;
        int levels = probe.GetProperty("levelsUa").GetArrayLength(), level = levels / 4;
        await Settle(open, eye);
        // Instant 0 is in the middle.
        await eye.HoverAsync(new LocatorHoverOptions { Position = new Position { X = box.Width / 2, Y = (float)(box.Height * (1 - ((level + 0.5) / levels))) } });
        int middle = probe.GetProperty("instantsUi").EnumerateArray().Select((at, i) => (Math.Abs(at.GetDouble()), i)).Min().i;
        Assert.Equal($"{probe.GetProperty("eye")[middle][level].GetInt64().ToString("#,0", System.Globalization.CultureInfo.InvariantCulture)} bits", (await Tip(open))[1]);

        await open.Page.Mouse.MoveAsync(2, 2);
        Assert.False(await open.Page.Locator("#tip").IsVisibleAsync());
    }

    [BrowserFact]
    public async Task ArrowKeys_WalkThroughPointsAndLanes()
    {
        await using OpenPage open = await pages.Browser.Open(pages.Page);
        await open.Page.Locator("#ber-fiber-lengthm svg").FocusAsync();
        await open.Page.Keyboard.PressAsync("ArrowRight");
        await open.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("curve: fiber length (m) 28", (await Tip(open))[0]);
        await open.Page.Keyboard.PressAsync("End");
        Assert.StartsWith("tail", (await Tip(open))[0], StringComparison.Ordinal);
        await open.Page.Keyboard.PressAsync("Escape");
        Assert.False(await open.Page.Locator("#tip").IsVisibleAsync());

        await open.Page.Locator("#r1-map-ber svg").FocusAsync();
        foreach (string key in (string[])["Home", "ArrowDown", "ArrowDown", "ArrowRight"])
        {
            await open.Page.Keyboard.PressAsync(key);
        }

        Assert.Equal("row 2, column 1", (await Tip(open))[0]);
        Assert.True(await open.Page.Locator("#tip").IsVisibleAsync());
    }

    [BrowserFact]
    public async Task Touching_TellsValues_WithinANarrowScreen()
    {
        await using OpenPage open = await pages.Browser.Open(pages.Page, 390, touch: true);
        await open.Page.Locator(".cells[data-lanes='lanes-0'][data-quantity='ber'] rect").Nth(7).TapAsync();
        Assert.Equal("row 0, column 7", (await Tip(open))[0]);
        JsonElement box = await open.Evaluate("(b => [b.left, b.right])(document.getElementById('tip').getBoundingClientRect())");
        Assert.InRange(box[0].GetDouble(), 0, 390);
        Assert.InRange(box[1].GetDouble(), 0, 390);
    }

    [BrowserFact]
    public async Task OnPaper_ItIsLight_AndTheConfigurationIsOpen()
    {
        await using OpenPage open = await pages.Browser.Open(pages.Page, dark: true);
        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await open.Page.EvaluateAsync("dispatchEvent(new Event('beforeprint')), 0");
        Assert.Equal("rgb(255, 255, 255)", (await open.Evaluate("getComputedStyle(document.body).backgroundColor")).GetString());
        Assert.Equal(pages.Results.Count, await open.Page.Locator("details[open]").CountAsync());
        await open.Page.EvaluateAsync("dispatchEvent(new Event('afterprint')), 0");
        Assert.Equal(0, await open.Page.Locator("details[open]").CountAsync());
    }

    /// <summary>Single figures stand by themselves: XML that needs no style of a page, drawn as in it.</summary>
    [BrowserFact]
    public async Task SvgFiles_StandAlone()
    {
        foreach (string path in Directory.GetFiles(pages.In("figures")))
        {
            XDocument document = XDocument.Load(path);
            Assert.Equal("svg", document.Root!.Name.LocalName);
            string text = File.ReadAllText(path);
            Assert.DoesNotMatch(@"var\(|<script|href|url\(|@import", text);
            Assert.InRange(text.Length, 500, 200_000);
        }

        await using OpenPage open = await pages.Browser.Open(Path.Combine(pages.In("figures"), "ber-fiber-lengthm.svg"));
        Assert.Empty(open.Complaints);
        Assert.Equal("rgb(31, 95, 180)", (await open.Evaluate("getComputedStyle(document.querySelector('.line.s0')).stroke")).GetString());
    }

    private static async Task Hover(OpenPage open, string selector, int index)
    {
        ILocator element = open.Page.Locator(selector).Nth(index);
        await Settle(open, element);
        LocatorBoundingBoxResult box = (await element.BoundingBoxAsync())!;
        await open.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        Assert.True(await open.Page.Locator("#tip").IsVisibleAsync());
    }

    /// <summary>Scrolling hides what was told; its event comes a frame later.</summary>
    private static async Task Settle(OpenPage open, ILocator element)
    {
        await element.ScrollIntoViewIfNeededAsync();
        await open.Evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
    }

    private static async Task<string[]> Tip(OpenPage open) =>
        [.. (await open.Evaluate("[...document.getElementById('tip').children].map(e => e.textContent)")).EnumerateArray().Select(line => line.GetString()!)];
}
