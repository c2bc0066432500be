using System.Globalization;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Mosaic.Cli.Views;

/// <summary>The curve on stderr while it grows, with its rate and the time left; nothing where stderr is no terminal.</summary>
internal static class SweepLive
{
    public static BerCurve Show(SweepPlan plan, Func<Action<SweepProgress>?, BerCurve> run)
    {
        if (Console.IsErrorRedirected)
        {
            return run(null);
        }

        IAnsiConsole console = Terminal.Error();
        // What an earlier process counted was not counted now.
        long? earlier = null;
        return console.Live(new Text(string.Create(CultureInfo.InvariantCulture, $"{Format.Count(plan.Points.Count, "point")} …")))
            .AutoClear(true)
            .Start(context => run(progress =>
            {
                long bits = progress.Points.Sum(point => point.PayloadBits);
                double? rate = earlier is { } before && progress.Seconds > 0 ? (bits - before) / progress.Seconds : null;
                earlier ??= bits;
                context.UpdateTarget(View(progress, console.Profile.Width, console.Profile.Height, rate));
            }));
    }

    /// <summary>As many points as fit: those that have ended last and those that follow.</summary>
    internal static IRenderable View(SweepProgress progress, int width, int height, double? bitsPerSecond)
    {
        string[] lines = [.. SweepView.Lines(progress.Points, width)];
        int fit = Math.Max(1, height - 4), ended = progress.Points.Count(point => point.StopReason != StopReason.None);
        int first = Math.Clamp(1 + ended - (fit / 2), 1, Math.Max(1, lines.Length - fit));
        string rate = bitsPerSecond is { } bits ? $", {Format.Short(bits / 1e9)} Gb/s" : "";
        string left = progress.SecondsLeft is { } seconds ? $", about {Duration(seconds)} left" : "";
        return new Rows(
            [.. lines.Take(1).Concat(lines.Skip(first).Take(fit)).Select(line => new Markup(line)),
            new Markup(string.Create(CultureInfo.InvariantCulture, $"[dim]{ended} of {Format.Count(progress.Points.Count, "point")} ended after {Duration(progress.Seconds)}{rate}{left}[/]"))]);
    }

    private static string Duration(double seconds) => seconds < 100
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s")
        : TimeSpan.FromSeconds(Math.Min(seconds, 1e8)).ToString(seconds < 86400 ? @"h\:mm\:ss" : @"d\ \d\a\y\s\ hh\:mm", CultureInfo.InvariantCulture);
}
