namespace Mosaic.Emulator.Link.Frames;

/// <summary>The frames in flight: training frames and, behind them, frames with payload go around the same memory.</summary>
/// <param name="slots">The memory, as much as <see cref="SlotsOf"/> says.</param>
internal sealed class FrameRing(FrameSlot[] slots)
{
    /// <summary>
    /// Frames in flight: those sent together, one by each worker, and two before them. A frame's last bits arrive during the next one, so
    /// receiving lags by one frame; and ports hunt in the frame before it too. No fewer than two training frames are sent together. With
    /// one more, several workers need not wait for each other.
    /// </summary>
    /// <param name="workers">Workers.</param>
    public static int SlotsOf(int workers) => Math.Max(2, workers) + (workers > 1 ? 3 : 2);

    /// <summary>Frames that there is memory for.</summary>
    public int Slots => slots.Length;

    /// <summary>Training frames so far: while the link comes up, frame 0 is the next one of them.</summary>
    public long Training { get; set; }

    /// <summary>A frame, counted from the first that was ever sent.</summary>
    public long Counter(long frame) => Training + frame;

    /// <summary>What is kept of a frame.</summary>
    public FrameSlot this[long frame] => slots[Counter(frame) % slots.Length];
}
