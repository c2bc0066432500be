using Mosaic.Emulator.Fec;

namespace Mosaic.Emulator.Link.Reports;

/// <summary>
/// Loss of 64-byte Ethernet frames as IEEE 802.3 derives it from codewords: a frame and its gap take 84 bytes, so a
/// codeword's message, less the transcoding of 256 bits into 257, holds MFC = m·k·(256/257)/672 of them; a group of c
/// interleaved codewords that fails loses the c·MFC frames in it and the one that reaches in.
/// </summary>
public static class FrameLoss
{
    private const double FrameBits = 84 * 8;
    private const double Transcoding = 256.0 / 257.0;

    /// <summary>Frame loss ratio of a ratio of failed groups.</summary>
    /// <param name="groupErrorRatio">Groups with a failed codeword over all groups.</param>
    /// <param name="code">The code.</param>
    public static double Ratio(double groupErrorRatio, IBlockCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        double frames = code.Interleave * code.MessageSymbols * code.SymbolBits * Transcoding / FrameBits;
        return Math.Min(1, groupErrorRatio * (1 + frames) / frames);
    }
}
