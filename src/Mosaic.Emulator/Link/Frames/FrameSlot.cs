using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Link.Capture;
using Mosaic.Emulator.Link.Probes;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Frames;

/// <summary>What is kept of a frame between sending and receiving it.</summary>
/// <param name="design">The link.</param>
/// <param name="deliver">What is wanted of the message as delivered.</param>
/// <param name="keepsSent">Whether message and code stream are kept whole as sent.</param>
internal sealed class FrameSlot(LinkDesign design, Delivery deliver = Delivery.Nothing, bool keepsSent = false)
{
    /// <summary>What is kept of the code stream sent.</summary>
    public SentCode Sent { get; } = new(design, keepsSent);

    /// <summary>What is wanted of the message as delivered.</summary>
    public Memory<ulong> Delivered { get; } = AlignedWords.Allocate(deliver == Delivery.Nothing ? 0 : design.MessageWords);

    /// <summary>What the lanes' receivers decided; where the channel works in place, what is sent until then, with its margins.</summary>
    public LinkBlock Received { get; } = new(design.Channels, design.Layout.FrameWords, design.Channel.WorksInPlace ? design.Channel.MarginWords : 0);

    /// <summary>How sure they were, where the code asks, else null.</summary>
    public SoftBlock? Soft { get; } = design.SoftCode is null ? null : new(design.Channels, design.Layout.FrameUi);

    /// <summary>What the channel flipped, where errors are captured or replayed, else null.</summary>
    public FrameFlips? Flips { get; init; }

    /// <summary>Whether the flips are there before the frame is sent, and take the place of the channel's.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>What the deskew knew when the frame had arrived.</summary>
    public PortAlignment[] Alignments { get; } = new PortAlignment[design.Channels];

    /// <summary>Groups with a codeword that was not delivered as sent, where errors are wanted.</summary>
    public bool[] FailedGroups { get; } = new bool[design.Groups];

    /// <summary>Lanes that the deskew missed when the frame had arrived: <see cref="IDeskew.Missing"/>.</summary>
    public IReadOnlyList<(int Lane, long? SkewUi)> Missing { get; set; } = [];

    /// <summary>When all lanes had been aligned for the first time, as far as was known when the frame had arrived.</summary>
    public long? LockTimeUi { get; set; }

    /// <summary>What the probes saw of the frame.</summary>
    public ProbeCounts[] Probes { get; } = [.. design.Probes.Select(probe => new ProbeCounts(probe.Models.Length, probe.Levels))];

    /// <summary>How often a lane had been lost when the frame had arrived.</summary>
    public long LockLosses { get; set; }

    /// <summary>Slips of lanes within the frame.</summary>
    public int Slips { get; set; }

    /// <summary>Lanes that are not read where they are throughout the frame.</summary>
    public int Misaligned { get; set; }

    /// <summary>The frame's counts.</summary>
    public LinkCounts Counts { get; } = new(design.Lanes, design.Code.CodewordSymbols);

    /// <summary>By lane, what is seen of its errors among the UI behind the marker.</summary>
    public long[] SeenErrors { get; } = new long[design.Lanes];

    /// <summary>Bits that the words across the lanes corrected.</summary>
    public long CorrectedBits { get; set; }

    /// <summary>UI in which they found more than they could correct.</summary>
    public long DetectedUi { get; set; }

    /// <summary>The frame's fingerprint.</summary>
    public ulong Fingerprint { get; set; }
}
