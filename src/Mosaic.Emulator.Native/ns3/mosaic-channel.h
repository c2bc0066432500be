#ifndef MOSAIC_CHANNEL_H
#define MOSAIC_CHANNEL_H

#include "mosaic-link.h"

#include <ns3/data-rate.h>
#include <ns3/point-to-point-channel.h>
#include <ns3/traced-callback.h>

namespace ns3
{

/**
 * A point-to-point channel that is an emulated link, one for each direction. Packets arrive in order, each with the delay that
 * the link has for it; those whose codewords are lost do not arrive.
 *
 * Attribute Configuration: JSON as `mosaic config` prints it, for the direction away from the device attached first;
 * ReverseConfiguration: the same for the other one, to which a seed of its own gives errors of its own.
 * Trace source Lost: packets that do not arrive. The attribute Delay of the base class is not used.
 */
class MosaicChannel : public PointToPointChannel
{
  public:
    static TypeId GetTypeId();

    /** The link from the device that was attached first (0) or second (1). */
    MosaicLink& GetLink(std::size_t direction);

    /** Payload that the link carries: the rate for devices that keep it busy. */
    DataRate GetPayloadRate();

    bool TransmitStart(Ptr<const Packet> packet, Ptr<PointToPointNetDevice> source, Time txTime) override;

  private:
    void Configure(std::string json);
    void ConfigureReverse(std::string json);
    std::string GetConfiguration() const;
    std::string GetReverseConfiguration() const;

    MosaicLink m_links[2];
    Time m_arrived[2]; //!< When the packet sent last arrives.
    TracedCallback<Ptr<const Packet>> m_lost;
};

} // namespace ns3

#endif
