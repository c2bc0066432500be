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

/// <summary>A class within another one, which is of use.</summary>
public static class Nest
{
    public sealed class Inner(int interleave) : TwiceCode(interleave);

    public sealed class Deskew(int ports, int frameUi, int maxSkewUi) : Marked(ports, frameUi, maxSkewUi);
}

public sealed class Generic<T>(int interleave) : TwiceCode(interleave)
{
    public Type Unused { get; } = typeof(T);
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

/// <summary>Every symbol five times, of which two may be wrong: what the others, which do not keep that, have in common.</summary>
public abstract class FiveTimes(int interleave) : WordCode("five times", 8, 5, 1, 2, interleave)
{
    protected override void EncodeWord(ReadOnlySpan<ushort> message, Span<ushort> codeword) => codeword.Fill(message[0]);

    /// <summary>The majority.</summary>
    protected override short DecodeWord(ReadOnlySpan<ushort> received, Span<ushort> message)
    {
        message[0] = 0;
        for (int bit = 0; bit < 8; bit++)
        {
            int ones = 0;
            foreach (ushort symbol in received)
            {
                ones += (symbol >> bit) & 1;
            }

            message[0] |= (ushort)((ones > 2 ? 1 : 0) << bit);
        }

        return (short)(received.Length - received.Count(message[0]));
    }
}

public sealed class NeverCorrects(int interleave) : FiveTimes(interleave)
{
    protected override short DecodeWord(ReadOnlySpan<ushort> received, Span<ushort> message)
    {
        message[0] = received[0];
        return DecodeVerdict.Clean;
    }
}

public sealed class TrustsTheLast(int interleave) : FiveTimes(interleave)
{
    protected override short DecodeWord(ReadOnlySpan<ushort> received, Span<ushort> message)
    {
        message[0] = received[^1];
        return DecodeVerdict.Clean;
    }
}

public sealed class GivesUpOnTwo(int interleave) : FiveTimes(interleave)
{
    protected override short DecodeWord(ReadOnlySpan<ushort> received, Span<ushort> message) =>
        base.DecodeWord(received, message) is var corrected and < 2 ? corrected : DecodeVerdict.Uncorrectable;
}

/// <summary>Two errors side by side are nothing to it, or one alone.</summary>
public sealed class OnlyBursts(int interleave) : FiveTimes(interleave)
{
    protected override short DecodeWord(ReadOnlySpan<ushort> received, Span<ushort> message)
    {
        short corrected = base.DecodeWord(received, message);
        int first = received.IndexOfAnyExcept(message[0]), last = received.LastIndexOfAnyExcept(message[0]);
        return last - first > 1 ? DecodeVerdict.Uncorrectable : corrected;
    }
}
