using System.Buffers;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Traffic;

/// <summary>
/// The bytes of a stream, read once and in order, bit 0 of byte 0 first. The frames of the window are held in memory;
/// what lies past the end of the stream is random padding.
/// </summary>
public sealed class StreamPayload : IPayloadSource
{
    private const long Unknown = -1;

    private readonly Stream _stream;
    private readonly int _frameWords;
    private readonly RandomPayload _padding;
    private ulong[][] _window = [];
    private long _first;
    private long _read;
    private long _totalBits = Unknown; // one number, since it may be asked for while it is found

    /// <summary>Makes a source over a stream, which the caller keeps open and disposes.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="frameWords">Payload words in a frame; 1 or more.</param>
    /// <param name="seed">The run's seed, for the padding.</param>
    /// <param name="trial">The trial, for the padding.</param>
    /// <exception cref="ArgumentOutOfRangeException">No words in a frame.</exception>
    public StreamPayload(Stream stream, int frameWords, ulong seed, uint trial)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameWords);
        _stream = stream;
        _frameWords = frameWords;
        _padding = new RandomPayload(seed, trial, RandomPurpose.Padding);
    }

    /// <inheritdoc/>
    public string Name => "file";

    /// <inheritdoc/>
    public long? TotalBits => Volatile.Read(ref _totalBits) is >= 0 and var bits ? bits : null;

    /// <inheritdoc/>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public void Advance(long firstFrame, int frames)
    {
        if (frames > _window.Length)
        {
            // Frames keep their place modulo the window's length, so a longer window is laid out anew.
            ulong[][] longer = new ulong[frames][];
            for (long frame = _first; frame < _read; frame++)
            {
                longer[frame % frames] = _window[frame % _window.Length];
            }

            for (int i = 0; i < frames; i++)
            {
                longer[i] ??= new ulong[_frameWords];
            }

            _window = longer;
        }

        for (; _read < firstFrame + frames; _read++)
        {
            Read(_read, _window[_read % _window.Length]);
        }

        _first = firstFrame;
    }

    /// <inheritdoc/>
    public void Fill(long frame, int firstWord, Span<ulong> destination)
    {
        if (frame < _first || frame >= _read)
        {
            throw new ArgumentOutOfRangeException(nameof(frame), frame, $"The window holds frames {_first} to {_read - 1}.");
        }

        _window[frame % _window.Length].AsSpan(firstWord, destination.Length).CopyTo(destination);
    }

    private void Read(long frame, ulong[] words)
    {
        int filled = 0;
        Span<byte> bytes = MemoryMarshal.AsBytes(words.AsSpan());
        if (_totalBits == Unknown)
        {
            filled = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (filled < bytes.Length)
            {
                Volatile.Write(ref _totalBits, ((frame * _frameWords * sizeof(ulong)) + filled) * 8);
            }
        }

        if (filled < bytes.Length)
        {
            ulong[] padding = ArrayPool<ulong>.Shared.Rent(_frameWords);
            _padding.Fill(frame, 0, padding.AsSpan(0, _frameWords));
            MemoryMarshal.AsBytes(padding.AsSpan(0, _frameWords))[filled..].CopyTo(bytes[filled..]);
            ArrayPool<ulong>.Shared.Return(padding);
        }
    }
}
