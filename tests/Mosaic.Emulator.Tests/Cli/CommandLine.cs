using System.Diagnostics;

namespace Mosaic.Emulator.Tests.Cli;

/// <summary>Runs the tool as users do: a process of its own.</summary>
internal static class CommandLine
{
    /// <summary>The tool, to be started by dotnet.</summary>
    public static readonly string Tool = Path.Combine(AppContext.BaseDirectory, "mosaic.dll");

    public static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Tool, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>Starts the tool with stdin, stdout and stderr as pipes.</summary>
    public static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Tool, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>Sends what Ctrl-C does.</summary>
    public static void Interrupt(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Settings of a link that runs in a moment.</summary>
    public static readonly string[] SmallLink =
    [
        "--set", "array.rows=5", "--set", "array.columns=8", "--set", "bonding.dataLanes=40", "--set", "bonding.frameBatches=1", "--set", "stop.payloadBits=2e6",
    ];
}
