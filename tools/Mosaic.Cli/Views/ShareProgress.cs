using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>A progress bar on stderr for work of which the share done is known; nothing where stderr is no terminal.</summary>
internal static class ShareProgress
{
    public static T Show<T>(string label, Func<Action<double>?, T> run)
    {
        if (Console.IsErrorRedirected)
        {
            return run(null);
        }

        return Terminal.Error().Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(label, maxValue: 1);
                return run(share => task.Value = share);
            });
    }
}
