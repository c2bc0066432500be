using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Mosaic.Emulator.Benchmarks.Machine;
using Mosaic.Emulator.Benchmarks.Rates;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary><c>tables [FILE]</c>: all tables of a README, written to stdout or put between the marks in a file.</summary>
internal static class TablesCommand
{
    private const string From = "<!-- tables -->", To = "<!-- /tables -->";

    /// <summary>Makes them.</summary>
    /// <param name="file">The file, or null.</param>
    public static int Run(string? file)
    {
        string? old = file is null ? null : File.ReadAllText(file);
        if (old is not null && !(old.IndexOf(From, StringComparison.Ordinal) is var from and >= 0 && old.IndexOf(To, StringComparison.Ordinal) > from))
        {
            Console.Error.WriteLine($"{file}: tables go between {From} and {To}, which are not there");
            return 2;
        }

        // First what needs the machine's own tools, so that it fails at once where they are missing.
        string start = StartTable.Make(Repository());
        var kernels = new KernelTable(Console.Error);
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{Calibration.Processor}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, vectors of {8 * Calibration.VectorBytes} bits, {Calibration.Now.GHz:0.00} GHz, {DateTime.UtcNow:yyyy-MM-dd}\n\n")
            .Append("### Whole path\n\n").Append(kernels.Paths())
            .Append("\n### Compared\n\n").Append(kernels.Comparison())
            .Append("\n### The machine\n\n").Append(Levels())
            .Append("\n### Kernels and stages\n\n").Append(kernels.Stages())
            .Append("\n### Lanes\n\n").Append(ScalingTable.ByLanes())
            .Append("\n### Frames\n\n").Append(ScalingTable.ByFrames())
            .Append("\n### Start and memory\n\n").Append(start);
        if (old is null)
        {
            Console.Write(text);
            return 0;
        }

        int first = old.IndexOf(From, StringComparison.Ordinal) + From.Length;
        File.WriteAllText(file!, $"{old[..first]}\n{text}{old[old.IndexOf(To, StringComparison.Ordinal)..]}");
        return 0;
    }

    private static string Levels()
    {
        var table = new Markdown(" one core moves", "footprint, KiB", "copy, GB/s written", "d ^= s, GB/s written");
        foreach (Calibration.Level level in Calibration.Now.Levels)
            table.Add(level.Name, (level.Footprint >> 10).ToString("#,0", CultureInfo.InvariantCulture), Digits.Three(level.Copy), Digits.Three(level.Xor));
        return table.ToString();
    }

    private static string Repository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Mosaic.Emulator.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The repository is not above the program.");
    }
}
