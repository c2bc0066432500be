using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Fec;

namespace Mosaic.Emulator.Tests.Cli.Broken;

/// <summary>A code that works: every symbol twice. What the others have in common.</summary>
public class TwiceCode(int interleave) : WordCode("twice", 8, 2, 1, 0, interleave)
{
    protected override void EncodeWord(ReadOnlySpan<ushort> message, Span<ushort> codeword) => codeword.Fill(message[0]);

    protected override short DecodeWord(ReadOnlySpan<ushort> received, Span<ushort> message)
    {
        message[0] = received[0];
        return received[0] == received[1] ? DecodeVerdict.Clean : DecodeVerdict.Uncorrectable;
    }
}

public sealed class NoConstructor() : TwiceCode(4);

public sealed class ThrowsWhenMade : TwiceCode
{
    public ThrowsWhenMade(int interleave)
        : base(interleave) => throw new InvalidOperationException("not today");
}

public sealed class ThrowsInEncode(int interleave) : TwiceCode(interleave)
{
    protected override void EncodeWord(ReadOnlySpan<ushort> message, Span<ushort> codeword) => throw new NotSupportedException("no\nencoder");
}

/// <summary>Does well until the channel makes an error.</summary>
public sealed class ThrowsOnErrors(int interleave) : TwiceCode(interleave)
{
    protected override short DecodeWord(ReadOnlySpan<ushort> received, Span<ushort> message) =>
        base.DecodeWord(received, message) == 0 ? DecodeVerdict.Clean : throw new InvalidDataException("errors");
}

public sealed class StrangeVerdict(int interleave) : TwiceCode(interleave)
{
    protected override short DecodeWord(ReadOnlySpan<ushort> received, Span<ushort> message)
    {
        base.DecodeWord(received, message);
        return 3;
    }
}

public sealed class Forgetful(int interleave) : TwiceCode(interleave)
{
    protected override short DecodeWord(ReadOnlySpan<ushort> received, Span<ushort> message)
    {
        message.Clear();
        return DecodeVerdict.Clean;
    }
}

public sealed class WrongSizes(int interleave) : TwiceCode(interleave), IBlockCode
{
    int IBlockCode.GroupCodeBits => 7;
}

public sealed class WrongBatch(int interleave) : TwiceCode(interleave), IBlockCode
{
    int IBlockCode.BatchGroups => 100;
}

public sealed class OtherInterleave(int interleave) : TwiceCode(interleave + 1);

public sealed class ThrowsInAProperty(int interleave) : TwiceCode(interleave), IBlockCode
{
    int IBlockCode.SymbolBits => throw new InvalidOperationException("which?");
}

public sealed class WritesTooMuch(int interleave) : TwiceCode(interleave), IBlockCode
{
    void IBlockCode.Encode(ReadOnlySpan<ulong> message, Span<ulong> code, int groups)
    {
        Encode(message, code, groups);
        code[^1] = 0;
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

public sealed class ThrowsInObserve(int ports, int frameUi, int maxSkewUi) : IDeskew
{
    private readonly MarkerDeskew _deskew = new(ports, frameUi, maxSkewUi);

    public string Name => "throws";

    public bool IsAligned => _deskew.IsAligned;

    public long? LockTimeUi => _deskew.LockTimeUi;

    public long LockLosses => _deskew.LockLosses;

    public long StateBits => _deskew.StateBits;

    public void Observe(IPortStreams streams) => throw new InvalidOperationException("nothing to see");

    public void Skip(long frames) => _deskew.Skip(frames);

    public void CopyAlignments(Span<PortAlignment> alignments) => _deskew.CopyAlignments(alignments);

    public IReadOnlyList<(int Lane, long? SkewUi)> Missing() => _deskew.Missing();
}
