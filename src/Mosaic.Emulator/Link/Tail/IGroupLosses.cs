using Mosaic.Emulator.Link.Frames;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>Says how probably a group's codewords are lost, given the probability of every bit. One worker's own.</summary>
internal interface IGroupLosses
{
    /// <summary>Starts a frame.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="slot">Its message and code.</param>
    void Begin(uint trial, long frame, FrameSlot slot);

    /// <summary>Adds a group. A frame's groups come in order.</summary>
    /// <param name="group">The group within the frame.</param>
    /// <param name="probabilities">A stretch that the group is in.</param>
    /// <param name="sums">Receives what is computed.</param>
    void Evaluate(int group, FrameProbabilities probabilities, TailSums sums);
}
