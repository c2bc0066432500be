using System.Numerics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Link.Capture;

/// <summary>
/// The bits of one frame that the channel flipped, as a capture holds them: positions lane·UI + ui in ascending order, each as
/// the number of bits between it and the one before, in groups of seven bits, lowest first.
/// </summary>
internal sealed class FrameFlips
{
    private const int LongestGap = 10;
    private byte[] _bytes = new byte[256];
    private int _length;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>The gaps.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>None.</summary>
    public void Clear() => (_length, Count) = (0, 0);

    /// <summary>Finds what differs between two blocks' rows.</summary>
    public void Find(LinkBlock sent, LinkBlock received)
    {
        Clear();
        long after = 0;
        for (int lane = 0; lane < received.Lanes; lane++)
        {
            ReadOnlySpan<ulong> a = sent.Row(lane), b = received.Row(lane);
            for (int word = 0; word < b.Length; word++)
            {
                for (ulong left = a[word] ^ b[word]; left != 0; left &= left - 1)
                {
                    long position = (((long)lane * b.Length) + word) * 64 + BitOperations.TrailingZeroCount(left);
                    Append((ulong)(position - after));
                    after = position + 1;
                }
            }
        }
    }

    /// <summary>Makes the rows received of those sent.</summary>
    /// <exception cref="ConfigurationException">The gaps lead out of the rows, or are not as many as stated.</exception>
    public void Apply(LinkBlock sent, LinkBlock received)
    {
        for (int lane = 0; lane < received.Lanes; lane++)
        {
            sent.Row(lane).CopyTo(received.Row(lane));
        }

        long position = -1, rowUi = received.Words * 64L, end = received.Lanes * rowUi, count = 0;
        for (int at = 0; at < _length; count++)
        {
            ulong gap = 0;
            byte part;
            int shift = 0;
            do
            {
                if (at == _length || shift > 56)
                {
                    throw Damaged();
                }

                part = _bytes[at++];
                gap |= (ulong)(part & 0x7F) << shift;
                shift += 7;
            }
            while (part >= 0x80);

            if (gap >= (ulong)(end - position - 1))
            {
                throw Damaged();
            }

            position += (long)gap + 1;
            (long lane, long ui) = Math.DivRem(position, rowUi);
            received.Row((int)lane)[(int)(ui >> 6)] ^= 1UL << (int)ui;
        }

        if (count != Count)
        {
            throw Damaged();
        }
    }

    /// <summary>Reads gaps from a stream.</summary>
    /// <param name="count">How many.</param>
    /// <param name="length">Their bytes.</param>
    /// <param name="stream">The stream.</param>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public void Load(long count, int length, Stream stream)
    {
        const int Portion = 1 << 20;
        Clear();
        // What a damaged file says of its length is believed only as far as there are bytes.
        while (_length < length)
        {
            int next = Math.Min(Portion, length - _length);
            Reserve(next);
            stream.ReadExactly(_bytes, _length, next);
            _length += next;
        }

        Count = count;
    }

    private static ConfigurationException Damaged() => new("capture.replay: the capture is damaged: the positions of a frame's errors make no sense");

    private void Append(ulong gap)
    {
        Reserve(LongestGap);
        for (; gap >= 0x80; gap >>= 7)
        {
            _bytes[_length++] = (byte)(gap | 0x80);
        }

        _bytes[_length++] = (byte)gap;
        Count++;
    }

    private void Reserve(int more)
    {
        if (_length + more > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + more));
        }
    }
}
