namespace Mosaic.Emulator.Link;

/// <summary>A stream that may keep its reader waiting, as pipes do, for one who will not wait once the run is cancelled: what is being read then is lost.</summary>
/// <param name="stream">The stream; it stays the caller's.</param>
/// <param name="cancellation">Ends a read with an <see cref="OperationCanceledException"/>.</param>
internal sealed class CancellableInput(Stream stream, CancellationToken cancellation) : Stream
{
    private readonly byte[] _read = new byte[1 << 16]; // of its own, since a read that is given up may still end
    private readonly Task[] _reading = new Task[1];

    /// <summary>A stream whose reads end when a run is cancelled: the stream itself where they do not wait.</summary>
    public static Stream? Of(Stream? stream, CancellationToken cancellation) =>
        stream is { CanSeek: false } && cancellation.CanBeCanceled ? new CancellableInput(stream, cancellation) : stream;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        cancellation.ThrowIfCancellationRequested();
        Task<int> reading = stream.ReadAsync(_read, 0, Math.Min(_read.Length, buffer.Length), cancellation);
        _reading[0] = reading;
        Task.WaitAny(_reading, cancellation);
        int count = reading.GetAwaiter().GetResult();
        _read.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
