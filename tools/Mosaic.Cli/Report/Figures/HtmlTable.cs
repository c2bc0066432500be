using System.Text;
using Mosaic.Cli.Report.Drawing;

namespace Mosaic.Cli.Report.Figures;

/// <summary>Tables of a page.</summary>
internal static class HtmlTable
{
    /// <summary>A table.</summary>
    /// <param name="name">Its class.</param>
    /// <param name="columns">What stands above its columns.</param>
    /// <param name="rows">Its rows, each of cells.</param>
    public static string Of(string name, string[] columns, IEnumerable<string> rows)
    {
        var html = new StringBuilder($"<div class=\"scroll\"><table class=\"{name}\"><thead><tr>{string.Concat(columns.Select(column => $"<th>{Svg.Escape(column)}</th>"))}</tr></thead><tbody>\n");
        foreach (string row in rows)
        {
            html.Append("<tr>").Append(row).Append("</tr>\n");
        }

        return html.Append("</tbody></table></div>\n").ToString();
    }

    /// <summary>A cell.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="more">What stands below it.</param>
    /// <param name="isName">Whether the row is about it.</param>
    public static string Cell(string text, string more = "", bool isName = false) =>
        $"<td>{(isName ? $"<b>{Svg.Escape(text)}</b>" : Svg.Escape(text))}{(more.Length > 0 ? $"<small>{Svg.Escape(more)}</small>" : "")}</td>";

    /// <summary>A cell of words, which may take several lines.</summary>
    public static string Words(string text) => $"<td class=\"free\">{Svg.Escape(text)}</td>";
}
