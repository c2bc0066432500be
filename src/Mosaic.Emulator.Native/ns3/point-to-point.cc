// Two nodes with an emulated link between them: one sends packets as fast as the link carries them, the other counts.
//
//   ./point-to-point [--model=channel|error-model] [--packets=N] [--bytes=N] [--config=JSON]
//
// With model=channel each packet has the link's own delay; with model=error-model it is an ordinary channel, with the
// link's largest delay and an error model at the receiver. The same packets are lost, which is checked against the link alone.

#include "mosaic-channel.h"
#include "mosaic-error-model.h"

#include <ns3/core-module.h>
#include <ns3/network-module.h>
#include <ns3/point-to-point-module.h>

#include <iostream>

using namespace ns3;

namespace
{

struct Traffic
{
    Ptr<NetDevice> sender, receiver;
    uint32_t bytes = 0; // on the wire: the device adds two of PPP
    uint64_t packets = 0, sent = 0, received = 0;
    Time period;
    Time least = Time::Max(), most, sum;

    // The number of a packet is when it was sent.
    void Send()
    {
        if (sent == packets)
        {
            return;
        }

        Ptr<Packet> packet = Create<Packet>(bytes - 2);
        sender->Send(packet, receiver->GetAddress(), 0x0800);
        sent++;
        Simulator::Schedule(period, &Traffic::Send, this);
    }

    bool Receive(Ptr<NetDevice>, Ptr<const Packet> packet, uint16_t, const Address&)
    {
        // Uids are given in turn, from that of the first packet.
        Time delay = Simulator::Now() - static_cast<int64_t>(packet->GetUid()) * period - period;
        received++;
        least = std::min(least, delay);
        most = std::max(most, delay);
        sum += delay;
        return true;
    }
};

// How many packets a link loses that nothing but the packets crosses.
uint64_t
LostByTheLinkAlone(const std::string& config, uint64_t packets, uint32_t bytes)
{
    MosaicLink link;
    link.Configure(config);
    Ptr<Packet> packet = Create<Packet>(bytes);
    uint64_t lost = 0;
    for (uint64_t i = 0; i < packets; i++)
    {
        lost += link.Cross(packet).lost;
    }
    return lost;
}

} // namespace

int
main(int argc, char* argv[])
{
    Time::SetResolution(Time::FS); // a packet of 84 bytes takes 0.8 ns
    std::string model = "channel", config = R"({ "fiber": { "lengthM": 31 } })";
    Traffic traffic;
    traffic.packets = 100000;
    traffic.bytes = 84;
    CommandLine arguments;
    arguments.AddValue("model", "channel or error-model", model);
    arguments.AddValue("packets", "how many to send", traffic.packets);
    arguments.AddValue("bytes", "of a packet on the wire", traffic.bytes);
    arguments.AddValue("config", "the link, as JSON without spaces", config);
    arguments.Parse(argc, argv);

    NodeContainer nodes(2);
    Ptr<PointToPointNetDevice> devices[2];
    auto emulated = CreateObjectWithAttributes<MosaicChannel>("Configuration", StringValue(config));
    Ptr<PointToPointChannel> channel = emulated;
    auto errors = CreateObjectWithAttributes<MosaicErrorModel>("Configuration", StringValue(config));
    mosaic_timing timing = errors->GetLink().GetTiming();
    if (model == "error-model")
    {
        channel = CreateObjectWithAttributes<PointToPointChannel>("Delay", TimeValue(Seconds(timing.max_latency_ns * 1e-9)));
    }

    for (int i = 0; i < 2; i++)
    {
        devices[i] = CreateObjectWithAttributes<PointToPointNetDevice>("DataRate", DataRateValue(emulated->GetPayloadRate()));
        devices[i]->SetAddress(Mac48Address::Allocate());
        devices[i]->SetQueue(CreateObject<DropTailQueue<Packet>>());
        nodes.Get(i)->AddDevice(devices[i]);
        devices[i]->Attach(channel);
    }
    if (model == "error-model")
    {
        devices[1]->SetReceiveErrorModel(errors);
    }

    traffic.sender = devices[0];
    traffic.receiver = devices[1];
    traffic.period = emulated->GetPayloadRate().CalculateBytesTxTime(traffic.bytes);
    devices[1]->SetReceiveCallback(MakeCallback(&Traffic::Receive, &traffic));
    Simulator::Schedule(Seconds(0), &Traffic::Send, &traffic);
    Simulator::Run();

    uint64_t lost = traffic.sent - traffic.received, alone = LostByTheLinkAlone(config, traffic.packets, traffic.bytes);
    mosaic_totals totals = (model == "error-model" ? errors->GetLink() : emulated->GetLink(0)).GetTotals();
    std::cout << "sent " << traffic.sent << " packets of " << traffic.bytes << " bytes at " << timing.payload_gbps << " Gb/s\n"
              << "lost " << lost << ", by the link alone " << alone << "\n"
              << "groups of codewords lost " << totals.failed_groups << " of " << totals.groups << "\n"
              << "delay " << traffic.least.GetDouble() * 1e-6 << " ... " << traffic.most.GetDouble() * 1e-6 << " ns, fibre "
              << timing.propagation_ns << " ns, at most " << timing.max_latency_ns << " ns\n";
    Simulator::Destroy();
    return lost == alone ? 0 : 1;
}
