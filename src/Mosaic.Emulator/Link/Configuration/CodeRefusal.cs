using System.Globalization;
using Mosaic.Emulator.Fec;

namespace Mosaic.Emulator.Link.Configuration;

/// <summary>Says what is wrong with a code that the catalogue refused.</summary>
internal static class CodeRefusal
{
    /// <summary>The refusal in a line that names the options and their values.</summary>
    /// <param name="refusal">What <see cref="CodeCatalog.Create"/> threw.</param>
    /// <param name="name">The code's name.</param>
    /// <param name="interleave">Codewords of a group.</param>
    /// <param name="nameOption">The option of the name.</param>
    /// <param name="interleaveOption">The option of the interleave.</param>
    public static ConfigurationException Of(ArgumentException refusal, string name, int interleave, string nameOption, string interleaveOption)
    {
        // .NET adds the parameter's name.
        string why = refusal.Message.Split(" (Parameter", 2)[0].ReplaceLineEndings(" ");
        string line = refusal.ParamName is nameof(interleave) ? string.Create(CultureInfo.InvariantCulture, $"{nameOption}, {interleaveOption}: '{name}' x {interleave}: {why}")
            : CodeCatalog.IsStated(name) ? $"{nameOption}: '{name}': {why}"
            : $"{nameOption}: there is no '{name}'{Nearest.Hint(name, CodeCatalog.Names)}; codes are {string.Join(", ", CodeCatalog.Names)}, {CodeCatalog.Forms}, plugin:file#type";
        return new ConfigurationException(line, refusal);
    }
}
