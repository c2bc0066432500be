#ifndef MOSAIC_LINK_H
#define MOSAIC_LINK_H

#include <ns3/nstime.h>
#include <ns3/packet.h>

#include <mosaic.h>

#include <string>
#include <vector>

namespace ns3
{

/**
 * One direction of an emulated link, made when its first packet crosses it. What the library refuses is fatal, with its message.
 */
class MosaicLink
{
  public:
    /** What became of a packet. */
    struct Crossing
    {
        bool lost;    //!< Some of it was in codewords that were lost.
        Time latency; //!< From its last bit in to its last bit out.
    };

    MosaicLink() = default;
    MosaicLink(const MosaicLink&) = delete;
    MosaicLink& operator=(const MosaicLink&) = delete;
    ~MosaicLink();

    /** Sets the configuration as JSON; the link that was there, if any, is ended. */
    void Configure(const std::string& json);

    /** The configuration. */
    std::string GetConfiguration() const;

    /** Sends a packet's bytes over the link. */
    Crossing Cross(Ptr<const Packet> packet);

    /** Brings the link up afresh: the same errors come again. */
    void Reset();

    /** Counts so far, of all frames that packets were in. */
    mosaic_totals GetTotals();

    /** Times that do not change. */
    mosaic_timing GetTiming();

    /** Lets something go wrong from now on, e.g. {"kind": "dead", "lane": 37}; returns the frame from which on it acts. */
    int64_t InjectFault(const std::string& json);

  private:
    mosaic_link Handle();

    std::string m_json = "{}";
    mosaic_link m_handle = 0;
    std::vector<uint8_t> m_bytes;
};

} // namespace ns3

#endif
