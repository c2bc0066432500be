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
                    string used = match.Groups["folder"].Value;
                    uses++;
                    Assert.True(string.Equals(used, folder, StringComparison.Ordinal) || MayUse[folder].Contains(used, StringComparer.Ordinal), $"{Path.GetFileName(file)} in {folder} uses {used}");
                }
            }
        }

        Assert.True(uses > 50);
    }

    [Fact]
    public void Physics_KnowsNothingOfPrediction_NorOneWayOfItOfAnother()
    {
        string optics = Path.Combine(Repository(), "src", "Mosaic.Emulator", "Optics"), prediction = Path.Combine(optics, "Prediction");
        foreach (string file in Directory.GetFiles(optics, "*.cs"))
            Assert.DoesNotContain("Optics.Prediction", File.ReadAllText(file), StringComparison.Ordinal);
        string[] ways = [.. Directory.GetDirectories(prediction)];
        Assert.Equal(3, ways.Length);
        foreach (string way in ways)
        {
            foreach (string file in Directory.GetFiles(way, "*.cs"))
                Assert.DoesNotMatch($@"Prediction\.(?!{Path.GetFileName(way)}\b)", File.ReadAllText(file));
        }
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

    [GeneratedRegex(@"(?<!namespace )Mosaic\.Emulator\.(?<folder>[A-Z][A-Za-z]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Used();
}
