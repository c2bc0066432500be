using System.Text;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Link.Capture;

/// <summary>Writes a capture: a header, a record for each frame in the order of sending, and an end.</summary>
internal sealed class CaptureWriter
{
    /// <summary>What a capture starts with.</summary>
    internal static ReadOnlySpan<byte> Magic => "mosaicE"u8;

    /// <summary>The version of the format, behind the magic bytes.</summary>
    internal const byte Version = 1;

    internal const byte End = 0, Training = 1, Payload = 2;

    private readonly Stream _stream;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Receives the capture; the caller disposes it.</param>
    /// <param name="options">The run's options.</param>
    public CaptureWriter(Stream stream, LinkOptions options)
    {
        _stream = stream;
        stream.Write(Magic);
        stream.WriteByte(Version);
        byte[] identity = Encoding.UTF8.GetBytes(CaptureIdentity.Of(options).ToJsonString());
        WriteNumber(identity.Length);
        stream.Write(identity);
    }

    /// <summary>Writes a frame.</summary>
    /// <param name="training">Whether it was sent to bring the link up.</param>
    /// <param name="frame">The frame, counted from 0 among those with payload or those of training.</param>
    /// <param name="flips">What the channel flipped.</param>
    public void Write(bool training, long frame, FrameFlips flips)
    {
        _stream.WriteByte(training ? Training : Payload);
        WriteNumber(frame);
        WriteNumber(flips.Count);
        WriteNumber(flips.Bytes.Length);
        _stream.Write(flips.Bytes);
    }

    /// <summary>Writes the end, without which a capture is not whole.</summary>
    public void Finish()
    {
        _stream.WriteByte(End);
        _stream.Flush();
    }

    private void WriteNumber(long number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            _stream.WriteByte((byte)(number | 0x80));
        }

        _stream.WriteByte((byte)number);
    }
}
