using Mosaic.Emulator.Experiments;

namespace Mosaic.Cli.Commands;

/// <summary>Where a result goes as text, JSON as a rule. A file is opened at once, so that one that cannot be written is known before the work is done.</summary>
/// <param name="path">A file, <c>-</c> for stdout, or null for nowhere.</param>
/// <param name="option">What to call it in messages.</param>
/// <exception cref="IOException">It cannot be written.</exception>
internal sealed class JsonTarget(string? path, string option = "--json") : IDisposable
{
    private readonly PendingFile? _file = path is null ? null : PendingFile.OrStdout(path, option);

    /// <summary>Whether stdout is the JSON's, so that no report may be printed.</summary>
    public bool IsStdout { get; } = PendingFile.IsStandard(path);

    /// <summary>Writes the result; where it is JSON, with the command that made it.</summary>
    public void Write(string json)
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            using (var writer = new StreamWriter(_file.Stream, leaveOpen: true))
            {
                writer.WriteLine(CommandText.Sign(json));
            }

            _file.Commit();
        }
        catch (Exception e) when (!IsStdout && FileTrouble.Is(e))
        {
            throw new IOException($"{option}: cannot write '{path}' ({FileTrouble.Why(path!, e)})", e);
        }
    }

    /// <summary>Leaves nothing behind of what was not written.</summary>
    public void Dispose() => _file?.Dispose();
}
