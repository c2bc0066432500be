using Mosaic.Cli.Report.Drawing;

namespace Mosaic.Cli.Report.Figures;

/// <summary>A figure of a report, which can also stand by itself.</summary>
/// <param name="Id">Its name in the page and of its file: letters, digits and hyphens.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Caption">What the reader must know to read it.</param>
/// <param name="Body">The drawing.</param>
internal sealed record Figure(string Id, string Title, string Caption, Svg Body)
{
    /// <summary>What the page's script reads values from, as JSON; null where the drawing has them.</summary>
    public string? Data { get; init; }

    /// <summary>As an element of the page; arrow keys walk through what it can tell.</summary>
    public string Inline() =>
        $"<svg viewBox=\"0 0 {Svg.N(Body.Width)} {Svg.N(Body.Height)}\" role=\"img\" tabindex=\"0\" aria-label=\"{Svg.Escape(Title)}\">\n{Body}</svg>"
        + (Data is null ? "" : $"\n<script type=\"application/json\">{Data}</script>");

    /// <summary>As a file.</summary>
    public string File() =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Svg.N(Body.Width)}\" height=\"{Svg.N(Body.Height)}\" viewBox=\"0 0 {Svg.N(Body.Width)} {Svg.N(Body.Height)}\">\n"
        + $"<title>{Svg.Escape(Title)}</title>\n<desc>{Svg.Escape(Caption)}</desc>\n<style>{Theme.FileCss(Body.ToString())}</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{Body}</svg>\n";
}
