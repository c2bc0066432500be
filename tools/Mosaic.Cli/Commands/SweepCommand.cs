using System.CommandLine;
using Mosaic.Cli.Plugins;
using Mosaic.Cli.Views;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic sweep</c>: error rates over one or two settings.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand(
            "sweep",
            "Measure error rates over one or two settings. With --out, the same command goes on where it was interrupted.",
            "mosaic sweep --axis fiber.lengthM=20:30:2.5 --set stop.bitErrors=1000 --out curve.csv");
        CommonOptions common = new CommonOptions().AddTo(command);
        var axes = new Option<string[]>("--axis")
        {
            Description = "What is varied: path=start:stop:step, path=a,b,c, path=@FILE (a value a line) or path,path=@FILE (two values a line); up to two paths.",
            HelpName = "path=values",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--out") { Description = "Write the points to this CSV, with a journal and a JSON beside it (default: CSV to stdout).", HelpName = "FILE.csv" };
        var shard = new Option<string?>("--shard") { Description = "Run every n-th trial only, from the i-th on, i = 0 … n-1; 'mosaic merge' puts shards together.", HelpName = "i/n" };
        var named = new Option<string?>("--curve") { Description = $"A curve that goes by name: {string.Join(", ", NamedCurve.Names)}; 'mosaic list NAME' prints it.", HelpName = "NAME" };
        named.CompletionSources.Add([.. NamedCurve.Names]);
        axes.CompletionSources.Add(_ => CommonOptions.Paths());
        foreach (Option option in (ReadOnlySpan<Option>)[axes, output, shard, named])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            string[] given = parsed.GetValue(axes) ?? [];
            string? name = parsed.GetValue(named);
            NamedCurve? known = name is null ? null : NamedCurve.Find(name);
            if (known is not null && given.Length > 0)
            {
                throw new ConfigurationException($"--axis: the curve '{name}' has its own axes");
            }

            var plan = new SweepPlan(
                common.Configuration(parsed, known is null ? null : (known.Configuration, $"the curve '{name}'")).Build(),
                known?.Axes ?? [.. given.Select(SweepAxis.Parse)],
                PluginLoader.Of);
            var options = new SweepOptions { Out = parsed.GetValue(output), Shard = parsed.GetValue(shard) is { } text ? Shard.Parse(text) : Shard.Whole };
            if (options.Out is null && !options.Shard.IsWhole)
            {
                throw new ConfigurationException("--shard: takes --out, since shards are merged from files");
            }

            return Execute(plan, options, common.JsonPath(parsed));
        });
        return command;
    }

    private static int Execute(SweepPlan plan, SweepOptions options, string? jsonPath)
    {
        if (PendingFile.AreSame(jsonPath, options.Out))
        {
            throw new ConfigurationException($"--json, --out: both are '{jsonPath}'; one would take the other's place");
        }

        if (PendingFile.AreSame(jsonPath, options.Json))
        {
            throw new ConfigurationException($"--json, --out: '{jsonPath}' is written beside '{options.Out}' in any case; leave --json out");
        }

        using var interruption = new Interruption();
        using var json = new JsonTarget(jsonPath);
        interruption.Abandon = json.Dispose;
        bool rows = options.Out is null && !json.IsStdout;
        if (rows)
        {
            Console.Out.Write(BerCurve.CsvHeader(plan));
            options = options with { Ended = point => Console.Out.Write(point.ToCsvRow()) };
        }

        BerCurve curve = SweepLive.Show(plan, progress => Sweep.Run(plan, options with { Progress = progress }, interruption.Token));
        json.Write(curve.ToJson());
        if (!rows && !json.IsStdout)
        {
            SweepView.Print(Terminal.Output(), curve);
        }
        else if (!Console.IsErrorRedirected && SweepView.LeastNote(curve) is { } note)
        {
            Console.Error.WriteLine(note);
        }

        return ExitCodeOf(curve);
    }

    /// <summary>What a curve tells the caller.</summary>
    internal static int ExitCodeOf(BerCurve curve)
    {
        if (curve.Points.Any(point => point.StopReason == StopReason.Cancelled))
        {
            return ExitCode.Cancelled;
        }

        BerPoint[] missed = [.. curve.Points.Where(point => !point.IsSettled(curve.Config.Stop))];
        return missed.Length == 0
            ? ExitCode.Done
            : Failure.Report($"{missed.Length} of {Format.Count(curve.Points.Count, "point")} ended without reaching their goal; the first is {missed[0].Describe()}: {SweepView.Missed(missed[0].StopReason)}", ExitCode.GoalMissed);
    }
}
