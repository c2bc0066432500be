using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Channel;

/// <summary>A channel whose receivers say how sure they are: a log-likelihood for each UI, besides the bit.</summary>
public interface ISoftChannel : IChannel
{
    /// <summary>Transmits one frame on all lanes, with the same bits as <see cref="IChannel.Transmit"/>. Safe to call from many threads.</summary>
    /// <param name="sent">One row per lane, with the margins that the channel asks for.</param>
    /// <param name="received">Receives the rows.</param>
    /// <param name="soft">Receives ln(P(sample | 0) / P(sample | 1)) of each UI, in the steps of <see cref="LaneLikelihood"/>.</param>
    /// <param name="address">Seed, purpose, trial and frame of the random numbers; the lane is set here.</param>
    void Transmit(LinkBlock sent, LinkBlock received, SoftBlock soft, RandomAddress address);
}
