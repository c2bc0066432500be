using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>One point of a sweep.</summary>
/// <param name="Index">Which, counted from 0, the last axis varying fastest.</param>
/// <param name="Values">The values of the paths that are varied.</param>
/// <param name="Options">Its complete configuration.</param>
/// <param name="ConfigHash">16 hex digits that stand for all of the configuration that matters to its result.</param>
public sealed record SweepPoint(int Index, IReadOnlyList<string> Values, LinkOptions Options, string ConfigHash)
{
    /// <summary>The point in words: <c>fiber.lengthM=20</c>.</summary>
    /// <param name="paths">The paths that are varied.</param>
    internal string Describe(IReadOnlyList<string> paths) => string.Join(", ", paths.Zip(Values, (path, value) => $"{path}={value}"));
}
