using System.Numerics;
using Mosaic.Emulator.Bonding;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>
/// How many groups of codewords, one after the other, count as one of what chance draws: so many that the next ones lie on the same lanes
/// again. What is different between lanes is then the same in every cluster, and no chance.
/// </summary>
internal static class GroupCluster
{
    /// <summary>Clusters of a frame, at least: where a frame does not hold so many, or no whole number, each group is one.</summary>
    public const int LeastOfFrame = 16;

    /// <summary>Groups of a cluster.</summary>
    /// <param name="design">The link.</param>
    public static int Size(LinkDesign design)
    {
        StripingMap map = design.Striping.Map;
        int columns = design.Code.CodewordSymbols / design.Layout.ElementSymbols;
        // Rotations exchange the codewords of a group, not its lanes.
        int period = map.ColumnsPerRotation / (int)BigInteger.GreatestCommonDivisor(columns, map.ColumnsPerRotation);
        return design.Groups % period == 0 && design.Groups / period >= LeastOfFrame ? period : 1;
    }
}
