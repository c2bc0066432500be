namespace Mosaic.Emulator.Channel;

/// <summary>Where the tails of eight cells are.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Sure">So many are looked at in any case, since one of the words is most often below the one before.</param>
/// <param name="AreAlike">Whether the cells are alike, so that there is one tail for all of them where else there are eight.</param>
internal readonly record struct EightCells(int First, int Sure, bool AreAlike);
