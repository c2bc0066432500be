using System.Globalization;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Benchmarks.Machine;
using Mosaic.Emulator.Benchmarks.Rates;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>
/// <c>tables FILE [PART…]</c>: makes the tables of a README and puts each part between its marks, as soon as it is there. Parts are
/// <c>start</c>, <c>scaling</c>, <c>paths</c> and <c>benchmarks</c>; without any, all of them.
/// </summary>
internal static class TablesCommand
{
    private static readonly (string Name, Func<string> Make)[] Parts =
    [
        ("start", () => StartTable.Make(Repository())),
        ("scaling", () => $"{Header()}{ScalingTable.ByLanes()}\n{ScalingTable.ByFrames()}"),
        ("paths", () => $"{Header()}### Whole path\n\n{PathTable.Make(Console.Error)}\n### Compared\n\n{ComparisonTable.Make(Console.Error)}"),
        ("benchmarks", Benchmarks),
    ];

    /// <summary>Makes them.</summary>
    /// <param name="arguments">The file, and the parts.</param>
    public static int Run(IReadOnlyList<string> arguments)
    {
        string[] names = arguments.Count > 1 ? [.. arguments.Skip(1)] : [.. Parts.Select(part => part.Name)];
        if (arguments.Count == 0 || !File.Exists(arguments[0]) || names.Except(Parts.Select(part => part.Name), StringComparer.Ordinal).Any())
        {
            Console.Error.WriteLine($"usage: tables FILE [{string.Join("] [", Parts.Select(part => part.Name))}]");
            return 2;
        }

        string file = arguments[0];
        foreach ((string name, Func<string> make) in Parts.Where(part => names.Contains(part.Name, StringComparer.Ordinal)))
        {
            if (Place(File.ReadAllText(file), name, "") is null)
            {
                Console.Error.WriteLine($"{file}: what {name} makes goes between {From(name)} and {To(name)}, which are not there");
                return 2;
            }

            string text = make();
            // Whoever edits the file meanwhile keeps that.
            File.WriteAllText(file, Place(File.ReadAllText(file), name, text)!);
        }

        return 0;
    }

    private static string From(string name) => $"<!-- {name} -->";

    private static string To(string name) => $"<!-- /{name} -->";

    private static string? Place(string old, string name, string text)
    {
        int from = old.IndexOf(From(name), StringComparison.Ordinal) + From(name).Length, to = old.IndexOf(To(name), StringComparison.Ordinal);
        return from >= From(name).Length && to >= from ? $"{old[..from]}\n{text}{old[to..]}" : null;
    }

    private static string Benchmarks()
    {
        // The machine before and behind, since it is not the same all the time.
        Calibration.Again();
        var kernels = new KernelTable(Console.Error);
        Calibration.Again();
        return $"{Header()}### The machine\n\n{Levels()}\n### Kernels and stages\n\n{kernels.Stages()}";
    }

    private static string Header() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Calibration.Processor}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, vectors of {8 * Calibration.VectorBytes} bits, {Calibration.Now.GHz:0.00} GHz, {DateTime.UtcNow:yyyy-MM-dd}:\n\n");

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
