using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding;

/// <summary>
/// The ports' streams over a ring of received frames: port p shows the row of its lane, late by its delay. Before the
/// first frame everything is dark and reads as zero.
/// </summary>
/// <remarks>
/// A stream is a view: reading it is the one copy, shifted by whole and part words, that a delay line would make. Frames
/// are put in turn; reads may run on many threads between two of them.
/// </remarks>
public sealed class ArrivedFrames : IPortStreams
{
    private readonly Arrival _arrival;
    private readonly LinkBlock?[] _frames;
    private readonly int _frameUi;
    private long _count;

    /// <summary>Makes the streams of an arrival.</summary>
    /// <param name="arrival">Order and delays.</param>
    /// <param name="frameUi">UI of a frame.</param>
    /// <param name="kept">Frames that can still be read; 2 or more.</param>
    public ArrivedFrames(Arrival arrival, int frameUi, int kept)
    {
        ArgumentNullException.ThrowIfNull(arrival);
        ArgumentOutOfRangeException.ThrowIfLessThan(kept, 2);
        _arrival = arrival;
        _frameUi = frameUi;
        _frames = new LinkBlock?[kept];
    }

    /// <inheritdoc/>
    public int Ports => _arrival.Ports;

    /// <inheritdoc/>
    public long Arrived => _count * _frameUi;

    /// <summary>Adds the next frame. Its rows must stay as they are while it is among the frames kept.</summary>
    /// <param name="rows">One row per lane, as long as a frame.</param>
    public void Put(LinkBlock rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _frames[_count % _frames.Length] = rows;
        _count++;
    }

    /// <inheritdoc/>
    public bool Holds(int port, long position, int count) =>
        position >= 0
        && position + count <= Arrived
        && (_count <= _frames.Length || position - _arrival.DelayOf(port) >= (_count - _frames.Length) * _frameUi);

    /// <inheritdoc/>
    public void Read(int port, long position, int count, Span<ulong> destination)
    {
        if (!Holds(port, position, count))
        {
            throw new ArgumentOutOfRangeException(nameof(position), position, $"Port {port} holds no such bits.");
        }

        long sent = position - _arrival.DelayOf(port);
        int lane = _arrival.LaneOf(port);
        int done = 0;
        if (sent < 0)
        {
            destination[..((count + 63) / 64)].Clear();
            done = (int)Math.Min(count, -sent);
        }

        while (done < count)
        {
            (long frame, long ui) = Math.DivRem(sent + done, _frameUi);
            int part = (int)Math.Min(count - done, _frameUi - ui);
            BitString.Copy(_frames[frame % _frames.Length]!.Row(lane), ui, destination, done, part);
            done += part;
        }
    }
}
