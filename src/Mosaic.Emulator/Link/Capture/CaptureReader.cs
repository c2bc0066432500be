using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Link.Capture;

/// <summary>Reads a capture, frame by frame and once.</summary>
internal sealed class CaptureReader
{
    private const int LargestIdentity = 1 << 24;
    private readonly BufferedStream _stream;
    private readonly long _frameBits;
    private (bool Training, long Frame, long Count, int Length)? _next; // its header has been read
    private bool _ended;
    private long _last = -1;

    /// <summary>Reads the header.</summary>
    /// <param name="stream">The capture; the caller disposes it.</param>
    /// <param name="options">The run's options.</param>
    /// <param name="frameBits">Bits of a frame on all lanes.</param>
    /// <exception cref="ConfigurationException">It is no capture, or that of another configuration.</exception>
    /// <exception cref="EndOfStreamException">It is not whole.</exception>
    public CaptureReader(Stream stream, LinkOptions options, long frameBits)
    {
        (_stream, _frameBits) = (new BufferedStream(stream, 1 << 16), frameBits);
        Span<byte> start = stackalloc byte[CaptureWriter.Magic.Length + 1];
        int read = _stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read < start.Length || !start.StartsWith(CaptureWriter.Magic))
        {
            throw new ConfigurationException("capture.replay: this is not a capture of errors");
        }

        if (start[^1] != CaptureWriter.Version)
        {
            throw new ConfigurationException($"capture.replay: this is a capture of format {start[^1]}; only format {CaptureWriter.Version} can be read");
        }

        if (CaptureIdentity.Difference(ReadIdentity(), CaptureIdentity.Of(options)) is var (path, captured, present))
        {
            throw new ConfigurationException($"capture.replay: {path} was {captured} when the errors were captured, and is {present} now; a replay takes the same configuration");
        }
    }

    /// <summary>Reads a frame, past those before it; where it is not there, its flips are none.</summary>
    /// <param name="training">Whether it was sent to bring the link up.</param>
    /// <param name="frame">The frame, later than the one before.</param>
    /// <param name="flips">Receives what the channel flipped.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="ConfigurationException">It makes no sense.</exception>
    /// <exception cref="EndOfStreamException">The capture is not whole.</exception>
    public bool TryRead(bool training, long frame, FrameFlips flips)
    {
        while (Peek() is var (isTraining, number, count, length))
        {
            bool earlier = isTraining == training ? number < frame : isTraining;
            if (!earlier && (isTraining != training || number != frame))
            {
                break;
            }

            try
            {
                flips.Load(count, length, _stream);
            }
            catch (EndOfStreamException e)
            {
                throw Truncated(e);
            }

            _next = null;
            if (!earlier)
            {
                return true;
            }
        }

        flips.Clear();
        return false;
    }

    /// <summary>Reads a frame with payload, which must be there.</summary>
    /// <exception cref="ConfigurationException">It is not there, or makes no sense.</exception>
    /// <exception cref="EndOfStreamException">The capture is not whole.</exception>
    public void Read(long frame, FrameFlips flips)
    {
        if (!TryRead(training: false, frame, flips))
        {
            string what = _next is var (_, next, _, _) ? $"the next one there is {next}" : _last < 0 ? "there is none" : $"the last one is {_last}";
            throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"capture.replay: frame {frame} is not in the capture; {what}"));
        }
    }

    private (bool Training, long Frame, long Count, int Length)? Peek()
    {
        if (_next is null && !_ended)
        {
            int tag = _stream.ReadByte();
            if (tag is not (CaptureWriter.Training or CaptureWriter.Payload))
            {
                _ended = tag == CaptureWriter.End ? true : tag < 0 ? throw Truncated() : throw Damaged();
                return null;
            }

            bool training = tag == CaptureWriter.Training;
            (long frame, long count, long length) = (ReadNumber(), ReadNumber(), ReadNumber());
            if (count > _frameBits || length < count || length > Math.Min(Array.MaxLength, 10 * count))
            {
                throw Damaged();
            }

            _next = (training, frame, count, (int)length);
            _last = training ? _last : frame;
        }

        return _next;
    }

    private JsonNode? ReadIdentity()
    {
        long length = ReadNumber();
        if (length > LargestIdentity)
        {
            throw Damaged();
        }

        try
        {
            var identity = new byte[length];
            _stream.ReadExactly(identity);
            return JsonNode.Parse(identity);
        }
        catch (EndOfStreamException e)
        {
            throw Truncated(e);
        }
        catch (JsonException e)
        {
            throw new ConfigurationException("capture.replay: the capture is damaged: its configuration cannot be read", e);
        }
    }

    private long ReadNumber()
    {
        long number = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            int part = _stream.ReadByte();
            if (part < 0)
            {
                throw Truncated();
            }

            number |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }

        throw Damaged();
    }

    private static EndOfStreamException Truncated(Exception? cause = null) =>
        new("capture.replay: the capture is truncated: it ends before its end mark", cause);

    private static ConfigurationException Damaged() => new("capture.replay: the capture is damaged: a frame's record makes no sense");
}
