using System.CommandLine;
using Mosaic.Cli.Plugins;
using Mosaic.Cli.Views;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Spectre.Console;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic check</c>: whether a curve has moved since its baseline.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand(
            "check",
            "Measure the points of a baseline again, as many trials each, the same array under other bits and noise, and test every count against the stored one. Exit code 1 if a rate has moved by more than chance.",
            "mosaic sweep --axis fiber.lengthM=24:30:2 --json curve.json", "mosaic check curve.json");
        var baseline = new Argument<string>("BASELINE.json") { Description = "The JSON of a sweep." };
        var seed = NumberOption.Create("--seed", "Key of all random numbers but the array's (default: a fresh one, which is printed).", 0UL, ulong.MaxValue);
        var threads = NumberOption.Create("--threads", "Worker threads; results do not depend on it.", 1, 1024);
        var falseAlarm = NumberOption.Create("--false-alarm", "Largest probability of an alarm where nothing has changed, for all points together (default 0.001).", "P", value => value is > 0 and < 1, "a number above 0 and below 1", BerBaseline.DefaultFalseAlarm);
        var change = NumberOption.Create("--change", "Change of a rate for which the power is stated (default 0.1: 10 % more).", "X", value => value is > -1 and <= 1000 and not 0, "a number above -1 and up to 1000, other than 0, as 0.1 for 10 % more", BerBaseline.DefaultChange);
        var set = new Option<string[]>("--set") { Description = "Let the link differ from the baseline's, e.g. led.averagePowerDbm=-10.2, to see what would be found; may be repeated.", HelpName = "path=value", Arity = ArgumentArity.OneOrMore };
        var curve = new Option<string?>("--curve") { Description = "Do not measure, but take the JSON of a sweep over the same points, with deviceSeed the baseline's seed.", HelpName = "FILE.json" };
        var update = new Option<bool>("--update") { Description = "Measure the baseline anew, under its own stop rules, and put it in place of the old one." };
        var json = new Option<string?>("--json") { Description = "Write the comparison as JSON to a file, or to stdout with '-', which silences the report.", HelpName = "FILE|-" };
        command.Arguments.Add(baseline);
        foreach (Option option in (ReadOnlySpan<Option>)[seed, threads, falseAlarm, change, set, curve, update, json])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(baseline);
            bool isUpdate = parsed.GetValue(update);
            if (isUpdate && path.Length > 0 && PendingFile.HoldsNothing(path))
            {
                throw new IOException($"--update: '{path}' is no plain file with a baseline in it, so that nothing can take its place");
            }

            BerBaseline stored = BerBaseline.Load(path, PluginLoader.Of);
            string[] settings = parsed.GetValue(set) ?? [];
            string? measured = parsed.GetValue(curve);
            if (measured is not null && (isUpdate || settings.Length > 0 || parsed.GetValue(seed) is not null))
            {
                throw new ConfigurationException("--curve: nothing is measured, so --seed, --set and --update are of no use with it");
            }

            CheckSettings(settings, stored.Curve, isUpdate);
            if (!isUpdate && parsed.GetValue(seed) == stored.Curve.Config.Seed)
            {
                throw new ConfigurationException($"--seed: {stored.Curve.Config.Seed} is the baseline's own, so that the same bits would be held against themselves; any other will do");
            }

            if (PendingFile.AreSame(parsed.GetValue(json), path))
            {
                throw new ConfigurationException($"--json: '{path}' is the baseline; the comparison would take its place");
            }

            using var interruption = new Interruption();
            using var target = new JsonTarget(parsed.GetValue(json));
            using var updated = new JsonTarget(isUpdate ? path : null, "--update");
            interruption.Abandon = () =>
            {
                target.Dispose();
                updated.Dispose();
            };
            SweepPlan plan = stored.Plan(parsed.GetValue(seed), settings.Length == 0 ? null : options => Changed(options, settings), parsed.GetValue(threads));
            BerCurve now;
            SweepProgress? last = null;
            try
            {
                now = measured is not null ? Measured(measured) : SweepLive.Show(plan, show =>
                {
                    void Progress(SweepProgress progress)
                    {
                        last = progress;
                        show?.Invoke(progress);
                    }

                    return isUpdate
                        ? Sweep.Run(plan, new SweepOptions { Progress = Progress }, interruption.Token)
                        : stored.Remeasure(plan, Progress, interruption.Token);
                });
            }
            catch (OperationCanceledException)
            {
                return Cancelled(last, target.IsStdout);
            }

            if (interruption.Token.IsCancellationRequested)
            {
                return Cancelled(last, target.IsStdout);
            }

            BerComparison comparison = stored.Compare(now, parsed.GetValue(falseAlarm), parsed.GetValue(change));
            // The comparison first: without the old baseline it could not be made again.
            target.Write(comparison.ToJson());
            updated.Write(now.ToJson());
            if (!target.IsStdout)
            {
                CheckView.Print(Terminal.Output(), comparison, isUpdate ? path : null);
            }

            return comparison.Agrees || isUpdate ? ExitCode.Done : ExitCode.CheckFailed;
        });
        return command;
    }

    private static BerCurve Measured(string path)
    {
        try
        {
            return BerBaseline.Load(path).Curve;
        }
        catch (IOException e)
        {
            throw new IOException($"--curve: {e.Message}", e);
        }
    }

    /// <summary>Part of a curve tells nothing about the baseline, which has all trials; it is shown as it is.</summary>
    private static int Cancelled(SweepProgress? last, bool isSilent)
    {
        if (last is not null && !isSilent)
        {
            foreach (string line in SweepView.Lines(last.Points, Terminal.Output().Profile.Width))
            {
                Terminal.Output().MarkupLine(line);
            }
        }

        return Failure.Report("cancelled before the curve was whole: nothing is compared", ExitCode.Cancelled);
    }

    private static void CheckSettings(string[] settings, BerCurve curve, bool isUpdate)
    {
        foreach (string path in settings.Select(setting => setting.Split('=', 2)[0]))
        {
            string? why = curve.Axes.Any(axis => axis.Paths.Contains(path, StringComparer.Ordinal)) ? "is what the curve varies, and has its values"
                : string.Equals(path, "seed", StringComparison.Ordinal) ? "takes --seed"
                : path.StartsWith("stop.", StringComparison.Ordinal) && !isUpdate ? "is of no use without --update: each point has as many trials as in the baseline"
                : null;
            if (why is not null)
            {
                throw new ConfigurationException($"--set {path}: {why}");
            }
        }
    }

    private static LinkOptions Changed(LinkOptions options, string[] settings)
    {
        var configuration = new LinkConfiguration().Add(LinkConfiguration.ToJson(options), "the baseline");
        foreach (string setting in settings)
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new ConfigurationException($"--set {setting}: expected path=value, e.g. fiber.lengthM=28");
            }

            configuration.Set(setting[..equals], setting[(equals + 1)..]);
        }

        return configuration.Build();
    }
}
