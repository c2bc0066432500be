namespace Mosaic.Emulator.Experiments;

/// <summary>Why a file cannot be read or written, in words that are the same on every system.</summary>
internal static class FileTrouble
{
    // What systems say of a file that another process keeps to itself.
    private const int WouldBlock = 11, SharingViolation = unchecked((int)0x80070020);

    /// <summary>Whether an exception is about a file.</summary>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>What is wrong with a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="e">What opening, reading or writing it threw.</param>
    public static string Why(string path, Exception e)
    {
        if (path.Length == 0)
        {
            return "the name is empty";
        }

        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return "no file has such a name";
        }

        if (Directory.Exists(path))
        {
            return "it is a folder";
        }

        for (string? above = Path.GetDirectoryName(Path.GetFullPath(path)); above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above))
        {
            if (File.Exists(above))
            {
                return $"'{above}' is no folder";
            }
        }

        return Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder) ? $"there is no folder '{folder}'" : e switch
        {
            FileNotFoundException or DirectoryNotFoundException => "there is no such file",
            PathTooLongException => "the name is too long",
            UnauthorizedAccessException => "access is denied",
            IOException { HResult: WouldBlock or SharingViolation } => "it is open in another process",
            // Systems add the name, which is said already.
            _ => e.Message.Split(" : '")[0].Split(" (Param")[0].TrimEnd('.'),
        };
    }
}
