using Mosaic.Cli.Commands;
using Mosaic.Cli.Plugins;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Cli.Report.Results;

/// <summary>What the model says about results: predictions of a sweep's points, and the error rate up to which a code does its work.</summary>
internal static class Model
{
    /// <summary>
    /// The frame loss ratio that IEEE 802.3 allows a link of 200 Gb/s and more: that of a bit error rate of 1e-13.
    /// </summary>
    public const double AllowedFrameLoss = 6.2e-11;

    /// <summary>Predictions of points, each a list of settings over one configuration; null where the link cannot be built here.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="points">Settings of each point, with their values as JSON text.</param>
    /// <param name="progress">Told the share that is done; or null.</param>
    public static IReadOnlyList<LinkPrediction?> Predict(Field config, IReadOnlyList<IReadOnlyList<(string Path, string Value)>> points, Action<double>? progress)
    {
        string json = config.Object().Element!.Value.GetRawText();
        var predictions = new LinkPrediction?[points.Count];
        int done = 0;
        Parallel.For(0, points.Count, i =>
        {
            predictions[i] = Predict(json, points[i]);
            progress?.Invoke((double)Interlocked.Increment(ref done) / points.Count);
        });
        return predictions;
    }

    /// <summary>
    /// The bit error rate at which independent errors make a code lose <see cref="AllowedFrameLoss"/> of the frames; null where the
    /// number of wrong symbols does not decide.
    /// </summary>
    /// <param name="name">The code.</param>
    /// <param name="interleave">Codewords of a group.</param>
    public static double? Threshold(string name, int interleave)
    {
        IBlockCode code;
        try
        {
            code = CodeCatalog.Create(name, interleave);
        }
        catch (Exception e) when (e is ArgumentException or ConfigurationException)
        {
            return null;
        }

        if (!code.IsBoundedDistance || code.CorrectableSymbols == 0)
        {
            return null;
        }

        double low = 1e-15, high = 0.1;
        for (int i = 0; i < 60; i++)
        {
            double middle = Math.Sqrt(low * high);
            (low, high) = FrameLossAt(code, middle) < AllowedFrameLoss ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Frames that a code loses where bits fail independently.</summary>
    private static double FrameLossAt(IBlockCode code, double ber)
    {
        double symbol = -Elementary.ExpM1(code.SymbolBits * Elementary.Log1P(-ber));
        double word = PoissonBinomial.BinomialTail(code.CodewordSymbols, symbol, code.CorrectableSymbols);
        return FrameLoss.Ratio(-Elementary.ExpM1(code.Interleave * Elementary.Log1P(-Math.Min(word, 1 - 1e-12))), code);
    }

    private static LinkPrediction? Predict(string json, IReadOnlyList<(string Path, string Value)> settings)
    {
        try
        {
            LinkConfiguration configuration = new LinkConfiguration().Add(json, "config");
            foreach ((string path, string value) in settings)
            {
                configuration.Set(path, value);
            }

            LinkOptions options = configuration.Build();
            return LinkPrediction.Of(new LinkDesign(options, InputFile.Coupling(options), PluginLoader.Of(options)));
        }
        catch (Exception e) when (e is ConfigurationException or IOException or ArgumentException or InvalidOperationException)
        {
            // Of another version, or files of it are not here: the measured points stand alone.
            return null;
        }
    }
}
