namespace Mosaic.Emulator.Link.Events;

/// <summary>A candidate that the first stage has left.</summary>
/// <param name="Candidate">Its number.</param>
/// <param name="OwnPattern">The pattern that the first stage saw; <see cref="Unknown"/>: it has still to look.</param>
/// <param name="Parity">1 more than the group of which there is parity in that pattern, taken as drawn; 0: none.</param>
internal readonly record struct Survivor(int Candidate, int OwnPattern, int Parity = 0)
{
    /// <summary>No pattern.</summary>
    public const int Unknown = -1;
}
