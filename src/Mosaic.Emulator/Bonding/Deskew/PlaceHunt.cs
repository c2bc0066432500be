using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding.Arrivals;

namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>
/// One port's hunt for the place of its markers. Every place of a frame is looked at; where the first 64 sync bits are
/// right but for 16, the place is followed from frame to frame, for as long as it may be the one.
/// </summary>
internal sealed class PlaceHunt
{
    // Of 8192 random places 0.32 are worth following: room for three times as many, and some more in short frames.
    private const int PlacesPerFollowed = 8192;
    private const int LeastFollowed = 16;

    // Places in 127 words and one more: with the words that the last of them looks at, blocks of any vector's width.
    private const int ChunkWords = 129;
    private readonly int _frameUi;
    private readonly CorrelateLimits _limits;
    private readonly MarkerEvidence[] _followed;
    private long _next;
    private int _count;

    /// <summary>Begins at the stream's first bit.</summary>
    public PlaceHunt(int frameUi, CorrelateLimits limits)
    {
        _frameUi = frameUi;
        _limits = limits;
        _followed = new MarkerEvidence[Capacity(frameUi)];
    }

    /// <summary>Places that are followed at a time, at most.</summary>
    public static int Capacity(int frameUi) => (frameUi / PlacesPerFollowed) + LeastFollowed;

    /// <summary>The places that are followed.</summary>
    internal ReadOnlySpan<MarkerEvidence> Followed => _followed.AsSpan(0, _count);

    /// <summary>Begins again, at a position.</summary>
    public void Restart(long position)
    {
        _count = 0;
        _next = position;
    }

    /// <summary>Looks at what has arrived up to a position, less than a frame and a marker since the last call.</summary>
    public void Advance(IPortStreams streams, int port, long until)
    {
        Follow(streams, port, until);
        Search(streams, port, until);
    }

    /// <summary>
    /// The place found: the best of those with few enough wrong bits. A shadow of a marker, which overlaps it and looks a
    /// little like it in every frame, is none: it is beside a better place.
    /// </summary>
    public bool TryFind(out MarkerEvidence found)
    {
        found = default;
        foreach (ref readonly MarkerEvidence place in Followed)
        {
            if (place.Wrong <= _limits.Wrong(place.Markers) && !IsOutdone(place) && (found.Markers == 0 || place.IsBetterThan(found)))
            {
                found = place;
            }
        }

        return found.Markers > 0;
    }

    private bool IsOutdone(in MarkerEvidence place)
    {
        foreach (ref readonly MarkerEvidence other in Followed)
        {
            bool counts = other.Markers >= place.Markers || IsBeside(other, place);
            if (counts && other.IsBetterThan(place))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether two places, seen a frame apart at most, overlap.</summary>
    private bool IsBeside(in MarkerEvidence one, in MarkerEvidence other)
    {
        long apart = Math.Abs(one.Next - other.Next);
        return Math.Min(apart, Math.Abs(_frameUi - apart)) < AlignmentMarker.LengthUi;
    }

    /// <summary>Looks at the next marker of the places that are followed, and drops those that have become hopeless or too old.</summary>
    private void Follow(IPortStreams streams, int port, long until)
    {
        Span<ulong> marker = stackalloc ulong[AlignmentMarker.Words];
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            ref MarkerEvidence place = ref _followed[i];
            if (place.Next + AlignmentMarker.LengthUi <= until)
            {
                if (place.Markers == CorrelateLimits.MaxMarkers)
                {
                    continue;
                }

                streams.Read(port, place.Next, AlignmentMarker.LengthUi, marker);
                place.Add(marker[0], marker[1], place.Next + _frameUi);

                // A lane that is wrong so often carries nothing; random places are gone after three frames as a rule.
                if (place.Wrong * 8 > place.Markers * CorrelateLimits.SyncBits * 3)
                {
                    continue;
                }
            }

            _followed[kept++] = place;
        }

        _count = kept;
    }

    private void Search(IPortStreams streams, int port, long until)
    {
        Span<ulong> chunk = stackalloc ulong[ChunkWords];
        while (_next + AlignmentMarker.LengthUi <= until)
        {
            int count = (int)Math.Min(ChunkWords * 64, until - _next);
            streams.Read(port, _next, count, chunk);
            int places = count - AlignmentMarker.LengthUi + 1;
            for (int place = -1; (place = SyncSearch.Next<LooseTolerance>(chunk, place + 1, places)) < places;)
            {
                Begin(BitString.Read64(chunk, place), BitString.Read64(chunk, place + 64), _next + place + _frameUi);
            }

            _next += places;
        }
    }

    /// <summary>Follows a place that is not followed yet, if there is room.</summary>
    private void Begin(ulong first, ulong second, long next)
    {
        foreach (ref readonly MarkerEvidence place in Followed)
        {
            if (place.Next == next)
            {
                return;
            }
        }

        if (_count < _followed.Length)
        {
            ref MarkerEvidence place = ref _followed[_count++];
            place = default;
            place.Add(first, second, next);
        }
    }
}
