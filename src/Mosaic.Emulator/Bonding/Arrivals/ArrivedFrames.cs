using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Arrivals;

/// <summary>
/// The ports' streams over a ring of received frames: port p shows the row of its lane, late by its delay. Before the
/// first frame everything is dark and reads as zero. A lane may slip: from a UI on it is later or earlier.
/// </summary>
/// <remarks>
/// A stream is a view: reading it is the one copy, shifted by whole and part words, that a delay line would make. Frames
/// are put in turn; reads may run on many threads, also meanwhile, of frames that are still kept afterwards.
/// </remarks>
public sealed class ArrivedFrames : ISoftPortStreams, IPortViews
{
    private readonly Arrival _arrival;
    private readonly LinkBlock?[] _frames;
    private readonly SoftBlock?[] _soft;
    private readonly int _frameUi;
    private readonly Stretch[][] _stretches; // by port, in order; never changed, but replaced
    private readonly int[] _drifted; // by port, what of its delay is drift
    private readonly long[] _nextDrift; // by port, when that changes
    private readonly int[] _lanes; // by port
    private long _count;
    private long _oldest;

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
        _soft = new SoftBlock?[kept];
        _stretches = [.. Enumerable.Range(0, arrival.Ports).Select(port => new Stretch[] { new(0, arrival.DelayOf(port)) })];
        _lanes = [.. Enumerable.Range(0, arrival.Ports).Select(arrival.LaneOf)];
        _drifted = [.. Enumerable.Range(0, arrival.Ports).Select(port => arrival.Drift?.At(arrival.LaneOf(port), 0) ?? 0)];
        _nextDrift = [.. Enumerable.Range(0, arrival.Ports).Select(port => arrival.Drift?.NextChange(arrival.LaneOf(port), 0) ?? DelayDrift.Never)];
    }

    /// <inheritdoc/>
    public int Ports => _arrival.Ports;

    /// <inheritdoc/>
    public long Arrived => Volatile.Read(ref _count) * _frameUi;

    /// <summary>Slips within the frame that was put last: changes of a lane's delay, by drift or otherwise.</summary>
    public int LastSlips { get; private set; }

    /// <summary>Adds the next frame. Its rows must stay as they are while it is among the frames kept.</summary>
    /// <param name="rows">One row per lane, as long as a frame.</param>
    /// <param name="soft">The same of log-likelihoods, or null where there are none.</param>
    public void Put(LinkBlock rows, SoftBlock? soft = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Forget();
        Drift((_count + 1) * _frameUi);
        LastSlips = 0;
        foreach (Stretch[] stretches in _stretches)
        {
            for (int index = stretches.Length - 1; index > 0 && stretches[index].FirstUi >= _count * _frameUi; index--)
            {
                LastSlips++;
            }
        }

        int newest = (int)(_count % _frames.Length);
        (_frames[newest], _soft[newest]) = (rows, soft);
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Goes on with a later frame. Bits of the frames before it, and of those left out, must not be read any more.</summary>
    /// <param name="frame">The frame that is put next.</param>
    public void SkipTo(long frame)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frame, _count);
        Array.Clear(_frames);
        Array.Clear(_soft);
        (_count, _oldest) = (frame, frame);
        Drift(frame * _frameUi);
    }

    /// <summary>
    /// From the next frame on, a lane is later: between that frame and the one before, its stream has so many UI more, which are
    /// dark; or it is earlier, and as many last UI of the frame before are lost.
    /// </summary>
    /// <param name="lane">The lane.</param>
    /// <param name="ui">UI gained; negative: lost.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lane's delay would be negative, or a frame or more.</exception>
    public void Slip(int lane, int ui) => Slip(_arrival.PortOf(lane), ui, _count * _frameUi);

    /// <summary>Whether reading a frame's data by an alignment brings what its lane carried, all of it and in its place.</summary>
    /// <param name="port">Port, 0 … Ports−1.</param>
    /// <param name="alignment">What a deskew makes of it.</param>
    /// <param name="frame">A frame that is kept.</param>
    public bool IsAligned(int port, PortAlignment alignment, long frame)
    {
        long from = (frame * _frameUi) + AlignmentMarker.LengthUi, end = (frame + 1) * _frameUi;
        Stretch[] stretches = _stretches[port];
        int index = stretches.Length - 1;
        while (index > 0 && from < stretches[index].FirstUi)
        {
            index--;
        }

        // What is earlier afterwards loses its last UI.
        bool whole = index == stretches.Length - 1 || stretches[index + 1].FirstUi >= end + Math.Max(0, stretches[index].DelayUi - stretches[index + 1].DelayUi);
        return whole && alignment == new PortAlignment(_arrival.LaneOf(port), stretches[index].DelayUi);
    }

    /// <summary>The first frame that can still be read.</summary>
    private long OldestOf(long count) => Math.Max(_oldest, count - _frames.Length);

    /// <inheritdoc/>
    [MethodImpl(Kernel.Compiled)]
    public bool Holds(int port, long position, int count)
    {
        long arrived = Volatile.Read(ref _count), oldest = OldestOf(arrived);
        if (position < 0 || position + count > arrived * _frameUi)
        {
            return false;
        }

        Stretch[] stretches = _stretches[port];
        return oldest == 0 || position - stretches[StretchAt(stretches, position)].DelayUi >= oldest * _frameUi;
    }

    /// <inheritdoc/>
    [MethodImpl(Kernel.Compiled)]
    public void Prefetch(int port, long position, int count)
    {
        // Where the port is now; what a slip moves is not worth looking for.
        if (Find(port, position) is { } view)
        {
            Span<ulong> row = view.Rows.Row(view.Row);
            int word = view.Ui >> 6;
            CacheLines.Prefetch(row[word..Math.Min(row.Length, word + (count / 64) + 1)]);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Kernel.Compiled)]
    public void Read(int port, long position, int count, Span<ulong> destination)
    {
        if (View(port, position, count) is { } view)
        {
            BitString.Copy(view.Rows.Row(view.Row), view.Ui, destination, 0, count);
            return;
        }

        Read(port, position, count, new BitTarget(_frames, destination[..((count + 63) / 64)]));
    }

    PortView? IPortViews.View(int port, long position, int count) => View(port, position, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PortView? View(int port, long position, int count) =>
        position + count <= Arrived && Find(port, position) is { } view && view.Ui + count <= _frameUi ? view : null;

    /// <summary>Where a position of a port is, among what the port shows since it last slipped, and frames that are kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PortView? Find(int port, long position)
    {
        long count = Volatile.Read(ref _count);
        Stretch latest = _stretches[port][^1];
        long sent = position - latest.DelayUi, frame = sent / _frameUi;
        return sent < latest.FirstUi || frame >= count || frame < OldestOf(count)
            ? null
            : new PortView(_frames[frame % _frames.Length]!, _lanes[port], (int)(sent - (frame * _frameUi)));
    }

    /// <inheritdoc/>
    public void Read(int port, long position, int count, Span<sbyte> destination) =>
        Read(port, position, count, new SoftTarget(_soft, destination[..count]));

    private void Read<TTarget>(int port, long position, int count, TTarget target)
        where TTarget : struct, ITarget, allows ref struct
    {
        if (!Holds(port, position, count))
        {
            throw new ArgumentOutOfRangeException(nameof(position), position, $"Port {port} holds no such bits.");
        }

        Stretch[] stretches = _stretches[port];
        int index = StretchAt(stretches, position), lane = _lanes[port];
        if (position < stretches[index].DelayUi || index < stretches.Length - 1)
        {
            // There may be bits that nobody sent.
            target.Clear();
        }

        for (long from = position, end = position + count; from < end; index++)
        {
            // A stretch ends where the next one begins; of what it was to bring, the rest is lost, or a gap is left.
            (bool last, Stretch stretch) = (index == stretches.Length - 1, stretches[index]);
            long until = last ? end : Math.Min(end, Start(stretches[index + 1]));
            long brought = last ? end : Math.Min(until, stretches[index + 1].FirstUi + stretch.DelayUi);
            Copy(lane, Math.Max(from, Start(stretch)), brought, stretch.DelayUi, target, position);
            from = until;
        }
    }

    private void Copy<TTarget>(int lane, long from, long end, int delayUi, TTarget target, long position)
        where TTarget : struct, ITarget, allows ref struct
    {
        while (from < end)
        {
            (long frame, long ui) = Math.DivRem(from - delayUi, _frameUi);
            int part = (int)Math.Min(end - from, _frameUi - ui);
            target.Take((int)(frame % _frames.Length), lane, (int)ui, (int)(from - position), part);
            from += part;
        }
    }

    private static int StretchAt(ReadOnlySpan<Stretch> stretches, long position)
    {
        int index = stretches.Length - 1;
        while (index > 0 && position < Start(stretches[index]))
        {
            index--;
        }

        return index;
    }

    private static long Start(Stretch stretch) => stretch.FirstUi + stretch.DelayUi;

    /// <summary>Makes lanes slip whose delays drift across whole UI before a time.</summary>
    private void Drift(long until)
    {
        for (int port = 0; port < _nextDrift.Length; port++)
        {
            while (_nextDrift[port] < until)
            {
                (long at, int lane) = (_nextDrift[port], _arrival.LaneOf(port));
                int drifted = _arrival.Drift!.At(lane, at);
                Slip(port, drifted - _drifted[port], at);
                _drifted[port] = drifted;
                _nextDrift[port] = _arrival.Drift.NextChange(lane, at);
            }
        }
    }

    private void Slip(int port, int ui, long firstUi)
    {
        Stretch[] stretches = _stretches[port];
        long delay = (long)stretches[^1].DelayUi + ui;
        if (delay < 0 || delay >= _frameUi)
        {
            throw new ArgumentOutOfRangeException(nameof(ui), ui, $"Lane {_arrival.LaneOf(port)} would be late by {delay} UI, outside 0 to {_frameUi - 1}.");
        }

        int kept = stretches.Length - (stretches[^1].FirstUi == firstUi ? 1 : 0);
        _stretches[port] = [.. stretches.AsSpan(0, kept), new Stretch(firstUi, (int)delay)];
    }

    /// <summary>Forgets stretches that are over before the frames that are kept: a lane that drifts has no end of them.</summary>
    private void Forget()
    {
        long kept = (_count - _frames.Length) * _frameUi;
        foreach (ref Stretch[] stretches in _stretches.AsSpan())
        {
            int over = 0;
            // One more is left, for what is later afterwards.
            while (stretches.Length - over > 2 && stretches[over + 2].FirstUi < kept)
            {
                over++;
            }

            stretches = over > 0 ? stretches[over..] : stretches;
        }
    }

    /// <summary>What a lane sends from a UI on arrives with the same delay.</summary>
    private readonly record struct Stretch(long FirstUi, int DelayUi);

    /// <summary>Where a stretch of a port is read to.</summary>
    private interface ITarget
    {
        /// <summary>Nobody has sent anything.</summary>
        void Clear();

        /// <summary>Takes a part of a lane's row of one of the frames kept.</summary>
        void Take(int kept, int lane, int ui, int at, int count);
    }

    private readonly ref struct BitTarget(LinkBlock?[] frames, Span<ulong> destination) : ITarget
    {
        private readonly LinkBlock?[] _frames = frames;
        private readonly Span<ulong> _destination = destination;

        public void Clear() => _destination.Clear();

        public void Take(int kept, int lane, int ui, int at, int count) => BitString.Copy(_frames[kept]!.Row(lane), ui, _destination, at, count);
    }

    private readonly ref struct SoftTarget(SoftBlock?[] frames, Span<sbyte> destination) : ITarget
    {
        private readonly SoftBlock?[] _frames = frames;
        private readonly Span<sbyte> _destination = destination;

        public void Clear() => _destination.Clear();

        public void Take(int kept, int lane, int ui, int at, int count)
        {
            Span<sbyte> to = _destination.Slice(at, count);
            if (_frames[kept] is { } frame)
            {
                frame.Row(lane).Slice(ui, count).CopyTo(to);
            }
            else
            {
                to.Clear();
            }
        }
    }
}
