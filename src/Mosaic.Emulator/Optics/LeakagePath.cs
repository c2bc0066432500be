using System.Collections.Immutable;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// How the bits of one lane reach a receiver: tap t adds <c>Coefficients[t]</c> to its current at UI n when bit
/// n − (FirstShift + t) of the source is 1. A longer response is several paths with the same source and different
/// shifts.
/// </summary>
public sealed class LeakagePath
{
    /// <summary>The most taps of one path.</summary>
    public const int MaxTaps = 8;

    /// <summary>A path.</summary>
    /// <param name="source">Channel of the sending lane.</param>
    /// <param name="firstShift">How many UI before the receiver's the first tap's bit is; negative: still to come.</param>
    /// <param name="coefficients">1 … <see cref="MaxTaps"/> changes of current.</param>
    /// <param name="displacements">For each tap the change of current, when its bit is 1, over one standard deviation of the
    /// sampling instant; none: jitter does not act on it.</param>
    /// <exception cref="ArgumentException">No taps or too many, or not as many displacements.</exception>
    public LeakagePath(int source, int firstShift, ImmutableArray<long> coefficients, ImmutableArray<long> displacements = default)
    {
        if (coefficients.IsDefault || coefficients.Length is 0 or > MaxTaps)
            throw new ArgumentException("A path has 1 to 8 taps.", nameof(coefficients));
        (Source, FirstShift, Coefficients) = (source, firstShift, coefficients);
        Displacements = displacements.IsDefaultOrEmpty ? [] : displacements;
        if (Displacements.Length > 0 && Displacements.Length != coefficients.Length)
            throw new ArgumentException("There is one displacement for each tap, or none.", nameof(displacements));
        foreach (long coefficient in coefficients)
            (Lowest, Highest) = (Lowest + Math.Min(coefficient, 0), Highest + Math.Max(coefficient, 0));
    }

    /// <summary>Channel of the sending lane.</summary>
    public int Source { get; }

    /// <summary>Shift of the first tap in UI.</summary>
    public int FirstShift { get; }

    /// <summary>Changes of current, in the current unit of the model, when a tap's bit is 1.</summary>
    public ImmutableArray<long> Coefficients { get; }

    /// <summary>Changes of current over one standard deviation of the sampling instant when a tap's bit is 1; empty: none.</summary>
    public ImmutableArray<long> Displacements { get; }

    /// <summary>The least that its bits add to the current.</summary>
    internal long Lowest { get; }

    /// <summary>The most.</summary>
    internal long Highest { get; }

    /// <summary>Shift of the last tap in UI.</summary>
    public int LastShift => FirstShift + Coefficients.Length - 1;
}
