namespace Mosaic.Emulator.Link.Tail;

/// <summary>Says how probably a group's codewords are lost, given the probability of every bit. One worker's own.</summary>
internal interface IGroupLosses
{
    /// <summary>Adds a group.</summary>
    /// <param name="group">The group within the frame.</param>
    /// <param name="probabilities">A stretch that the group is in.</param>
    /// <param name="sums">Receives what is computed.</param>
    void Evaluate(int group, FrameProbabilities probabilities, TailSums sums);
}
