using System.CommandLine;
using System.Text.Json;
using Mosaic.Cli.Plugins;
using Mosaic.Cli.Views;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Probes;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Link.Tail;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic run</c>: brings a link up and counts.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("run", "Run a link: bits through the whole path, counts and rates out.", "mosaic run --set fiber.lengthM=28 --seed 7");
        CommonOptions common = new CommonOptions().AddTo(command);
        var input = new Option<string?>("--input") { Description = "Send this file, or stdin, through the link (traffic.pattern=file).", HelpName = "FILE|-" };
        var output = new Option<string?>("--output") { Description = "Write what came out of the link to a file, or to stdout, which moves the report to stderr.", HelpName = "FILE|-" };
        var fault = new Option<string[]>("--fault")
        {
            Description = "Let something go wrong, e.g. kind=dead,lane=37,atFrame=10; may be repeated, and takes the place of the configuration's faults.",
            HelpName = "key=value,…",
            Arity = ArgumentArity.OneOrMore,
        };
        command.Options.Add(fault);
        var capture = new Option<string?>("--capture-errors") { Description = "Write the channel's errors to a file, from which --replay takes them again.", HelpName = "FILE" };
        var replay = new Option<string?>("--replay") { Description = "Take the channel's errors from a file instead of drawing them.", HelpName = "FILE" };
        var frame = new Option<string?>("--frame") { Description = "Count this frame only, from 0; with --replay, as it was captured.", HelpName = "N" };
        foreach (Option option in (Option[])[capture, replay, frame])
        {
            command.Options.Add(option);
        }

        command.Options.Add(input);
        command.Options.Add(output);
        var probe = new Option<string[]>("--probe") { Description = "Look at a lane's samples: eye diagram, bathtubs, levels; repeatable (probe.lanes).", HelpName = "lane=R,C" };
        var probeOutput = new Option<string?>("--probe-out") { Description = "Write the probes to a file, JSON or CSV by its name (probe.output).", HelpName = "FILE" };
        command.Options.Add(probe);
        command.Options.Add(probeOutput);
        command.SetAction(parsed =>
        {
            LinkConfiguration configuration = common.Configuration(parsed);
            if (parsed.GetValue(fault) is { Length: > 0 } faults)
            {
                configuration.Set("faults", FaultArgument.ToJson(faults));
            }

            if (parsed.GetValue(input) is { } from)
            {
                configuration.Set("traffic.pattern", "file").Set("traffic.input", JsonSerializer.Serialize(from));
            }

            if (parsed.GetValue(output) is { } to)
            {
                configuration.Set("traffic.output", JsonSerializer.Serialize(to));
            }

            if (parsed.GetValue(probe) is { Length: > 0 } lanes)
            {
                configuration.Set("probe.lanes", JsonSerializer.Serialize(string.Join(' ', lanes.Select(Place))));
            }

            if (parsed.GetValue(probeOutput) is { } probes)
            {
                configuration.Set("probe.output", JsonSerializer.Serialize(probes));
            }

            if (parsed.GetValue(capture) is { } errors)
            {
                configuration.Set("capture.errors", JsonSerializer.Serialize(errors));
            }

            if (parsed.GetValue(replay) is { } captured)
            {
                configuration.Set("capture.replay", JsonSerializer.Serialize(captured));
            }

            if (parsed.GetValue(frame) is { } only)
            {
                configuration.Set("capture.frame", only);
            }

            return Execute(configuration.Build(), common.JsonPath(parsed));
        });
        return command;
    }

    private static int Execute(LinkOptions options, string? jsonPath)
    {
        if (TailEmulator.IsNamedBy(options))
        {
            return TailRun.Execute(options, jsonPath);
        }

        var emulator = new LinkEmulator(options, InputFile.Coupling(options), PluginLoader.Of(options));
        CheckPaths(options, jsonPath);
        using var interruption = new Interruption();
        using Stream? input = InputFile.Traffic(options);
        using PendingFile? output = options.Traffic.Output is { } path ? PendingFile.OrStdout(path, "traffic.output") : null;
        using PendingFile? probes = options.Probe.Output is { } file ? new PendingFile(file, "probe.output") : null;
        using FileStream? replayed = options.Capture.Replay is { } replay ? InputFile.Open(replay, "capture.replay", "it is no capture of errors") : null;
        using PendingFile? captured = options.Capture.Errors is { } errors ? new PendingFile(errors, "capture.errors") : null;
        using var json = new JsonTarget(jsonPath);
        interruption.Abandon = () =>
        {
            output?.Dispose();
            probes?.Dispose();
            captured?.Dispose();
            json.Dispose();
        };
        LinkReport report = RunProgress.Show(progress => emulator.Run(input, output?.Stream, captured?.Stream, replayed, progress, interruption.Token));
        captured?.Commit();
        if (report.GoalReached)
        {
            output?.Commit();
        }

        if (probes is not null)
        {
            Write(report.Probes ?? [], options.Probe.Output!, probes);
        }

        json.Write(report.ToJson());
        if (!json.IsStdout)
        {
            RunView.Print(PendingFile.IsStandard(options.Traffic.Output) ? Terminal.Error() : Terminal.Output(), report, emulator.Design);
        }

        return report.StopReason switch
        {
            StopReason.Cancelled => ExitCode.Cancelled,
            StopReason.NoLock => Failure.Report(Reason(report, options), ExitCode.GoalMissed),
            StopReason.LargestCount => Failure.Report("stop: 1e14 code bits, the most that can be counted, came before any rule held", ExitCode.GoalMissed),
            StopReason.Seconds when !report.GoalReached => Failure.Report($"stop.seconds: {options.Stop.Seconds} s ran out before {Before(report, options)}", ExitCode.GoalMissed),
            _ => ExitCode.Done,
        };
    }

    /// <summary>The place of <c>lane=R,C</c>.</summary>
    private static string Place(string text)
    {
        const string Lane = "lane=";
        return text.StartsWith(Lane, StringComparison.Ordinal)
            ? text[Lane.Length..]
            : throw new ConfigurationException($"--probe: '{text}' is not allowed; it is lane=R,C with the lane's row and column, as in lane=3,4");
    }

    private static void Write(IReadOnlyList<ProbeReport> reports, string path, PendingFile target)
    {
        using (var writer = new StreamWriter(target.Stream, leaveOpen: true))
        {
            if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            {
                ProbeWriter.WriteJson(reports, writer);
            }
            else
            {
                ProbeWriter.WriteCsv(reports, writer);
            }
        }

        target.Commit();
    }

    private static void CheckPaths(LinkOptions options, string? jsonPath)
    {
        TrafficOptions traffic = options.Traffic;
        if (PendingFile.IsStandard(jsonPath) && PendingFile.IsStandard(traffic.Output))
        {
            throw new ConfigurationException("--json, traffic.output: only one of them can go to stdout");
        }

        if (PendingFile.IsStandard(options.Capture.Errors))
        {
            throw new ConfigurationException("capture.errors: '-' is not allowed; errors go to a file");
        }

        foreach ((string key, string? path) in (ReadOnlySpan<(string, string?)>)[("traffic.output", traffic.Output), ("traffic.input", traffic.Input), ("capture.errors", options.Capture.Errors), ("capture.replay", options.Capture.Replay), ("probe.output", options.Probe.Output)])
        {
            if (PendingFile.AreSame(jsonPath, path))
            {
                throw new ConfigurationException($"--json, {key}: both are '{path}'; the report would take the other's place");
            }
        }

        foreach ((string key, string? path) in (ReadOnlySpan<(string, string?)>)[("traffic.output", traffic.Output), ("traffic.input", traffic.Input), ("capture.replay", options.Capture.Replay)])
        {
            if (PendingFile.AreSame(options.Capture.Errors, path))
            {
                throw new ConfigurationException($"capture.errors, {key}: both are '{path}'; the errors would take the other's place");
            }
        }
    }

    private static string Before(LinkReport report, LinkOptions options) =>
        report.LinkFrames == 0 ? "a frame was counted" : options.Traffic.Input is not null ? "the input ended" : "any other stop rule held";

    private static string Reason(LinkReport report, LinkOptions options)
    {
        DeskewReport deskew = report.Deskew;
        const int Shown = 12;
        string lanes = string.Join(", ", deskew.Missing.Take(Shown).Select(lane =>
            deskew.SkewUi[lane] is { } skew ? $"{lane} ({skew} UI late)" : $"{lane}"));
        string more = deskew.Missing.Count > Shown ? $" and {deskew.Missing.Count - Shown} more" : "";
        return $"no lock within {options.Deskew.BringUpFrames} frames and a skew of {options.Deskew.MaxSkewUi} UI (deskew.maxSkewUi): "
            + $"{deskew.Missing.Count} of {deskew.SkewUi.Count} lanes are not aligned: {lanes}{more}";
    }
}
