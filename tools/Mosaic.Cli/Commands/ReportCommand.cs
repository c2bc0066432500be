using System.CommandLine;
using System.Globalization;
using System.Text;
using Mosaic.Cli.Report.Figures;
using Mosaic.Cli.Report.Page;
using Mosaic.Cli.Report.Results;
using Mosaic.Cli.Views;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic report</c>: results as one page, or as single figures.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand(
            "report",
            "Draw results as one HTML page that needs nothing else: curves, maps of the array, histograms, eyes, and how they were made.",
            "mosaic run --set fiber.lengthM=28 --json run.json", "mosaic report run.json --out report.html");
        var results = new Argument<string[]>("RESULT") { Description = "JSON of run, predict, sweep, check or compare; name=FILE calls it something else.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--out") { Description = "Write the page to this file, or to stdout with '-' (default: the first result's name with .html; none with --svg).", HelpName = "FILE.html|-" };
        var svg = new Option<string?>("--svg") { Description = "Write each figure as a file of its own into this folder.", HelpName = "FOLDER" };
        var title = new Option<string?>("--title") { Description = "The page's title.", HelpName = "TEXT" };
        command.Arguments.Add(results);
        foreach (Option option in (ReadOnlySpan<Option>)[output, svg, title])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => Execute(parsed.GetRequiredValue(results), parsed.GetValue(output), parsed.GetValue(svg), parsed.GetValue(title)));
        return command;
    }

    private static int Execute(string[] arguments, string? output, string? folder, string? title)
    {
        IReadOnlyList<Result> results = Result.Read(arguments);
        string? path = output ?? (folder is null ? Path.ChangeExtension(results[0].Root.File, ".html") : null);
        foreach (Result result in results)
        {
            if (PendingFile.AreSame(path, result.Root.File))
            {
                throw new ConfigurationException($"--out: '{path}' is a result; the page would take its place");
            }
        }

        using PendingFile? page = path is null ? null : PendingFile.OrStdout(path, "--out");
        var lanes = new List<Lanes>();
        IReadOnlyList<Section> sections = results.Any(result => result.Kind == ResultKind.Sweep)
            ? ShareProgress.Show("predicting", progress => FigureSet.Make(results, lanes, progress))
            : FigureSet.Make(results, lanes, null);
        Figure[] figures = [.. sections.SelectMany(section => section.Figures)];
        if (page is not null)
        {
            byte[] bytes = new UTF8Encoding(false).GetBytes(ReportPage.Make(title ?? string.Join(", ", results.Select(result => result.Name)), results, sections, lanes));
            page.Stream.Write(bytes);
            page.Commit();
            if (!PendingFile.IsStandard(path))
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {Format.Count(figures.Length, "figure")}, {bytes.Length / 1000} kB"));
            }
        }

        if (folder is not null)
        {
            WriteFigures(figures, folder);
            if (!PendingFile.IsStandard(path))
            {
                Console.Out.WriteLine($"{folder}: {string.Join(", ", figures.Select(figure => $"{figure.Id}.svg"))}");
            }
        }

        return ExitCode.Done;
    }

    private static void WriteFigures(Figure[] figures, string folder)
    {
        try
        {
            if (File.Exists(folder))
            {
                throw new IOException("it is a file");
            }

            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new IOException($"--svg: cannot write to '{folder}' ({FileTrouble.Why(folder, e)})", e);
        }

        foreach (Figure figure in figures)
        {
            using var file = new PendingFile(Path.Combine(folder, $"{figure.Id}.svg"), "--svg");
            file.Stream.Write(Encoding.UTF8.GetBytes(figure.File()));
            file.Commit();
        }
    }
}
