namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>
/// Reads lane number and frame counter from several markers of a port together, by the smallest distance. A number counts
/// as read when it is nearer than any other that is possible by a margin.
/// </summary>
internal sealed class MarkerReader
{
    private readonly int _frameUi;
    private readonly CorrelateLimits _limits;
    private readonly bool[] _taken;

    /// <summary>All lanes are free.</summary>
    public MarkerReader(int lanes, int frameUi, CorrelateLimits limits)
    {
        _frameUi = frameUi;
        _limits = limits;
        _taken = new bool[lanes];
    }

    /// <summary>Takes a lane out of the choice.</summary>
    public void Take(int lane) => _taken[lane] = true;

    /// <summary>Puts a lane back.</summary>
    public void Release(int lane) => _taken[lane] = false;

    /// <summary>Reads the lane number; the last lane that is free needs no reading.</summary>
    public bool TryReadLane(in MarkerEvidence place, out int lane)
    {
        int best = int.MaxValue, second = int.MaxValue;
        lane = -1;
        for (int candidate = 0; candidate < _taken.Length; candidate++)
        {
            if (!_taken[candidate])
            {
                int distance = place.LaneDistance(candidate);
                if (distance < best)
                {
                    second = best;
                    best = distance;
                    lane = candidate;
                }
                else
                {
                    second = Math.Min(second, distance);
                }
            }
        }

        return lane >= 0 && second - best >= _limits.LaneMargin(place.Markers, place.Wrong);
    }

    /// <summary>Reads the frame counter, and from it where frame 0 starts in the port's stream.</summary>
    /// <param name="place">The markers.</param>
    /// <param name="near">Where frame 0 starts in another port's stream, which is less than a frame away; null if unknown.</param>
    /// <param name="firstFrame">Where frame 0 starts.</param>
    public bool TryReadFirstFrame(in MarkerEvidence place, long? near, out long firstFrame)
    {
        long position = place.Next - _frameUi;
        if (near is not { } other)
        {
            return TryReadAnyCount(place, position, out firstFrame);
        }

        // Two frames would put it less than a frame before or behind the other one.
        long frame = (position - other) / _frameUi;
        long remainder = position - other - (frame * _frameUi);
        if (remainder == 0)
        {
            firstFrame = other;
            return true;
        }

        long rival = remainder > 0 ? frame + 1 : frame - 1;
        int distance = place.CountDistance(frame), rivals = place.CountDistance(rival);
        firstFrame = position - ((distance <= rivals ? frame : rival) * _frameUi);
        return Math.Abs(rivals - distance) >= _limits.NearCountMargin(place.Markers, place.Wrong);
    }

    private bool TryReadAnyCount(in MarkerEvidence place, long position, out long firstFrame)
    {
        int best = int.MaxValue, second = int.MaxValue, counter = 0;
        for (int candidate = 0; candidate < AlignmentMarker.CounterPeriod; candidate++)
        {
            int distance = place.CountDistance(candidate);
            if (distance < best)
            {
                second = best;
                best = distance;
                counter = candidate;
            }
            else
            {
                second = Math.Min(second, distance);
            }
        }

        // The counter says which frame this is, up to its period: the latest frame that can have arrived by now.
        long frame = position / _frameUi;
        frame -= (frame - counter) & (AlignmentMarker.CounterPeriod - 1);
        firstFrame = position - (frame * _frameUi);
        return second - best >= _limits.AnyCountMargin(place.Markers, place.Wrong);
    }
}
