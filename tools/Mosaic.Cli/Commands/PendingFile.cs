using Mosaic.Emulator.Experiments;

namespace Mosaic.Cli.Commands;

/// <summary>
/// A file that appears under its name only when it is complete: until then it is a temporary one beside it. Pipes and
/// devices are written to as they are, and where a name is a link, what it leads to is replaced.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    /// <summary>The path that stands for stdin or stdout.</summary>
    public const string Standard = "-";

    // As many as Linux follows.
    private const int MostLinks = 40;

    private readonly string _path;
    private readonly string? _temporary;
    private bool _committed;

    /// <summary>Opens the temporary file.</summary>
    /// <param name="path">The name to appear under.</param>
    /// <param name="option">What to call it in messages.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public PendingFile(string path, string option)
    {
        try
        {
            _path = Target(path);
            if (Directory.Exists(_path))
            {
                throw new IOException("it is a folder");
            }

            if (OpenInPlace(_path) is { } stream)
            {
                Stream = stream;
                return;
            }

            _temporary = $"{_path}.{Environment.ProcessId}.part";
            Stream = new FileStream(_temporary, FileMode.Create, FileAccess.Write);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new IOException($"{option}: cannot write '{path}' ({FileTrouble.Why(path, e)})", e);
        }
    }

    private PendingFile()
    {
        _path = Standard;
        Stream = Console.OpenStandardOutput();
    }

    /// <summary>What is written so far.</summary>
    public Stream Stream { get; }

    /// <summary>A file, or stdout for <see cref="Standard"/>.</summary>
    public static PendingFile OrStdout(string path, string option) => IsStandard(path) ? new PendingFile() : new PendingFile(path, option);

    /// <summary>Whether a path stands for stdin or stdout.</summary>
    public static bool IsStandard(string? path) => string.Equals(path, Standard, StringComparison.Ordinal);

    /// <summary>Whether two paths, if given, lead to the same file.</summary>
    public static bool AreSame(string? one, string? other) =>
        !string.IsNullOrEmpty(one) && !string.IsNullOrEmpty(other) && !IsStandard(one) && !IsStandard(other)
        && !IsOfSystem(Target(one)) && string.Equals(Target(one), Target(other), StringComparison.Ordinal);

    /// <summary>
    /// Whether a path leads to what no file with something in it can be: stdin, a device, a pipe, an empty file. Pipes have no length,
    /// and opening one to see what it is would wait for its other end.
    /// </summary>
    public static bool HoldsNothing(string path) =>
        IsStandard(path) || IsOfSystem(Target(path)) || (new FileInfo(Target(path)) is { Exists: true } file && file.Length == 0);

    private static bool IsOfSystem(string path) =>
        (path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal))
        || path.StartsWith("/proc/", StringComparison.Ordinal);

    /// <summary>Gives the file its name, in place of any other.</summary>
    public void Commit()
    {
        Stream.Dispose();
        if (_temporary is not null)
        {
            File.Move(_temporary, _path, overwrite: true);
        }

        _committed = true;
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException) when (!_committed)
        {
            // What could not be written has been said.
        }

        if (!_committed && _temporary is not null)
        {
            File.Delete(_temporary);
        }
    }

    /// <summary>The full path, behind links; but for those of the system, which may lead to open pipes that have no path.</summary>
    private static string Target(string path)
    {
        string full = Path.GetFullPath(path);
        for (int i = 0; i < MostLinks && !IsOfSystem(full) && new FileInfo(full).LinkTarget is { } link; i++)
        {
            full = Path.GetFullPath(link, Path.GetDirectoryName(full)!);
        }

        return full;
    }

    /// <summary>What exists and is not a plain file. Opening a pipe waits for its reader; of devices some say that they can seek.</summary>
    private static FileStream? OpenInPlace(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        if (!stream.CanSeek || IsOfSystem(path))
        {
            return stream;
        }

        stream.Dispose();
        return null;
    }
}
