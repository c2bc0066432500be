using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>Lines of a table, from which columns go where the terminal is too narrow.</summary>
internal static class ColumnTable
{
    private const int UsualGap = 2;
    private const int Indent = 2;

    /// <summary>The lines as markup: names, units if there are any, and a line for each row.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<TableColumn> columns, int width)
    {
        List<TableColumn> fit = [.. columns];
        int gap = WidthOf(fit) <= width ? UsualGap : 1;
        while (WidthOf(fit, gap) > width && fit.Exists(column => column.Dispensable > 0))
        {
            fit.Remove(fit.MaxBy(column => column.Dispensable)!);
        }

        yield return $"[bold]{Line(fit, gap, column => Markup.Escape(column.Head))}[/]";
        if (fit.Exists(column => column.Unit.Length > 0))
        {
            yield return $"[dim]{Line(fit, gap, column => Markup.Escape(column.Unit))}[/]";
        }

        for (int row = 0; row < columns[0].Cells.Count; row++)
        {
            yield return Line(fit, gap, column => column.Cells[row]);
        }
    }

    /// <summary>Columns of the terminal that a table takes.</summary>
    public static int WidthOf(IReadOnlyCollection<TableColumn> columns, int gap = UsualGap) => Indent + columns.Sum(Wide) + (gap * (columns.Count - 1));

    private static int Wide(TableColumn column) => Math.Max(Math.Max(column.Width, column.Unit.Length), column.LeastWidth);

    private static string Line(IReadOnlyList<TableColumn> columns, int gap, Func<TableColumn, string> cell)
    {
        string line = string.Join(new string(' ', gap), columns.Select(column =>
        {
            string text = cell(column), room = new(' ', Wide(column) - SideBySide.Width(text));
            return column.IsText ? text + room : room + text;
        }));
        return new string(' ', Indent) + line.TrimEnd();
    }
}
