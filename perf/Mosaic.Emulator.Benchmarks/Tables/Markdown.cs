using System.Text;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>A table in Markdown.</summary>
/// <param name="headings">Headings; those that begin with a blank are of text, the others of numbers.</param>
internal sealed class Markdown(params string[] headings)
{
    private readonly StringBuilder _text = new StringBuilder()
        .Append("| ").AppendJoin(" | ", headings.Select(heading => heading.Trim())).Append(" |\n|")
        .AppendJoin("|", headings.Select(heading => heading.StartsWith(' ') ? "---" : "--:")).Append("|\n");

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
