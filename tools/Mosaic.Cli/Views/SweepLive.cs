using System.Globalization;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Experiments.Sweeps;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Mosaic.Cli.Views;

/// <summary>The curve on stderr while it grows, with the time left; nothing where stderr is no terminal.</summary>
internal static class SweepLive
{
    public static BerCurve Show(SweepPlan plan, Func<Action<SweepProgress>?, BerCurve> run)
    {
        if (Console.IsErrorRedirected)
        {
            return run(null);
        }

        IAnsiConsole console = Terminal.Error();
        return console.Live(new Text(string.Create(CultureInfo.InvariantCulture, $"{plan.Points.Count} points …")))
            .AutoClear(true)
            .Start(context => run(progress => context.UpdateTarget(View(progress, console.Profile.Height))));
    }

    /// <summary>As many points as fit: those that have ended last and those that follow.</summary>
    internal static IRenderable View(SweepProgress progress, int height)
    {
        string[] lines = [.. SweepView.Lines(progress.Points)];
        int fit = Math.Max(1, height - 4), ended = progress.Points.Count(point => point.StopReason != Mosaic.Emulator.Link.StopReason.None);
        int first = Math.Clamp(1 + ended - (fit / 2), 1, Math.Max(1, lines.Length - fit));
        string left = progress.SecondsLeft is { } seconds ? $", about {Duration(seconds)} left" : "";
        return new Rows(
            [.. lines.Take(1).Concat(lines.Skip(first).Take(fit)).Select(line => new Markup(line)),
            new Markup(string.Create(CultureInfo.InvariantCulture, $"[dim]{ended} of {progress.Points.Count} points ended after {Duration(progress.Seconds)}{left}[/]"))]);
    }

    private static string Duration(double seconds) => seconds < 100
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s")
        : TimeSpan.FromSeconds(Math.Min(seconds, 1e8)).ToString(seconds < 86400 ? @"h\:mm\:ss" : @"d\ \d\a\y\s\ hh\:mm", CultureInfo.InvariantCulture);
}
