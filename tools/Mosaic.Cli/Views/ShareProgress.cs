namespace Mosaic.Cli.Views;

/// <summary>A progress line for work of which the share done is known; nothing where stderr is no terminal.</summary>
internal static class ShareProgress
{
    public static T Show<T>(string label, Func<Action<double>?, T> run) =>
        Console.IsErrorRedirected ? run(null) : ProgressLine.Show(label, task => run(share => task.Value = share));
}
