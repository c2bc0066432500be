using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;

namespace Mosaic.SamplePlugin;

/// <summary>
/// A deskew to start from: it finds the lanes as <c>marker</c> does, and from then on holds on to where they were, whatever
/// markers look like. No lane is ever lost to noise, and none that slips is found again.
/// </summary>
public sealed class HoldingDeskew(int ports, int frameUi, int maxSkewUi) : IDeskew
{
    private readonly MarkerDeskew _finder = new(ports, frameUi, maxSkewUi);
    private readonly PortAlignment[] _held = new PortAlignment[ports];

    public string Name => "holding";

    public bool IsAligned { get; private set; }

    public long? LockTimeUi => _finder.LockTimeUi;

    public long LockLosses => 0;

    /// <summary>Lane number and a position within the frame, for every port.</summary>
    public long StateBits => IsAligned ? ports * (12 + (long)Math.Ceiling(Math.Log2(frameUi))) : _finder.StateBits;

    public void Observe(IPortStreams streams)
    {
        if (IsAligned)
        {
            return;
        }

        _finder.Observe(streams);
        _finder.CopyAlignments(_held);
        IsAligned = _finder.IsAligned;
    }

    public void Skip(long frames)
    {
        // Positions are where frame 0 would have started: they do not move.
    }

    public void CopyAlignments(Span<PortAlignment> alignments) => _held.CopyTo(alignments);

    public IReadOnlyList<(int Lane, long? SkewUi)> Missing() => IsAligned ? [] : _finder.Missing();
}
