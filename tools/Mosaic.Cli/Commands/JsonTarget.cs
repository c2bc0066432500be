namespace Mosaic.Cli.Commands;

/// <summary>Where a result goes as JSON.</summary>
/// <param name="path">A file, <c>-</c> for stdout, or null for nowhere.</param>
internal sealed class JsonTarget(string? path)
{
    /// <summary>Whether stdout is the JSON's, so that no report may be printed.</summary>
    public bool IsStdout => string.Equals(path, "-", StringComparison.Ordinal);

    /// <summary>Writes the result.</summary>
    public void Write(string json)
    {
        if (IsStdout)
        {
            Console.Out.WriteLine(json);
        }
        else if (path is not null)
        {
            using var file = new PendingFile(path, "--json");
            using (var writer = new StreamWriter(file.Stream, leaveOpen: true))
            {
                writer.WriteLine(json);
            }

            file.Commit();
        }
    }
}
