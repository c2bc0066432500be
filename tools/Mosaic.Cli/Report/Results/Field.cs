using System.Globalization;
using System.Text.Json;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Report.Results;

/// <summary>A value in a result's JSON that knows its file and its path, so that whatever is wrong with it can be said.</summary>
internal readonly record struct Field(string File, string Path, JsonElement? Element)
{
    /// <summary>Whether there is a value.</summary>
    public bool IsThere => Element is { ValueKind: not JsonValueKind.Null };

    /// <summary>A field of this object, at a path with dots; one that is missing stands for null.</summary>
    public Field this[string path]
    {
        get
        {
            Field field = this;
            foreach (string key in path.Split('.'))
            {
                string at = field.Path.Length == 0 ? key : $"{field.Path}.{key}";
                if (field.IsThere && field.Element!.Value.ValueKind != JsonValueKind.Object)
                {
                    throw field.Wrong("an object");
                }

                field = new Field(File, at, field.IsThere && field.Element!.Value.TryGetProperty(key, out JsonElement value) ? value : null);
            }

            return field;
        }
    }

    /// <summary>A number.</summary>
    public double Number() => OptionalNumber() ?? throw Wrong("a number");

    /// <summary>A number, or null.</summary>
    public double? OptionalNumber() => !IsThere ? null : Element!.Value.ValueKind == JsonValueKind.Number ? Element.Value.GetDouble() : throw Wrong("a number or null");

    /// <summary>An integer.</summary>
    public long Integer() => Element is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) ? value : throw Wrong("an integer");

    /// <summary>An integer within limits.</summary>
    public int Integer(int low, int high) => Element is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int value) && value >= low && value <= high
        ? value
        : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"an integer from {low} to {high}"));

    /// <summary>A text.</summary>
    public string Text() => OptionalText() ?? throw Wrong("a text");

    /// <summary>A text, or null.</summary>
    public string? OptionalText() => !IsThere ? null : Element!.Value.ValueKind == JsonValueKind.String ? Element.Value.GetString() : throw Wrong("a text or null");

    /// <summary>True or false; false where there is nothing.</summary>
    public bool Flag() => IsThere && (Element!.Value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => throw Wrong("true or false") });

    /// <summary>The items of a list; a list that is not there has none.</summary>
    public IReadOnlyList<Field> Items()
    {
        if (!IsThere)
        {
            return [];
        }

        if (Element!.Value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong("a list");
        }

        (string file, string path) = (File, Path);
        return [.. Element.Value.EnumerateArray().Select((item, i) => new Field(file, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), item))];
    }

    /// <summary>The numbers of a list.</summary>
    public double[] Numbers() => [.. Items().Select(item => item.Number())];

    /// <summary>The numbers of a list, some of them null.</summary>
    public double?[] OptionalNumbers() => [.. Items().Select(item => item.OptionalNumber())];

    /// <summary>The fields of an object; one that is not there has none.</summary>
    public IReadOnlyList<(string Name, Field Value)> Members()
    {
        if (!IsThere)
        {
            return [];
        }

        Field field = Object();
        return [.. field.Element!.Value.EnumerateObject().Select(member => (member.Name, new Field(field.File, field.Path.Length == 0 ? member.Name : $"{field.Path}.{member.Name}", member.Value)))];
    }

    /// <summary>This field, which must be an object.</summary>
    public Field Object() => Element is { ValueKind: JsonValueKind.Object } ? this : throw Wrong("an object");

    /// <summary>As people write it: text without quotes.</summary>
    public string Plain() => Element switch { null => "null", { ValueKind: JsonValueKind.String } text => text.GetString()!, { } other => other.GetRawText() };

    /// <summary>Says what is wrong with this field.</summary>
    public ConfigurationException Wrong(string expected)
    {
        const int Shown = 40;
        string found = Element is not { } element ? "nothing" : element.GetRawText() is { Length: <= Shown } all ? all : $"{element.GetRawText()[..Shown]}…";
        return new ConfigurationException($"{File}: {(Path.Length == 0 ? "the file" : Path)}: expected {expected}, found {found.ReplaceLineEndings(" ")}");
    }
}
