using Mosaic.Cli.Report.Results;
using Mosaic.Cli.Views;

namespace Mosaic.Cli.Report.Figures;

/// <summary>What failed in a comparison while the rest went on.</summary>
internal static class FailureTable
{
    /// <summary>The table; empty where nothing failed.</summary>
    public static string Of(Result result)
    {
        IReadOnlyList<Field> failures = result.Root["failures"].Items();
        if (failures.Count == 0)
        {
            return "";
        }

        IReadOnlyDictionary<string, string> names = ShownNames.Of(failures.Select(Name));
        return HtmlTable.Of("failures", ["failed", "at", "what went wrong"], failures.Select(failure =>
                HtmlTable.Cell(names[Name(failure)], isName: true) + HtmlTable.Cell(failure["at"].OptionalText() ?? Format.Nothing) + HtmlTable.Words(failure["message"].Text())))
            + "<p class=\"note\">What failed has no rows from there on; the others have all of theirs. Of no code, it is the link that failed, and there alone.</p>\n";
    }

    private static string Name(Field failure) => failure["name"].Text();
}
