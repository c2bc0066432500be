namespace Mosaic.Cli.Commands;

/// <summary>A file that appears under its name only when it is complete: until then it is a temporary one beside it.</summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly bool _direct;
    private bool _committed;

    /// <summary>Opens the temporary file.</summary>
    /// <param name="path">The name to appear under.</param>
    /// <param name="option">What to call it in messages.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public PendingFile(string path, string option)
    {
        _path = Path.GetFullPath(path);
        // Devices and pipes of the system are written to, never replaced.
        _direct = _path.StartsWith("/dev/", StringComparison.Ordinal) || _path.StartsWith("/proc/", StringComparison.Ordinal);
        _temporary = _direct ? _path : $"{_path}.{Environment.ProcessId}.part";
        if (Directory.Exists(_path))
        {
            throw new IOException($"{option}: '{path}' is a folder");
        }

        try
        {
            Stream = new FileStream(_temporary, _direct ? FileMode.Open : FileMode.Create, FileAccess.Write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{option}: cannot write '{path}' ({e.Message.TrimEnd('.')})", e);
        }
    }

    /// <summary>What is written so far.</summary>
    public FileStream Stream { get; }

    /// <summary>Gives the file its name, in place of any other.</summary>
    public void Commit()
    {
        Stream.Dispose();
        if (!_direct)
        {
            File.Move(_temporary, _path, overwrite: true);
        }

        _committed = true;
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (!_committed && !_direct)
        {
            File.Delete(_temporary);
        }
    }
}
