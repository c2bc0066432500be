using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link.Capture;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link;

/// <summary>What is kept of a frame between sending and receiving it.</summary>
internal sealed class FrameSlot(LinkDesign design)
{
    /// <summary>The message sent, scrambled.</summary>
    public Memory<ulong> Message { get; } = AlignedWords.Allocate(design.MessageWords);

    /// <summary>The code stream sent.</summary>
    public Memory<ulong> Code { get; } = AlignedWords.Allocate(design.CodeWords);

    /// <summary>What the lanes' receivers decided.</summary>
    public LinkBlock Received { get; } = new(design.Channels, design.Layout.FrameWords);

    /// <summary>What the channel flipped, where errors are captured or replayed, else null.</summary>
    public FrameFlips? Flips { get; init; }

    /// <summary>Whether the flips are there before the frame is sent, and take the place of the channel's.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>What the deskew knew when the frame had arrived.</summary>
    public PortAlignment[] Alignments { get; } = new PortAlignment[design.Channels];

    /// <summary>The frame's counts.</summary>
    public LinkCounts Counts { get; } = new(design.Lanes, design.Code.CodewordSymbols);

    /// <summary>What the words across the lanes corrected, by lane.</summary>
    public long[] Corrected { get; } = new long[design.Lanes];

    /// <summary>UI in which they found more than they could correct.</summary>
    public long DetectedUi { get; set; }

    /// <summary>The frame's fingerprint.</summary>
    public ulong Fingerprint { get; set; }
}
