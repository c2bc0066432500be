using Mosaic.Emulator.Bonding;

namespace Mosaic.Emulator.Tests.Cli.Broken;

/// <summary>A deskew that works. What the others have in common.</summary>
public class Marked(int ports, int frameUi, int maxSkewUi) : IDeskew
{
    private readonly MarkerDeskew _deskew = new(ports, frameUi, maxSkewUi);

    public string Name => "marked";

    public virtual bool IsAligned => _deskew.IsAligned;

    public virtual long? LockTimeUi => _deskew.LockTimeUi;

    public long LockLosses => _deskew.LockLosses;

    public long StateBits => _deskew.StateBits;

    public virtual void Observe(IPortStreams streams) => _deskew.Observe(streams);

    public void Skip(long frames) => _deskew.Skip(frames);

    public virtual void CopyAlignments(Span<PortAlignment> alignments) => _deskew.CopyAlignments(alignments);

    public IReadOnlyList<(int Lane, long? SkewUi)> Missing() => _deskew.Missing();
}

public sealed class ThrowsInObserve(int ports, int frameUi, int maxSkewUi) : Marked(ports, frameUi, maxSkewUi)
{
    public override void Observe(IPortStreams streams) => throw new InvalidOperationException("nothing to see");
}

/// <summary>Takes lane 3 to be a bit later than it is, which it might be.</summary>
public sealed class Misplaced(int ports, int frameUi, int maxSkewUi) : Marked(ports, frameUi, maxSkewUi)
{
    public override void CopyAlignments(Span<PortAlignment> alignments)
    {
        base.CopyAlignments(alignments);
        foreach (ref PortAlignment alignment in alignments)
        {
            alignment = alignment.Lane == 3 ? alignment with { FirstFrame = alignment.FirstFrame + 1 } : alignment;
        }
    }
}

/// <summary>Everything that a deskew has to be, but no lane is what it says.</summary>
public sealed class StrayLanes(int ports, int frameUi, int maxSkewUi) : IDeskew
{
    public string Name => "stray";

    public bool IsAligned => true;

    public long? LockTimeUi => 0;

    public long LockLosses => 0;

    public long StateBits => 0;

    public void Observe(IPortStreams streams)
    {
        // Looks at nothing.
    }

    public void Skip(long frames)
    {
        // Has nothing to pass over.
    }

    public void CopyAlignments(Span<PortAlignment> alignments) => alignments.Fill(new PortAlignment(ports + frameUi + maxSkewUi, 0));

    public IReadOnlyList<(int Lane, long? SkewUi)> Missing() => [];
}
