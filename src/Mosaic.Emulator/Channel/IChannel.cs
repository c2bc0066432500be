using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>Turns the bits that the lanes send into the bits that their receivers decide on.</summary>
public interface IChannel
{
    /// <summary>Name in a configuration, e.g. <c>bit-true</c>.</summary>
    string Name { get; }

    /// <summary>Margin words that sent rows must have, filled with what is sent before and after the frame.</summary>
    int MarginWords { get; }

    /// <summary>Whether rows may be received where they are sent: the same block, margins and all.</summary>
    bool WorksInPlace { get; }

    /// <summary>Transmits one frame on all lanes. Safe to call from many threads.</summary>
    /// <param name="sent">One row per lane, with the margins that the channel asks for.</param>
    /// <param name="received">Receives the rows.</param>
    /// <param name="address">Seed, purpose, trial and frame of the random numbers; the lane is set here.</param>
    void Transmit(LinkBlock sent, LinkBlock received, RandomAddress address);

    /// <summary>The channel with other models of the same lanes; what is prepared for models that stay is shared.</summary>
    /// <param name="lanes">Decision model of each lane, none of which sees further than the margins; null where nobody looks at what a
    /// receiver decides, which then is what was sent.</param>
    IChannel WithLanes(IReadOnlyList<LaneDecisionModel?> lanes);
}
