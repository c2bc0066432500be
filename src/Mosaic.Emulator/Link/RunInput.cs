namespace Mosaic.Emulator.Link;

/// <summary>A stream that may keep its reader waiting, as pipes do, for a run that does not wait once it is cancelled or out of time: what is being read then is lost.</summary>
/// <param name="stream">The stream; it stays the caller's.</param>
/// <param name="rule">Which may run out of time. That ends a wait with an <see cref="OperationCanceledException"/>.</param>
/// <param name="cancellation">Ends a read in the same way.</param>
internal sealed class RunInput(Stream stream, StopRule rule, CancellationToken cancellation) : Stream
{
    private readonly byte[] _read = new byte[1 << 16]; // of its own, since a read that is given up may still end
    private readonly Task[] _reading = new Task[1];

    /// <summary>A stream whose reads end when a run does: the stream itself where they do not wait, or nothing ends it.</summary>
    public static Stream? Of(Stream? stream, StopRule rule, CancellationToken cancellation) =>
        stream is { CanSeek: false } && (cancellation.CanBeCanceled || rule.MillisecondsLeft is not Timeout.Infinite) ? new RunInput(stream, rule, cancellation) : stream;

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
        while (Task.WaitAny(_reading, rule.MillisecondsLeft, cancellation) < 0)
        {
            if (rule.IsOutOfTime)
            {
                throw new OperationCanceledException();
            }
        }

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
