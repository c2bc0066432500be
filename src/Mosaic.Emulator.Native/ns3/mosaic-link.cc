#include "mosaic-link.h"

#include <ns3/fatal-error.h>

namespace ns3
{

static void
Must(mosaic_status status)
{
    if (status != MOSAIC_OK)
    {
        NS_FATAL_ERROR("mosaic: " << mosaic_last_error());
    }
}

MosaicLink::~MosaicLink()
{
    Configure("");
}

void
MosaicLink::Configure(const std::string& json)
{
    if (m_handle != 0)
    {
        Must(mosaic_destroy(m_handle));
        m_handle = 0;
    }
    m_json = json;
}

std::string
MosaicLink::GetConfiguration() const
{
    return m_json;
}

mosaic_link
MosaicLink::Handle()
{
    if (m_handle == 0)
    {
        Must(mosaic_create(m_json.c_str(), &m_handle));
    }
    return m_handle;
}

MosaicLink::Crossing
MosaicLink::Cross(Ptr<const Packet> packet)
{
    m_bytes.resize(packet->GetSize());
    packet->CopyData(m_bytes.data(), packet->GetSize());
    mosaic_block block;
    Must(mosaic_transmit(Handle(), m_bytes.data(), m_bytes.data(), m_bytes.size(), &block));
    return {block.lost_groups > 0, Seconds((block.received_ns - block.last_bit_ns) * 1e-9)};
}

void
MosaicLink::Reset()
{
    Must(mosaic_reset(Handle()));
}

mosaic_totals
MosaicLink::GetTotals()
{
    mosaic_totals totals;
    Must(mosaic_get_totals(Handle(), &totals));
    return totals;
}

mosaic_timing
MosaicLink::GetTiming()
{
    mosaic_timing timing;
    Must(mosaic_get_timing(Handle(), &timing));
    return timing;
}

int64_t
MosaicLink::InjectFault(const std::string& json)
{
    int64_t frame;
    Must(mosaic_inject_fault(Handle(), json.c_str(), &frame));
    return frame;
}

} // namespace ns3
