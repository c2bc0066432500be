using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Link.Session;

/// <summary>What a session can be asked for: bytes from outside leave no choice of traffic, and have to be delivered.</summary>
internal static class SessionRules
{
    /// <summary>Refuses by name what it cannot.</summary>
    /// <exception cref="ConfigurationException">It is asked for.</exception>
    public static void Check(LinkOptions options)
    {
        Refuse(options.Engine is not ("bit-true" or "waveform"), $"engine: {options.Engine} delivers no payload; engines that do are bit-true and waveform");
        Refuse(
            !string.Equals(options.Traffic.Pattern, "random", StringComparison.Ordinal) || !options.Traffic.Scramble,
            $"traffic.pattern, traffic.scramble: {options.Traffic.Pattern}, {(options.Traffic.Scramble ? "scrambled" : "not scrambled")}, is not what bytes from outside can be sent as; a session takes random, true");
        Refuse(
            (options.Capture.Errors ?? options.Capture.Replay) is not null || options.Capture.Frame is not null, "capture: a session neither writes nor reads captures");

        static void Refuse(bool asked, string why)
        {
            if (asked)
            {
                throw new ConfigurationException(why);
            }
        }
    }
}
