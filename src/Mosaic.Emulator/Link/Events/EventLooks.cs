using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;

namespace Mosaic.Emulator.Link.Events;

/// <summary>Where the receivers of a link look, worked out once for all trials and workers. Safe to ask from many threads.</summary>
internal sealed class EventLooks(LinkDesign design)
{
    private const int Kept = LinkRun.BatchFrames;
    private readonly Lazy<SymbolPlaces?> _places = new(() => SymbolPlaces.Of(design));
    private readonly List<ChannelLooks> _recent = [];

    /// <summary>Where symbols are; null where none are dealt.</summary>
    public SymbolPlaces? Places => _places.Value;

    /// <summary>Where the receivers of a channel look.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="map">Which lane each channel carries.</param>
    public ChannelLooks Of(BitTrueChannel channel, LaneMap map)
    {
        lock (_recent)
        {
            foreach (ChannelLooks known in _recent)
            {
                if (ReferenceEquals(known.Channel, channel) && ReferenceEquals(known.Map, map))
                {
                    return known;
                }
            }

            var made = new ChannelLooks(channel, map, design, _recent.FindLast(known => ReferenceEquals(known.Map, map)));
            if (_recent.Count == Kept)
            {
                _recent.RemoveAt(0);
            }

            _recent.Add(made);
            return made;
        }
    }

    /// <summary>Where the receivers of one channel look.</summary>
    internal sealed class ChannelLooks
    {
        private readonly Lazy<LaneTables> _tables;

        /// <param name="channel">The channel.</param>
        /// <param name="map">Which lane each channel carries.</param>
        /// <param name="design">The link.</param>
        /// <param name="like">Those of another channel with the same map, most of whose lanes may be the same; or null.</param>
        public ChannelLooks(BitTrueChannel channel, LaneMap map, LinkDesign design, ChannelLooks? like)
        {
            (Channel, Map) = (channel, map);
            Lanes = [.. Each((probability, lane) => ReferenceEquals(like?.Channel.Probability(lane), probability) ? like!.Lanes[lane]! : new LaneNeighbourhood(probability, lane, map, design.Layout))];
            _tables = new(() => new LaneTables(channel, map, design.Layout, Lanes, design.Code.IndependentSymbols + 1));
        }

        /// <summary>The channel.</summary>
        public BitTrueChannel Channel { get; }

        /// <summary>Which lane each channel carries.</summary>
        public LaneMap Map { get; }

        /// <summary>By channel: all lanes that its receiver looks at; null where it is dark.</summary>
        public LaneNeighbourhood?[] Lanes { get; }

        /// <summary>The same in tables, for all lanes side by side.</summary>
        public LaneTables Tables => _tables.Value;

        private IEnumerable<T?> Each<T>(Func<LaneProbability, int, T> make)
            where T : class =>
            Enumerable.Range(0, Channel.Channels).Select(lane => Channel.Probability(lane) is { } probability && Map.IsLit(lane) ? make(probability, lane) : null);
    }
}
