using System.Diagnostics;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>This program once more: a process of its own has code and data elsewhere.</summary>
internal static class OwnProcess
{
    /// <summary>What a command prints: lines of cells with tabs between them.</summary>
    /// <param name="command">The command.</param>
    /// <exception cref="InvalidOperationException">It ended with something other than 0.</exception>
    public static IEnumerable<string[]> Cells(string command)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet")
        {
            start.ArgumentList.Add(typeof(OwnProcess).Assembly.Location);
        }

        start.ArgumentList.Add(command);
        using Process process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return process.ExitCode == 0 ? lines.Select(line => line.Split('\t')) : throw new InvalidOperationException($"The process of {command} ended with {process.ExitCode}.");
    }
}
