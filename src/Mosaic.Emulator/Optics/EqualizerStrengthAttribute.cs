using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Mosaic.Emulator.Optics;

/// <summary>Marks the strength of an equaliser: decibels from 0 to 20 as text, or <c>auto</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EqualizerStrengthAttribute() : ValidationAttribute(Expected)
{
    /// <summary>What is allowed, in words.</summary>
    public const string Expected = "a number of dB from 0 to 20, or auto";

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || value is string text
        && (string.Equals(text, Equalizer.Auto, StringComparison.Ordinal)
            || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double db) && db is >= 0 and <= Equalizer.Strongest));
}
