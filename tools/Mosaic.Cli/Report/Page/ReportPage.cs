using System.Globalization;
using System.Text;
using System.Text.Json;
using Mosaic.Cli.Report.Drawing;
using Mosaic.Cli.Report.Figures;
using Mosaic.Cli.Report.Results;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Cli.Report.Page;

/// <summary>One HTML file with everything in it: nothing is fetched, and a policy in it says so.</summary>
internal static class ReportPage
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The page.</summary>
    public static string Make(string title, IReadOnlyList<Result> results, IReadOnlyList<Section> sections, IEnumerable<Lanes> lanes)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
            + $"<title>{Svg.Escape(title)}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>\n{Theme.PageCss()}\n{Resource("page.css")}</style>\n</head>\n<body>\n<main>\n");
        html.Append(CultureInfo.InvariantCulture, $"<header><h1>{Svg.Escape(title)}</h1><p class=\"lead\">{Svg.Escape(Lead(results))}</p></header>\n");
        html.Append(Summary.Table(results));
        foreach (Section section in sections)
        {
            html.Append(CultureInfo.InvariantCulture, $"<section><h2>{Svg.Escape(section.Heading)}</h2>\n{section.Tables}<div class=\"figures\">\n");
            foreach (Figure figure in section.Figures)
            {
                html.Append(CultureInfo.InvariantCulture, $"<figure id=\"{figure.Id}\"><figcaption><b>{Svg.Escape(figure.Title)}</b><span>{Svg.Escape(figure.Caption)}</span></figcaption>\n{figure.Inline()}\n</figure>\n");
            }

            html.Append("</div></section>\n");
        }

        html.Append("<section><h2>How it was made</h2>\n");
        foreach (Result result in results)
        {
            html.Append(Provenance(result));
        }

        html.Append(CultureInfo.InvariantCulture, $"</section>\n<footer>Mosaic.Emulator {ProductVersion.Text}. Intervals are of 95 %. This page fetches nothing.</footer>\n</main>\n<div id=\"tip\" role=\"tooltip\" aria-live=\"polite\" hidden></div>\n");
        foreach (Lanes array in lanes)
        {
            html.Append(CultureInfo.InvariantCulture, $"<script type=\"application/json\" data-array id=\"{array.Id}\">{array.Json()}</script>\n");
        }

        return html.Append(CultureInfo.InvariantCulture, $"<script>\n{Resource("page.js")}</script>\n</body>\n</html>\n").ToString();
    }

    private static string Lead(IReadOnlyList<Result> results) => results.Count == 1
        ? $"Result of mosaic {results[0].Verb}, version {results[0].Root["version"].Text()}."
        : $"Results of mosaic: {string.Join(", ", results.Select(result => $"{result.Name} ({result.Verb})"))}.";

    private static string Provenance(Result result)
    {
        Field config = result.Root["config"];
        string text = config.IsThere ? JsonSerializer.Serialize(config.Element!.Value, Indented) : "";
        string machine = result.Root["machine"].IsThere ? $"<p class=\"note\">On {Svg.Escape(string.Join(", ", result.Root["machine"].Members().Select(member => member.Value.Plain())))}.</p>\n" : "";
        return $"<h3>{Svg.Escape(result.Name)}</h3>\n<p class=\"note\">{(result.HasCommand ? "The command:" : "The file does not name its command; this one makes it again:")}</p>\n<pre class=\"command\">{Words(result.Command)}</pre>\n{machine}"
            + (text.Length > 0 ? $"<details><summary>Complete configuration</summary>\n<pre class=\"config\">{Svg.Escape(text)}</pre></details>\n" : "");
    }

    /// <summary>A command line that is broken between its words only.</summary>
    private static string Words(string command) => string.Join(' ', command.Split(' ').Select(word => $"<span>{Svg.Escape(word)}</span>"));

    private static string Resource(string name)
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream($"report/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
