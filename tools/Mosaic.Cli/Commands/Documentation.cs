using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Mosaic.Cli.Commands;

/// <summary>The library's documentation, which the compiler wrote and the build embedded.</summary>
internal static partial class Documentation
{
    private static readonly Lazy<Dictionary<string, XElement>> Members = new(Read);

    /// <summary>The first sentence about a property, in plain text.</summary>
    public static string SummaryOf(PropertyInfo property)
    {
        XElement? summary = Members.Value.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}")?.Element("summary");
        string text = summary is null ? "" : Blanks().Replace(string.Concat(summary.Nodes().Select(Plain)), " ").Trim();
        return FirstSentence().Match(text).Value.TrimEnd('.');
    }

    /// <summary>References show the last part of the name.</summary>
    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } element => (element.FirstAttribute?.Value ?? "").Split('.', ':')[^1],
        XElement element => element.Value,
        _ => "",
    };

    private static Dictionary<string, XElement> Read()
    {
        using Stream stream = typeof(Documentation).Assembly.GetManifestResourceStream("Mosaic.Emulator.xml")!;
        return XDocument.Load(stream).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Blanks();

    // A full stop that a capital follows, or the end: not the one in "e.g. ".
    [GeneratedRegex(@"^.*?(\.(?=\s\p{Lu})|$)", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex FirstSentence();
}
