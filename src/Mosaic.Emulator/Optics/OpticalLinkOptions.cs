namespace Mosaic.Emulator.Optics;

/// <summary>The whole optical path. The defaults are those of the preset <c>mosaic-800g</c>.</summary>
public sealed record OpticalLinkOptions
{
    /// <summary>The grid of channels.</summary>
    public ArrayOptions Array { get; init; } = new();

    /// <summary>Rate and skew of the lanes.</summary>
    public LaneOptions Lane { get; init; } = new();

    /// <summary>The LEDs.</summary>
    public LedOptions Led { get; init; } = new();

    /// <summary>The fibre.</summary>
    public FiberOptions Fiber { get; init; } = new();

    /// <summary>The imaging.</summary>
    public OpticsOptions Optics { get; init; } = new();

    /// <summary>The receivers.</summary>
    public ReceiverOptions Receiver { get; init; } = new();

    /// <summary>The matrix that crosstalk <c>file</c> takes, one row and column for each channel of the array; else unused.</summary>
    public MeasuredCoupling? MeasuredCoupling { get; init; }

    /// <summary>
    /// How many channels carry a lane: the first ones in row-major order, 1 … rows·columns; null: all. The others are
    /// dark and contribute nothing.
    /// </summary>
    public int? LitChannels { get; init; }
}
