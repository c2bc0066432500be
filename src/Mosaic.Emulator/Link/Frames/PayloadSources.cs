using System.Globalization;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Link.Frames;

/// <summary>Makes the payload source that a configuration names.</summary>
internal static class PayloadSources
{
    private const string PrbsPrefix = "prbs";

    /// <summary>Makes a source.</summary>
    public static IPayloadSource Create(LinkDesign design, uint trial, Stream? input)
    {
        string pattern = design.Options.Traffic.Pattern;
        if (design.Options.Traffic.IsFile)
        {
            return new StreamPayload(input!, design.MessageWords, design.Options.Seed, trial);
        }

        return pattern.StartsWith(PrbsPrefix, StringComparison.Ordinal)
            ? new PrbsPayload(int.Parse(pattern.AsSpan(PrbsPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture), design.MessageBits)
            : new RandomPayload(design.Options.Seed, trial);
    }
}
