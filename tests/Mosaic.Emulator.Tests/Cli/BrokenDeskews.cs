using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;

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

    public virtual void Expect(ReadOnlySpan<bool> lit) => _deskew.Expect(lit);

    public virtual void CopyAlignments(Span<PortAlignment> alignments) => _deskew.CopyAlignments(alignments);

    public IReadOnlyList<(int Lane, long? SkewUi)> Missing() => _deskew.Missing();
}

public sealed class ThrowsInObserve(int ports, int frameUi, int maxSkewUi) : Marked(ports, frameUi, maxSkewUi)
{
    public override void Observe(IPortStreams streams) => throw new InvalidOperationException("nothing to see");
}

/// <summary>Has room for little skew.</summary>
public sealed class ThrowsOnSkew(int ports, int frameUi, int maxSkewUi) : Marked(ports, frameUi, maxSkewUi)
{
    public override void CopyAlignments(Span<PortAlignment> alignments)
    {
        base.CopyAlignments(alignments);
        foreach (PortAlignment alignment in alignments)
        {
            if (alignment.FirstFrame > 500)
            {
                throw new InvalidDataException("skew");
            }
        }
    }
}

public sealed class ThrowsInExpect(int ports, int frameUi, int maxSkewUi) : Marked(ports, frameUi, maxSkewUi)
{
    public override void Expect(ReadOnlySpan<bool> lit) => throw new InvalidOperationException($"{lit.Length} lanes");
}

/// <summary>Says of lane 3 what is asked for.</summary>
public abstract class Lane3(int ports, int frameUi, int maxSkewUi) : Marked(ports, frameUi, maxSkewUi)
{
    public override void CopyAlignments(Span<PortAlignment> alignments)
    {
        base.CopyAlignments(alignments);
        long first = long.MaxValue;
        foreach (PortAlignment alignment in alignments)
        {
            first = alignment.Lane >= 0 ? Math.Min(first, alignment.FirstFrame) : first;
        }

        foreach (ref PortAlignment alignment in alignments)
        {
            alignment = alignment.Lane == 3 ? Say(alignment, first) : alignment;
        }
    }

    protected abstract PortAlignment Say(PortAlignment alignment, long first);
}

/// <summary>Takes it to be a bit later than it is, which it might be.</summary>
public sealed class Misplaced(int ports, int frameUi, int maxSkewUi) : Lane3(ports, frameUi, maxSkewUi)
{
    protected override PortAlignment Say(PortAlignment alignment, long first) => alignment with { FirstFrame = alignment.FirstFrame + 1 };
}

public sealed class FarAway(int ports, int frameUi, int maxSkewUi) : Lane3(ports, frameUi, maxSkewUi)
{
    protected override PortAlignment Say(PortAlignment alignment, long first) => alignment with { FirstFrame = 1L << 60 };
}

public sealed class Early(int ports, int frameUi, int maxSkewUi) : Lane3(ports, frameUi, maxSkewUi)
{
    protected override PortAlignment Say(PortAlignment alignment, long first) => alignment with { FirstFrame = -1 };
}

public sealed class BeyondTheSkew(int ports, int frameUi, int maxSkewUi) : Lane3(ports, frameUi, maxSkewUi)
{
    protected override PortAlignment Say(PortAlignment alignment, long first) => alignment with { FirstFrame = first + 1025 };
}

/// <summary>Says that all lanes are aligned, and has forgotten one.</summary>
public sealed class Lost3(int ports, int frameUi, int maxSkewUi) : Lane3(ports, frameUi, maxSkewUi)
{
    protected override PortAlignment Say(PortAlignment alignment, long first) => PortAlignment.None;
}

/// <summary>Takes no note of the time.</summary>
public sealed class Timeless(int ports, int frameUi, int maxSkewUi) : Marked(ports, frameUi, maxSkewUi)
{
    public override long? LockTimeUi => null;
}

/// <summary>Is up at once, with all lanes where it has put them before it saw anything.</summary>
public sealed class NothingAligned(int ports, int frameUi, int maxSkewUi) : Marked(ports, frameUi, maxSkewUi)
{
    public override bool IsAligned => true;

    public override void Observe(IPortStreams streams)
    {
        // Looks at nothing.
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
