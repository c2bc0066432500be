#ifndef MOSAIC_ERROR_MODEL_H
#define MOSAIC_ERROR_MODEL_H

#include "mosaic-link.h"

#include <ns3/error-model.h>

namespace ns3
{

/**
 * An error model for any device: each packet that it is asked about crosses an emulated link, one after the other, and is
 * corrupt where its codewords are lost. The delay is the channel's then: GetLink().GetTiming().max_latency_ns is a bound of it.
 *
 * Attribute Configuration: JSON as `mosaic config` prints it.
 */
class MosaicErrorModel : public ErrorModel
{
  public:
    static TypeId GetTypeId();

    /** The link. */
    MosaicLink& GetLink();

  private:
    bool DoCorrupt(Ptr<Packet> packet) override;
    void DoReset() override;
    void Configure(std::string json);
    std::string GetConfiguration() const;

    MosaicLink m_link;
};

} // namespace ns3

#endif
