using System.ComponentModel.DataAnnotations;
using Mosaic.Emulator.Fec;

namespace Mosaic.Emulator.Link.Configuration;

/// <summary>The names of a catalog, or one of one's own: see <see cref="OwnAlgorithms"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AllowedOrOwnValuesAttribute(params object[] values) : AllowedValuesAttribute(values)
{
    /// <summary>What else is allowed, in words.</summary>
    public const string Form = "plugin:file#type";

    public override bool IsValid(object? value) => base.IsValid(value) || (value is string name && name.StartsWith(CodeCatalog.OwnPrefix, StringComparison.Ordinal));
}
