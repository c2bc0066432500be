using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>One line on stderr while work goes on: what is done, a bar, the time left; as much of it as the terminal has room for.</summary>
internal static class ProgressLine
{
    /// <summary>Columns that all but the bar take, the longest description among them.</summary>
    private const int Beside = 66;
    private const int ShortestBar = 8;
    private const int LongestBar = 40;
    private const int NeedsPercentage = 56;
    private const int NeedsTime = 62;

    /// <summary>Shows the line while work runs.</summary>
    /// <param name="label">The description to begin with.</param>
    /// <param name="work">The work, which is given the line to change.</param>
    public static T Show<T>(string label, Func<ProgressTask, T> work)
    {
        IAnsiConsole console = Terminal.Error();
        return console.Progress().AutoClear(true).Columns([.. Columns(console.Profile.Width)]).Start(context => work(context.AddTask(label, maxValue: 1)));
    }

    /// <summary>What fits.</summary>
    internal static IEnumerable<ProgressColumn> Columns(int width)
    {
        yield return new SpinnerColumn();
        yield return new TaskDescriptionColumn { Alignment = Justify.Left };
        if (width >= Beside + ShortestBar)
        {
            yield return new ProgressBarColumn { Width = Math.Min(LongestBar, width - Beside) };
        }

        if (width >= NeedsPercentage)
        {
            yield return new PercentageColumn();
        }

        if (width >= NeedsTime)
        {
            yield return new RemainingTimeColumn();
        }
    }
}
