using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;

namespace Mosaic.Emulator.Link.Events;

/// <summary>Where the receivers of a link look, worked out once for all trials and workers. Safe to ask from many threads.</summary>
internal sealed class EventLooks(LinkDesign design)
{
    private const int Kept = LinkRun.BatchFrames;
    private readonly Lazy<SymbolPlaces?> _places = new(() => SymbolPlaces.Of(design));
    private readonly List<(BitTrueChannel Channel, LaneMap Map, Lazy<ChannelLooks> Looks)> _recent = [];

    /// <summary>Where symbols are; null where none are dealt.</summary>
    public SymbolPlaces? Places => _places.Value;

    /// <summary>Where the receivers of a channel look.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="map">Which lane each channel carries.</param>
    public ChannelLooks Of(BitTrueChannel channel, LaneMap map) => Known(channel, map).Value;

    private Lazy<ChannelLooks> Known(BitTrueChannel channel, LaneMap map)
    {
        lock (_recent)
        {
            foreach ((BitTrueChannel knownChannel, LaneMap knownMap, Lazy<ChannelLooks> looks) in _recent)
            {
                if (ReferenceEquals(knownChannel, channel) && ReferenceEquals(knownMap, map))
                {
                    return looks;
                }
            }

            Lazy<ChannelLooks>? like = _recent.FindLast(known => ReferenceEquals(known.Map, map)).Looks;
            var made = new Lazy<ChannelLooks>(() => new ChannelLooks(design, map, channel, like is { IsValueCreated: true } ? like.Value.Lanes : null));
            if (_recent.Count == Kept)
            {
                _recent.RemoveAt(0);
            }

            _recent.Add((channel, map, made));
            return made;
        }
    }
}
