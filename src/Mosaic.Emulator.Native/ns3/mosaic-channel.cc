#include "mosaic-channel.h"

#include <ns3/node.h>
#include <ns3/point-to-point-net-device.h>
#include <ns3/simulator.h>
#include <ns3/string.h>

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MosaicChannel);

TypeId
MosaicChannel::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MosaicChannel")
                            .SetParent<PointToPointChannel>()
                            .AddConstructor<MosaicChannel>()
                            .AddAttribute("Configuration",
                                          "The link away from the device attached first, as JSON.",
                                          StringValue("{}"),
                                          MakeStringAccessor(&MosaicChannel::Configure, &MosaicChannel::GetConfiguration),
                                          MakeStringChecker())
                            .AddAttribute("ReverseConfiguration",
                                          "The link towards it, as JSON.",
                                          StringValue("{ \"seed\": 2 }"),
                                          MakeStringAccessor(&MosaicChannel::ConfigureReverse, &MosaicChannel::GetReverseConfiguration),
                                          MakeStringChecker())
                            .AddTraceSource("Lost",
                                            "A packet that does not arrive.",
                                            MakeTraceSourceAccessor(&MosaicChannel::m_lost),
                                            "ns3::Packet::TracedCallback");
    return tid;
}

MosaicLink&
MosaicChannel::GetLink(std::size_t direction)
{
    return m_links[direction];
}

DataRate
MosaicChannel::GetPayloadRate()
{
    return DataRate(static_cast<uint64_t>(m_links[0].GetTiming().payload_gbps * 1e9));
}

bool
MosaicChannel::TransmitStart(Ptr<const Packet> packet, Ptr<PointToPointNetDevice> source, Time txTime)
{
    std::size_t direction = source == GetSource(0) ? 0 : 1;
    MosaicLink::Crossing crossing = m_links[direction].Cross(packet);
    if (crossing.lost)
    {
        m_lost(packet);
        return true;
    }

    // The link keeps order; two packets of one codeword arrive together, whatever rounding says.
    Time& arrived = m_arrived[direction];
    arrived = std::max(arrived, Simulator::Now() + txTime + crossing.latency);
    Ptr<PointToPointNetDevice> destination = GetDestination(direction);
    Simulator::ScheduleWithContext(destination->GetNode()->GetId(),
                                   arrived - Simulator::Now(),
                                   &PointToPointNetDevice::Receive,
                                   destination,
                                   packet->Copy());
    return true;
}

void
MosaicChannel::Configure(std::string json)
{
    m_links[0].Configure(json);
}

void
MosaicChannel::ConfigureReverse(std::string json)
{
    m_links[1].Configure(json);
}

std::string
MosaicChannel::GetConfiguration() const
{
    return m_links[0].GetConfiguration();
}

std::string
MosaicChannel::GetReverseConfiguration() const
{
    return m_links[1].GetConfiguration();
}

} // namespace ns3
