using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Optics;

namespace Mosaic.Cli.Commands;

/// <summary>Files that a configuration names.</summary>
internal static class InputFile
{
    /// <summary>Opens a file that must hold something.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">The setting that names it.</param>
    /// <param name="emptiness">What is wrong with an empty one.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="ConfigurationException">It is empty.</exception>
    public static FileStream Open(string path, string key, string emptiness)
    {
        if (path.Length == 0)
        {
            throw new ConfigurationException($"{key}: '' is not allowed; it is the name of a file");
        }

        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new IOException($"{key}: cannot read '{path}' ({FileTrouble.Why(path, e)})", e);
        }

        if (stream.CanSeek && stream.Length == 0)
        {
            stream.Dispose();
            throw new ConfigurationException($"{key}: '{path}' is empty; {emptiness}");
        }

        return stream;
    }

    /// <summary>The file to send, or stdin; null where none is named.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="ConfigurationException">It is empty.</exception>
    public static Stream? Traffic(LinkOptions options) => options.Traffic.Input switch
    {
        null => null,
        PendingFile.Standard => Console.OpenStandardInput(),
        { } path => Open(path, "traffic.input", "there is nothing to send"),
    };

    /// <summary>The coupling matrix of the file that <c>optics.file</c> names; null where there is none.</summary>
    /// <exception cref="ConfigurationException">It is no such matrix.</exception>
    public static MeasuredCoupling? Coupling(LinkOptions options)
    {
        if (options.Optics.File is not { } path)
        {
            return null;
        }

        using var reader = new StreamReader(Open(path, "optics.file", "it is a matrix as CSV"));
        try
        {
            return MeasuredCoupling.Read(reader);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"optics.file: {path}: {e.Message}", e);
        }
    }
}
