namespace Mosaic.Emulator.Measurement;

/// <summary>Tells on which lane a bit of a frame's code stream travelled.</summary>
public interface IBitLanes
{
    /// <summary>The lane of a bit.</summary>
    /// <param name="bit">Position in the frame's code stream.</param>
    int LaneOf(long bit);
}
