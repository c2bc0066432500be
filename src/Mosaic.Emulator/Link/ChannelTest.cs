using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link;

/// <summary>The test of all channels, spares too, as a link comes up: is each aligned, and how many bits of a training frame, which both ends know, are wrong.</summary>
internal sealed class ChannelTest(LinkDesign design, uint trial)
{
    private readonly bool[] _aligned = new bool[design.Channels];

    /// <summary>Whether a channel was aligned.</summary>
    public bool IsAligned(int channel) => _aligned[channel];

    /// <summary>Tests.</summary>
    /// <param name="streams">The ports.</param>
    /// <param name="deskew">What knows where the channels are.</param>
    /// <param name="frame">A training frame that has arrived on all of them.</param>
    /// <returns>By channel: whether it is bad.</returns>
    public bool[] Run(IPortStreams streams, IDeskew deskew, long frame)
    {
        FrameLayout layout = design.Layout;
        var alignments = new PortAlignment[design.Channels];
        deskew.CopyAlignments(alignments);
        var received = new LinkBlock(design.Channels, layout.BodyWords);
        FrameReader.Read(streams, alignments, layout, LaneMap.Identity(design.Channels, design.Channels), frame, received);
        foreach (PortAlignment alignment in alignments)
        {
            if (alignment.Lane >= 0)
            {
                _aligned[alignment.Lane] = true;
            }
        }

        var bad = new bool[design.Channels];
        var sent = new ulong[layout.BodyWords];
        for (int channel = 0; channel < bad.Length; channel++)
        {
            new RandomAddress(design.Options.Seed, RandomPurpose.Training, trial, (uint)frame, channel).Fill(sent);
            long errors = BitString.HammingDistance(sent, received.Row(channel), layout.BodyWords * 64);
            bad[channel] = !_aligned[channel] || errors > design.Options.Repair.TestBer * layout.BodyWords * 64;
        }

        return bad;
    }
}
