using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;

namespace Mosaic.Emulator.Link.Events;

/// <summary>Where the receivers of a channel look, and what it does to them; of one that changes with the frame, what has changed is found out anew.</summary>
internal sealed class ChannelLooks
{
    private readonly LinkDesign _design;
    private readonly LaneNeighbourhood?[] _lanes;

    /// <param name="design">The link.</param>
    /// <param name="map">Which lane each channel carries.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="like">By channel: where receivers of another channel with the same map look, of whom most may look where these do; or null.</param>
    public ChannelLooks(LinkDesign design, LaneMap map, BitTrueChannel channel, IReadOnlyList<LaneNeighbourhood?>? like = null)
    {
        (_design, Map, Channel, _lanes) = (design, map, channel, new LaneNeighbourhood?[channel.Channels]);
        like?.ToArray().CopyTo(_lanes, 0);
        FindLanes();
        (Reaches, Tables) = (MakeReaches(), MakeTables());
    }

    /// <summary>Which lane each channel carries.</summary>
    public LaneMap Map { get; }

    /// <summary>The channel.</summary>
    public BitTrueChannel Channel { get; private set; }

    /// <summary>By channel: all lanes that its receiver looks at; null where it is dark.</summary>
    public LaneNeighbourhood?[] Lanes => _lanes;

    /// <summary>The same in tables, for all lanes side by side.</summary>
    public ReachTables Reaches { get; private set; }

    /// <summary>What it looks at along each path, and what that does to it, in tables.</summary>
    public LaneTables Tables { get; private set; }

    /// <summary>Turns to another channel with the same map.</summary>
    public void Learn(BitTrueChannel channel)
    {
        if (!ReferenceEquals(channel, Channel))
        {
            Channel = channel;
            if (FindLanes())
            {
                (Reaches, Tables) = (MakeReaches(), MakeTables());
            }
            else if (!Tables.TryLearn(channel))
            {
                Tables = MakeTables();
            }
        }
    }

    private ReachTables MakeReaches() => new(_lanes, _design.Layout, _design.Code.IndependentSymbols + 1);

    private LaneTables MakeTables() => new(Channel, Map, _design.Layout);

    /// <summary>Finds out where receivers look who do not look where they did.</summary>
    /// <returns>Whether there are any.</returns>
    private bool FindLanes()
    {
        bool are = false;
        for (int at = 0; at < _lanes.Length; at++)
        {
            LaneProbability? probability = Map.IsLit(at) ? Channel.Probability(at) : null;
            if (probability is null ? _lanes[at] is not null : _lanes[at]?.IsThatOf(probability) != true)
            {
                _lanes[at] = probability is null ? null : new LaneNeighbourhood(probability, at, Map, _design.Layout);
                are = true;
            }
        }

        return are;
    }
}
