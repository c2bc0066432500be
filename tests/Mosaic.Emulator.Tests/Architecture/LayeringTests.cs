using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Mosaic.Emulator.Tests.Architecture;

/// <summary>Folders are the stages of the link, and nothing points upward.</summary>
public partial class LayeringTests
{
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Bits"] = [],
        ["Numerics"] = [],
        ["Traffic"] = ["Bits", "Numerics"],
        ["Fec"] = ["Bits", "Numerics"],
        ["Bonding"] = ["Bits", "Numerics"],
        ["Optics"] = ["Bits", "Numerics"],
        ["Measurement"] = ["Bits", "Numerics"],
        ["Channel"] = ["Bits", "Numerics", "Optics"],
        ["Link"] = ["Bits", "Numerics", "Traffic", "Fec", "Bonding", "Optics", "Measurement", "Channel"],
        ["Experiments"] = ["Bits", "Numerics", "Traffic", "Fec", "Bonding", "Optics", "Measurement", "Channel", "Link"],
    };

    // What folders of one stage use of each other; their parents they all may.
    private static readonly Dictionary<string, string[]> Within = new(StringComparer.Ordinal)
    {
        ["Bonding"] = ["Bonding.Transposes"],
        ["Bonding.Deskew"] = ["Bonding.Arrivals", "Bonding.LaneCode"],
        ["Bonding.Repair"] = ["Bonding.Arrivals"],
        ["Experiments"] = ["Experiments.Sweeps"],
        ["Fec"] = ["Fec.Binary", "Fec.BitSliced", "Fec.Clause177", "Fec.Concatenation", "Fec.ReedSolomon"],
        ["Fec.Binary"] = ["Fec.BitSliced", "Fec.ReedSolomon"],
        ["Fec.Concatenation"] = ["Fec.Binary", "Fec.BitSliced"],
        ["Fec.ReedSolomon"] = ["Fec.BitSliced"],
        ["Link"] = ["Link.Capture", "Link.Configuration", "Link.Events", "Link.Faults", "Link.Frames", "Link.Options", "Link.Probes", "Link.Reports", "Link.Tail"],
        ["Link.Capture"] = ["Link.Configuration", "Link.Options"],
        ["Link.Configuration"] = ["Link.Faults", "Link.Options"],
        ["Link.Events"] = ["Link.Configuration", "Link.Faults", "Link.Frames", "Link.Options"],
        ["Link.Faults"] = ["Link.Configuration"],
        ["Link.Frames"] = ["Link.Capture", "Link.Configuration", "Link.Faults", "Link.Probes"],
        ["Link.Options"] = ["Link.Capture", "Link.Configuration", "Link.Faults", "Link.Probes"],
        ["Link.Probes"] = ["Link.Frames", "Link.Options"],
        ["Link.Reports"] = ["Link.Events", "Link.Frames", "Link.Options", "Link.Probes"],
        ["Link.Session"] = ["Link.Configuration", "Link.Faults", "Link.Frames", "Link.Options", "Link.Reports"],
        ["Link.Tail"] = ["Link.Configuration", "Link.Faults", "Link.Frames", "Link.Options", "Link.Reports"],
        ["Optics.Prediction"] = ["Optics.Prediction.Grids", "Optics.Prediction.Spectra", "Optics.Prediction.Tables"],
    };

    [Fact]
    public void EveryFolder_UsesOnlyWhatIsBelowIt()
    {
        string root = Path.Combine(Repository(), "src", "Mosaic.Emulator");
        string[] folders = [.. Directory.GetDirectories(root).Select(d => Path.GetFileName(d)).Where(f => f is not ("bin" or "obj"))];
        Assert.Equal(MayUse.Keys.Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
        int uses = 0;
        foreach (string folder in folders)
        {
            foreach (string file in Directory.GetFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            {
                foreach (Match match in Used().Matches(File.ReadAllText(file)))
                {
                    string used = match.Groups["path"].Value.Split('.')[0];
                    uses++;
                    Assert.True(string.Equals(used, folder, StringComparison.Ordinal) || MayUse[folder].Contains(used, StringComparer.Ordinal), $"{Path.GetFileName(file)} in {folder} uses {used}");
                }
            }
        }

        Assert.True(uses > 50);
    }

    [Fact]
    public void EveryFolderWithinAStage_UsesOnlyWhatItMay()
    {
        string root = Path.Combine(Repository(), "src", "Mosaic.Emulator");
        string Name(string directory) => Path.GetRelativePath(root, directory).Replace(Path.DirectorySeparatorChar, '.');
        Dictionary<string, string[]> folders = Directory.GetDirectories(root, "*", SearchOption.AllDirectories)
            .Select(d => (Name: Name(d), Files: Directory.GetFiles(d, "*.cs")))
            .Where(f => f.Files.Length > 0 && f.Name.Split('.')[0] is not ("bin" or "obj"))
            .ToDictionary(f => f.Name, f => f.Files, StringComparer.Ordinal);
        Assert.All(Within.Keys.Concat(Within.Values.SelectMany(u => u)), name => Assert.Contains(name, folders.Keys));
        var used = new HashSet<(string, string)>();
        foreach ((string folder, string[] files) in folders)
        {
            foreach (string file in files)
            {
                foreach (Match match in Used().Matches(File.ReadAllText(file)))
                {
                    string use = match.Groups["path"].Value;
                    while (!folders.ContainsKey(use) && use.Contains('.', StringComparison.Ordinal)) // a type's name
                        use = use[..use.LastIndexOf('.')];
                    if (use.StartsWith(folder.Split('.')[0] + ".", StringComparison.Ordinal) && !(folder + ".").StartsWith(use + ".", StringComparison.Ordinal))
                        used.Add((folder, use));
                }
            }
        }

        Assert.Equal(Within.SelectMany(f => f.Value, (f, use) => (f.Key, use)).Order(), used.Order());
    }

    [Fact]
    public void TheLibrary_WritesToNoConsole_AndOnlyExperimentsOpenFiles()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(Repository(), "src"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
        {
            string code = string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
            bool mayOpen = Path.GetRelativePath(Path.Combine(Repository(), "src", "Mosaic.Emulator"), file).StartsWith("Experiments", StringComparison.Ordinal);
            Assert.DoesNotMatch(mayOpen ? @"\bConsole\." : @"\bConsole\.|\bFile\.(Open|Read|Write|Create|Append)|new FileStream", code);
        }
    }

    private static string Repository([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));

    [GeneratedRegex(@"(?<!namespace )Mosaic\.Emulator\.(?<path>[A-Z][A-Za-z0-9]+(\.[A-Z][A-Za-z0-9]+)*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Used();
}
