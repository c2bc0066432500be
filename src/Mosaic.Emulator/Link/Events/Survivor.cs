namespace Mosaic.Emulator.Link.Events;

/// <summary>A candidate that is looked at one by one and that the first stage has left.</summary>
/// <param name="Candidate">Its number.</param>
/// <param name="OwnPattern">The pattern that the first stage saw; <see cref="Unknown"/>: it has still to look.</param>
internal readonly record struct Survivor(int Candidate, int OwnPattern)
{
    /// <summary>No pattern.</summary>
    public const int Unknown = -1;
}
