namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary><c>tables-compare FILE FILE</c>: which ratios of two READMEs' tables differ by more than 10 %. Exit code 0: none, 1: some, 2: wrong usage.</summary>
internal static class TablesCompareCommand
{
    /// <summary>Compares them.</summary>
    /// <param name="files">The two.</param>
    public static int Run(IReadOnlyList<string> files)
    {
        if (files.Count != 2 || !files.All(File.Exists))
        {
            Console.Error.WriteLine("usage: tables-compare FILE FILE");
            return 2;
        }

        (int count, IReadOnlyList<string> differences) = RatioComparison.Compare(File.ReadAllText(files[0]), File.ReadAllText(files[1]));
        if (count == 0)
        {
            Console.Error.WriteLine("there are no ratios in these files");
            return 2;
        }

        foreach (string difference in differences)
        {
            Console.WriteLine(difference);
        }

        Console.WriteLine($"{count} ratios, of which {differences.Count} differ by more than 10 %");
        return differences.Count == 0 ? 0 : 1;
    }
}
