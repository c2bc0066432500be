using System.Globalization;

namespace Mosaic.Cli.Report.Drawing;

/// <summary>Where the values of a setting are on a horizontal axis: numbers at their values, words side by side.</summary>
internal sealed class Places
{
    private const double LargestLinearSpan = 100;
    private readonly string[]? _words;

    private Places(Scale scale, string[]? words) => (Scale, _words) = (scale, words);

    /// <summary>The axis.</summary>
    public Scale Scale { get; }

    /// <summary>Labels in place of marks; null for numbers.</summary>
    public IReadOnlyList<(double At, string Label)>? Names => _words is null ? null : [.. _words.Select((word, i) => ((double)i, word))];

    /// <summary>The places of values as JSON writes them.</summary>
    public static Places Of(IEnumerable<string> values)
    {
        string[] all = [.. values.Distinct(StringComparer.Ordinal)];
        double?[] numbers = [.. all.Select(Number)];
        if (numbers.Contains(null) || all.Length == 0)
        {
            return new Places(Scale.Between(-0.5, Math.Max(0.5, all.Length - 0.5)), all);
        }

        double[] some = [.. numbers.Select(number => number!.Value)];
        bool isLog = some.Min() > 0 && some.Max() / some.Min() > LargestLinearSpan;
        return new Places(isLog ? Scale.Log(some) : Scale.Linear(some), null);
    }

    /// <summary>Where a value is.</summary>
    public double At(string value) => _words is null ? Number(value) ?? 0 : Array.IndexOf(_words, value);

    /// <summary>Whether a value has a place within the axis.</summary>
    public bool Has(string value) => _words is null ? Number(value) is { } number && number >= Scale.Low && number <= Scale.High : _words.Contains(value, StringComparer.Ordinal);

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
