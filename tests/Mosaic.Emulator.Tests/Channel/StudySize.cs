using System.Globalization;

namespace Mosaic.Emulator.Tests.Channel;

/// <summary>
/// How large the statistical studies are: <c>MOSAIC_STUDY</c> times the usual number of samples, 1 unless set. Nothing else changes
/// with it, neither assertions nor false-alarm probabilities.
/// </summary>
internal static class StudySize
{
    public static int Times(int samples) => samples * int.Parse(
        Environment.GetEnvironmentVariable("MOSAIC_STUDY") ?? "1", NumberStyles.None, CultureInfo.InvariantCulture);
}
