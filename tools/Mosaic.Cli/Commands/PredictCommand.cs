using System.CommandLine;
using Mosaic.Cli.Plugins;
using Mosaic.Cli.Views;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic predict</c>: what the model says without sending a bit.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("predict", "Predict error rates from the model, without sending a bit.", "mosaic predict --set fiber.lengthM=28");
        CommonOptions common = new CommonOptions().AddTo(command);
        command.SetAction(parsed =>
        {
            LinkOptions options = common.Configuration(parsed).Build();
            var design = new LinkDesign(options, InputFile.Coupling(options), PluginLoader.Of(options));
            using JsonTarget json = common.Json(parsed);
            LinkPrediction prediction = LinkPrediction.Of(design);
            json.Write(prediction.ToJson());
            if (!json.IsStdout)
            {
                PredictView.Print(Terminal.Output(), prediction, design);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
