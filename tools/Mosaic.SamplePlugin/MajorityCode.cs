using Mosaic.Emulator.Fec;

namespace Mosaic.SamplePlugin;

/// <summary>
/// A code to start from: every byte is sent three times, and each of its bits is decided by the majority. One wrong byte of
/// the three is always corrected. The base class takes care of streams and interleave, so a code is two methods on words.
/// </summary>
public sealed class MajorityCode(int interleave)
    : WordCode("majority", symbolBits: 8, codewordSymbols: 3, messageSymbols: 1, correctableSymbols: 1, interleave)
{
    /// <summary>The majority of a XOR x, b XOR x and c XOR x is that of a, b and c, XOR x: only the errors matter.</summary>
    public override bool IsLinearHardDecision => true;

    protected override void EncodeWord(ReadOnlySpan<ushort> message, Span<ushort> codeword) => codeword.Fill(message[0]);

    protected override short DecodeWord(ReadOnlySpan<ushort> received, Span<ushort> message)
    {
        (ushort a, ushort b, ushort c) = (received[0], received[1], received[2]);
        ushort majority = (ushort)((a & b) | (a & c) | (b & c));
        message[0] = majority;
        // The verdict: how many symbols were corrected; DecodeVerdict.Uncorrectable (-1) where a decoder gives up.
        return (short)((a == majority ? 0 : 1) + (b == majority ? 0 : 1) + (c == majority ? 0 : 1));
    }
}
