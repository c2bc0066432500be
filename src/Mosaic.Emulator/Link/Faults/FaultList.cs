using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mosaic.Emulator.Link.Faults;

/// <summary>The faults of a run. Lists with equal faults in the same order are equal, as options with equal values are.</summary>
[CollectionBuilder(typeof(FaultList), nameof(Create))]
[JsonConverter(typeof(Converter))]
public sealed class FaultList : IReadOnlyList<FaultOptions>, IEquatable<FaultList>
{
    private readonly FaultOptions[] _faults;

    private FaultList(FaultOptions[] faults) => _faults = faults;

    /// <inheritdoc/>
    public int Count => _faults.Length;

    /// <inheritdoc/>
    public FaultOptions this[int index] => _faults[index];

    /// <summary>A list of faults.</summary>
    /// <param name="faults">The faults.</param>
    public static FaultList Create(ReadOnlySpan<FaultOptions> faults) => new(faults.ToArray());

    /// <inheritdoc/>
    public bool Equals(FaultList? other) => other is not null && _faults.AsSpan().SequenceEqual(other._faults);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FaultList);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (FaultOptions fault in _faults)
        {
            hash.Add(fault);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<FaultOptions> GetEnumerator() => ((IEnumerable<FaultOptions>)_faults).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal sealed class Converter : JsonConverter<FaultList>
    {
        public override FaultList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<FaultOptions[]>(ref reader, options)!);

        public override void Write(Utf8JsonWriter writer, FaultList value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value._faults, options);
    }
}
