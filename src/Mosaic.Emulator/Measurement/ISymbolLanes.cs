namespace Mosaic.Emulator.Measurement;

/// <summary>Tells on which lane a symbol of a frame's code stream travelled.</summary>
public interface ISymbolLanes
{
    /// <summary>The lane of a symbol.</summary>
    /// <param name="symbol">Position in the frame's code stream.</param>
    int LaneOf(long symbol);
}
