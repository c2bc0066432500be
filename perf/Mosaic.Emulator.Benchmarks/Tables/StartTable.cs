using System.Diagnostics;
using System.Globalization;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>What a user waits for and how much memory it takes: the tool, published with ReadyToRun code, as processes of their own.</summary>
internal static class StartTable
{
    private const int Tries = 5;

    /// <summary>Publishes the tool from a copy of the sources, and runs it.</summary>
    /// <param name="repository">The repository's folder.</param>
    public static string Make(string repository)
    {
        string work = Directory.CreateTempSubdirectory("mosaic-publish-").FullName;
        try
        {
            // A copy, since restoring for one kind of machine rewrites what the build needs.
            foreach (string folder in new[] { "src", "tools" })
                Copy(Path.Combine(repository, folder), Path.Combine(work, folder));
            foreach (string file in new[] { "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig" })
                File.Copy(Path.Combine(repository, file), Path.Combine(work, file));
            string output = Path.Combine(work, "published");
            Run("dotnet", ["publish", Path.Combine(work, "tools", "Mosaic.Cli"), "-c", "Release", "--use-current-runtime", "--self-contained", "false", "-p:PublishReadyToRun=true", "-o", output]);
            var table = new Markdown(" command", "seconds, median", "peak memory, MB");
            foreach (string[] command in (string[][])[["predict"], ["run", "--set", "stop.payloadBits=1e6"], ["run"], ["run", "--threads", "1"]])
            {
                (double Seconds, double Megabytes)[] tries = [.. Enumerable.Range(0, Tries).Select(_ => Run(Path.Combine(output, "mosaic"), command)).OrderBy(one => one.Seconds)];
                table.Add($"`mosaic {string.Join(' ', command)}`", tries[Tries / 2].Seconds.ToString("0.00", CultureInfo.InvariantCulture), tries.Max(one => one.Megabytes).ToString("0", CultureInfo.InvariantCulture));
            }

            return table.ToString();
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(from, file);
            string[] parts = relative.Split(Path.DirectorySeparatorChar);
            if (parts.Contains("bin") || parts.Contains("obj") || string.Equals(parts[^1], "packages.lock.json", StringComparison.Ordinal))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, relative))!);
            File.Copy(file, Path.Combine(to, relative));
        }
    }

    private static (double Seconds, double Megabytes) Run(string program, IEnumerable<string> arguments)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(2))
        {
            peak = Math.Max(peak, Peak(process));
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{output.Result}{errors.Result}");
        return (seconds, peak / 1e6);
    }

    /// <summary>The largest resident set so far; 0 for a process that has just ended.</summary>
    private static long Peak(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }
}
