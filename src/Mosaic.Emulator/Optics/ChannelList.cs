using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mosaic.Emulator.Optics;

/// <summary>Channels by their numbers, row by row. Lists with equal numbers in the same order are equal, as options with equal values are.</summary>
[CollectionBuilder(typeof(ChannelList), nameof(Create))]
[JsonConverter(typeof(Converter))]
public sealed class ChannelList : IReadOnlyList<int>, IEquatable<ChannelList>
{
    private readonly int[] _channels;

    private ChannelList(int[] channels) => _channels = channels;

    /// <inheritdoc/>
    public int Count => _channels.Length;

    /// <inheritdoc/>
    public int this[int index] => _channels[index];

    /// <summary>A list of channels.</summary>
    /// <param name="channels">Their numbers.</param>
    public static ChannelList Create(ReadOnlySpan<int> channels) => new(channels.ToArray());

    /// <inheritdoc/>
    public bool Equals(ChannelList? other) => other is not null && _channels.AsSpan().SequenceEqual(other._channels);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ChannelList);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (int channel in _channels)
        {
            hash.Add(channel);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_channels).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal sealed class Converter : JsonConverter<ChannelList>
    {
        public override ChannelList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<int[]>(ref reader, options)!);

        public override void Write(Utf8JsonWriter writer, ChannelList value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value._channels, options);
    }
}
