using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mosaic.Emulator.Tests.Cli;

/// <summary>Where results go: links, pipes, devices, stdin and stdout, and what is left behind when a run is ended.</summary>
public sealed class FilesAndPipesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public void Link_IsKept_AndWhatItLeadsToIsReplaced()
    {
        File.WriteAllText(In("real"), "old");
        File.CreateSymbolicLink(In("link"), In("real"));
        Assert.Equal(0, CommandLine.Run("config", "--json", In("link")).ExitCode);
        Assert.Equal(In("real"), new FileInfo(In("link")).LinkTarget);
        Assert.StartsWith("{", File.ReadAllText(In("real")), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void CapturedErrors_AreReplayed_AndAnotherConfigurationIsRefused()
    {
        string[] link = ["run", .. CommandLine.SmallLink, "--set", "fiber.lengthM=28", "--json", "-"];
        string[] outputs = [.. new string[][] { [], ["--capture-errors", In("errors")], ["--replay", In("errors")] }.Select(more =>
        {
            (int code, string output, string error) = CommandLine.Run([.. link, .. more]);
            Assert.Equal((0, ""), (code, error));
            using JsonDocument report = JsonDocument.Parse(output);
            return report.RootElement.GetProperty("fingerprint").GetString()!;
        })];
        Assert.Single(outputs.Distinct());
        Assert.Equal([In("errors")], Directory.GetFiles(_folder));
        (int refused, _, string why) = CommandLine.Run([.. link, "--seed", "2", "--replay", In("errors")]);
        Assert.Equal((2, "mosaic: capture.replay: seed was 1 when the errors were captured, and is 2 now; a replay takes the same configuration"), (refused, why.TrimEnd()));
        File.WriteAllBytes(In("errors"), File.ReadAllBytes(In("errors"))[..^2]);
        (int truncated, _, why) = CommandLine.Run([.. link, "--replay", In("errors")]);
        Assert.Equal((4, "mosaic: capture.replay: the capture is truncated: it ends before its end mark"), (truncated, why.TrimEnd()));
    }

    [Fact]
    public async Task Pipe_IsWrittenTo_NotReplaced()
    {
        MakePipe(In("pipe"));
        Task<string> reader = Task.Run(() => File.ReadAllText(In("pipe")));
        (int code, string printed, _) = CommandLine.Run("config", "--json", In("pipe"));
        Assert.Equal(0, code);
        Assert.Equal(printed, await reader);
        Assert.Single(Directory.GetFiles(_folder));
    }

    /// <summary>Nothing can take a pipe's place: that is said without opening it, so what it holds is still there. Where it is only read, it does.</summary>
    [Fact]
    public async Task Pipe_IsNoBaselineToUpdate_ButOneToRead()
    {
        MakePipe(In("pipe"));
        Task write = Task.Run(() => File.WriteAllText(In("pipe"), "{}"));
        (int code, string output, string error) = CommandLine.Run("check", In("pipe"), "--update");
        Assert.Equal((4, "", $"mosaic: --update: '{In("pipe")}' is no plain file with a baseline in it, so that nothing can take its place"), (code, output, error.TrimEnd()));
        (code, output, error) = CommandLine.Run("check", In("pipe"));
        await write;
        Assert.Equal((2, "", $"mosaic: {In("pipe")}: not the JSON of a sweep (there is no config)"), (code, output, error.TrimEnd()));
    }

    [Fact]
    public async Task StdinGoesThrough_AndStdoutIsThePayloadAlone()
    {
        byte[] sent = new byte[200_003];
        new Random(5).NextBytes(sent);
        using Process process = CommandLine.Start(["run", .. CommandLine.SmallLink, "--input", "-", "--output", "-"]);
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task write = Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(sent);
            process.StandardInput.Close();
        });
        using var received = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(received);
        await write;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(sent, received.ToArray());
        Assert.Contains("before FEC", await error, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingOnStdin_IsRefused()
    {
        using Process process = CommandLine.Start(["run", .. CommandLine.SmallLink, "--input", "-"]);
        process.StandardInput.Close();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal((2, "mosaic: traffic.input: the input is empty; there is nothing to send\n"), (process.ExitCode, error));
    }

    [Fact]
    public void FirstSignal_EndsARunThatWaitsForItsInput()
    {
        MakePipe(In("pipe"));
        // Open for both, so that neither end waits for the other to open.
        using var pipe = new FileStream(In("pipe"), FileMode.Open, FileAccess.ReadWrite);
        using Process process = CommandLine.Start(["run", .. CommandLine.SmallLink, "--input", In("pipe"), "--output", In("out"), "--json", In("json")]);
        // More than a pipe holds, less than the run wants: once it is written, the run waits for more.
        Task write = Task.Run(() => pipe.Write(new byte[200_000]));
        while (!write.IsCompleted)
        {
            Assert.False(process.HasExited);
            Thread.Sleep(20);
        }

        Assert.Equal(2, Directory.GetFiles(_folder, "*.part").Length);
        CommandLine.Interrupt(process);
        process.WaitForExit();
        Assert.Equal(130, process.ExitCode);
        Assert.Equal([In("json"), In("pipe")], Directory.GetFiles(_folder).Order());
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(In("json")));
        Assert.Equal("cancelled", report.RootElement.GetProperty("stopReason").GetString());
    }

    [Fact]
    public void Seconds_EndARunThatWaitsForItsInput()
    {
        MakePipe(In("pipe"));
        Process process;
        // Open as long as the run takes, so that its input does not end before.
        using (var pipe = new FileStream(In("pipe"), FileMode.Open, FileAccess.ReadWrite))
        {
            process = CommandLine.Start(["run", .. CommandLine.SmallLink, "--set", "stop.seconds=0.5", "--input", In("pipe"), "--json", In("json")]);
            pipe.Write(new byte[1000]);
            pipe.Flush();
            process.WaitForExit(60_000);
        }

        using (process)
        {
            process.WaitForExit();
            Assert.Equal(3, process.ExitCode);
            Assert.StartsWith("mosaic: stop.seconds: 0.5 s ran out before", process.StandardError.ReadToEnd(), StringComparison.Ordinal);
        }

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(In("json")));
        Assert.Equal("seconds", report.RootElement.GetProperty("stopReason").GetString());
    }

    /// <summary>The first signal waits for the frame under way, which waits until somebody takes it; the second does not.</summary>
    [Fact]
    public void SecondSignal_EndsARunWhoseOutputNobodyTakes_AndLeavesNothingBehind()
    {
        MakePipe(In("pipe"));
        using var pipe = new FileStream(In("pipe"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        File.WriteAllBytes(In("in"), new byte[300_000]);
        // A frame is more than a pipe holds: once the first byte has come, the run waits.
        using Process process = CommandLine.Start(["run", .. CommandLine.SmallLink, "--set", "bonding.frameBatches=2", "--input", In("in"), "--output", In("pipe"), "--json", In("json")]);
        Task<int> read = Task.Run(() => pipe.Read(new byte[1]));
        while (!read.IsCompleted)
        {
            Assert.False(process.HasExited);
            Thread.Sleep(20);
        }

        do
        {
            CommandLine.Interrupt(process);
        }
        while (!process.WaitForExit(100));
        Assert.Equal(130, process.ExitCode);
        Assert.Equal([In("in"), In("pipe")], Directory.GetFiles(_folder).Order());
    }

    [Fact]
    public void FirstSignal_ReportsWhatWasCounted()
    {
        using Process process = CommandLine.Start(["run", .. CommandLine.SmallLink, "--set", "stop.payloadBits=9e13", "--json", In("json")]);
        while (Directory.GetFiles(_folder, "*.part").Length < 1)
        {
            Assert.False(process.HasExited);
            Thread.Sleep(20);
        }

        CommandLine.Interrupt(process);
        process.WaitForExit();
        Assert.Equal(130, process.ExitCode);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(In("json")));
        Assert.Equal("cancelled", report.RootElement.GetProperty("stopReason").GetString());
    }

    /// <summary>Comparisons, too; a check shows the part of the curve, and holds it against nothing.</summary>
    [Theory]
    [InlineData("fec", "after FEC")]
    [InlineData("deskew", "algorithm")]
    [InlineData("check", "lengthM")]
    public void FirstSignal_EndsComparisonsWithWhatTheyHave(string command, string table)
    {
        string[] arguments =
            command is "fec" ? ["compare", "fec", .. CommandLine.SmallLink, "--set", "stop.payloadBits=9e13", "--codes", "kp4", "--json", In("json")]
            : command is "deskew" ? ["compare", "deskew", .. CommandLine.SmallLink, "--trials", "100000", "--ber", "1e-3", "--json", In("json")]
            : ["check", LongBaseline(), "--json", In("json")];
        // Nothing is printed where nothing has been counted, which takes as much time as it does on the machine: then it is given more.
        (string output, string error) = ("", "");
        for (int seconds = 1; output.Length == 0 && seconds <= 64; seconds *= 2)
        {
            (output, error) = InterruptedAfter(TimeSpan.FromSeconds(seconds), arguments);
        }

        Assert.Contains(table, output, StringComparison.Ordinal);
        if (command is "check")
        {
            Assert.Equal("mosaic: cancelled before the curve was whole: nothing is compared\n", error);
            Assert.Equal([In("base.json")], Directory.GetFiles(_folder));
            return;
        }

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(In("json")));
        JsonElement last = report.RootElement.GetProperty("points").EnumerateArray().Last();
        Assert.InRange(command is "fec" ? last.GetProperty("postFec").GetProperty("codewords").GetInt64() : last.GetProperty("trials").GetInt64(), 1, 99_999_999_999);
        Assert.Equal("", error);
    }

    /// <summary>What is printed where a signal comes once so much has been computed, however long others keep the processors from it.</summary>
    private (string Output, string Error) InterruptedAfter(TimeSpan computed, string[] arguments)
    {
        using Process process = CommandLine.Start(arguments);
        while (Directory.GetFiles(_folder, "json.*.part").Length < 1 || process.TotalProcessorTime < computed)
        {
            Assert.False(process.HasExited);
            Thread.Sleep(20);
            process.Refresh();
        }

        CommandLine.Interrupt(process);
        string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(130, process.ExitCode);
        return (output, error);
    }

    /// <summary>A baseline of so many trials that no check of it ends soon.</summary>
    private string LongBaseline()
    {
        Assert.Equal(0, CommandLine.Run(["sweep", "--axis", "fiber.lengthM=26,30", .. CommandLine.SmallLink, "--set", "trial.frames=2", "--json", In("base.json")]).ExitCode);
        JsonNode baseline = JsonNode.Parse(File.ReadAllText(In("base.json")))!;
        foreach (JsonNode? point in baseline["points"]!.AsArray())
        {
            point!["trials"] = 1_000_000;
        }

        File.WriteAllText(In("base.json"), baseline.ToJsonString());
        return In("base.json");
    }

    private static void MakePipe(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
