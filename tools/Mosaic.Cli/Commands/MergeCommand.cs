using System.CommandLine;
using Mosaic.Cli.Plugins;
using Mosaic.Cli.Views;
using Mosaic.Emulator.Experiments.Sweeps;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic merge</c>: shards of a sweep become the unsharded sweep.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand(
            "merge",
            "Put shards of a sweep together: exactly the files of the unsharded sweep. Where trials are missing they are named (exit code 3), and the sweep's command, "
            + "without --shard and with the merged file as --out, runs them.", "mosaic merge shard-*.csv --out curve.csv");
        var files = new Argument<string[]>("FILE") { Description = "CSVs or journals of the shards, in any order.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = "Write the merged points to this CSV, with a journal and a JSON beside it.", HelpName = "FILE.csv", Required = true };
        var json = new Option<string?>("--json") { Description = "Write the curve as JSON to a file, or to stdout with '-', which silences the report.", HelpName = "FILE|-" };
        command.Arguments.Add(files);
        command.Options.Add(output);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            using var target = new JsonTarget(parsed.GetValue(json));
            SweepMergeReport report = SweepMerge.Run(parsed.GetRequiredValue(files), parsed.GetRequiredValue(output), PluginLoader.Of);
            target.Write(report.Curve.ToJson());
            if (!target.IsStdout)
            {
                SweepView.Print(Terminal.Output(), report.Curve);
            }

            return report.Missing.Count == 0
                ? SweepCommand.ExitCodeOf(report.Curve)
                : Failure.Report($"{string.Join("; ", report.Missing.Take(5))}{(report.Missing.Count > 5 ? $"; and {report.Missing.Count - 5} more" : "")}", ExitCode.GoalMissed);
        });
        return command;
    }
}
