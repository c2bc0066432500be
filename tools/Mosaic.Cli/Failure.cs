using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli;

/// <summary>Turns failures into one line and an exit code.</summary>
internal static class Failure
{
    /// <summary>The exit code of a failure that a user can do something about; null for a defect.</summary>
    public static int? ExitCodeOf(Exception failure) => failure switch
    {
        ConfigurationException => ExitCode.Usage,
        IOException or UnauthorizedAccessException => ExitCode.File,
        // What the parts refuse by themselves: an empty path, text that is no text, a link too large to build.
        ArgumentException or InvalidOperationException or OverflowException or OutOfMemoryException => ExitCode.Usage,
        _ => null,
    };

    /// <summary>Writes the line and returns the code.</summary>
    public static int Report(string message, int code)
    {
        Console.Error.WriteLine($"mosaic: {message.ReplaceLineEndings(" ")}");
        return code;
    }
}
