using Mosaic.Emulator.Link;

namespace Mosaic.Cli.Views;

/// <summary>A progress line on stderr while a run goes on; nothing where stderr is no terminal.</summary>
internal static class RunProgress
{
    public static T Show<T>(Func<Action<LinkProgress>?, T> run)
    {
        if (Console.IsErrorRedirected)
        {
            return run(null);
        }

        return ProgressLine.Show("bringing the link up", task =>
        {
            task.IsIndeterminate = true;
            return run(progress =>
            {
                if (progress.LanesMissing > 0)
                {
                    task.Description = $"bringing up: {Format.Count(progress.LanesMissing, "lane")} missing, {Format.Count(progress.TrainingFrames, "frame")}";
                    return;
                }

                task.IsIndeterminate = progress.Fraction is null;
                task.Value = progress.Fraction ?? 0;
                double rate = progress.PayloadBits / progress.Seconds / 1e9;
                task.Description = $"{Format.Short(progress.PayloadBits)} bits, {Format.Count(progress.BitErrors, "error")}, {Format.Short(rate)} Gb/s";
            });
        });
    }
}
