#include "mosaic-error-model.h"

#include <ns3/string.h>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MosaicErrorModel);

TypeId
MosaicErrorModel::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MosaicErrorModel")
                            .SetParent<ErrorModel>()
                            .AddConstructor<MosaicErrorModel>()
                            .AddAttribute("Configuration",
                                          "The link, as JSON.",
                                          StringValue("{}"),
                                          MakeStringAccessor(&MosaicErrorModel::Configure, &MosaicErrorModel::GetConfiguration),
                                          MakeStringChecker());
    return tid;
}

MosaicLink&
MosaicErrorModel::GetLink()
{
    return m_link;
}

bool
MosaicErrorModel::DoCorrupt(Ptr<Packet> packet)
{
    return m_link.Cross(packet).lost;
}

void
MosaicErrorModel::DoReset()
{
    m_link.Reset();
}

void
MosaicErrorModel::Configure(std::string json)
{
    m_link.Configure(json);
}

std::string
MosaicErrorModel::GetConfiguration() const
{
    return m_link.GetConfiguration();
}

} // namespace ns3
