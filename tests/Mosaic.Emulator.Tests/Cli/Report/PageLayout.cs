using System.Text.Json;

namespace Mosaic.Emulator.Tests.Cli.Report;

/// <summary>What a reader would frown at, measured: labels cut off or on each other, colours too near to their ground, a page wider than the screen.</summary>
internal static class PageLayout
{
    /// <summary>WCAG 2.1, 1.4.3 and 1.4.11, level AA.</summary>
    private const double TextContrast = 4.5, ShapeContrast = 3;

    private const string Script = """
        ([text, shape]) => {
          const found = [];
          const name = e => e.closest("figure")?.id ?? e.tagName;
          if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push("the page is wider than the screen");
          for (const svg of document.querySelectorAll("figure svg")) {
            const box = svg.getBoundingClientRect();
            const labels = [...svg.querySelectorAll("text")].map(t => [t.textContent, t.getBoundingClientRect()]).filter(l => l[1].width > 0);
            for (const [label, r] of labels)
              if (r.left < box.left - 1 || r.right > box.right + 1 || r.top < box.top - 1 || r.bottom > box.bottom + 1) found.push(`${name(svg)}: '${label}' is cut off`);
            for (let i = 0; i < labels.length; i++)
              for (let j = 0; j < i; j++) {
                const [a, b] = [labels[i][1], labels[j][1]];
                const w = Math.min(a.right, b.right) - Math.max(a.left, b.left), h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                // Line boxes have some room above and below their letters.
                if (w > 1 && h > 0.35 * Math.min(a.height, b.height)) found.push(`${name(svg)}: '${labels[i][0]}' is on '${labels[j][0]}'`);
              }
          }
          const parts = c => { const n = c.match(/[\d.]+/g).map(Number); return [n[0], n[1], n[2], n[3] ?? 1]; };
          const light = c => { const [r, g, b] = c.slice(0, 3).map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const ground = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c; } return [255, 255, 255, 1]; };
          const contrast = (e, colour) => {
            const back = ground(e), opacity = +getComputedStyle(e).opacity;
            const mixed = parts(colour).map((v, i) => v * opacity + back[i] * (1 - opacity));
            const [a, b] = [light(mixed), light(back)].sort((x, y) => y - x);
            return (a + 0.05) / (b + 0.05);
          };
          const check = (e, colour, least) => { const c = contrast(e, colour); if (c < least) found.push(`${name(e)}: contrast of ${e.tagName} '${e.textContent.slice(0, 20) || e.getAttribute("class")}' is ${c.toFixed(2)}`); };
          for (const e of document.querySelectorAll("figure text")) check(e, getComputedStyle(e).fill, text);
          for (const e of document.querySelectorAll("h1, h2, h3, p, td, th, small, b, span, pre, summary, footer")) if (!e.closest("svg") && e.getClientRects().length) check(e, getComputedStyle(e).color, text);
          for (const e of document.querySelectorAll("figure :is(.line, .dash, .bar, .hollow, .limit, .guide)")) check(e, getComputedStyle(e).stroke, shape);
          for (const e of document.querySelectorAll("figure :is(path, rect)")) if (/(^| )f\d/.test(e.getAttribute("class"))) check(e, getComputedStyle(e).fill, shape);
          return [...new Set(found)];
        }
        """;

    public static async Task<string[]> Faults(OpenPage open)
    {
        JsonElement found = (await open.Page.EvaluateAsync(Script, new[] { TextContrast, ShapeContrast }))!.Value;
        return [.. found.EnumerateArray().Select(fault => fault.GetString()!)];
    }
}
