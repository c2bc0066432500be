using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Mosaic.Emulator.Tests.Cli;

/// <summary>
/// Every command line that a README prints works, and what it prints has the form that the README shows. Sizes are made small; the
/// main job at the top, which is a billion bits, is run elsewhere.
/// </summary>
public sealed partial class ReadmeTests : IDisposable
{
    /// <summary>What other tests run, or CI.</summary>
    private static readonly string[] RunElsewhere = ["dotnet", "cmake", "ctest", "pkg-config", "gcc", "g++", "c++", "cc", "python3", "pip", "make", "tools/slurm/submit"];

    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    public static TheoryData<string> Readmes => [.. ReadmeCommands.Files.Where(file => ReadmeCommands.Of(file).Any())];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Readmes))]
    public void Commands_Run_AndPrintWhatIsShown(string readme)
    {
        File.WriteAllBytes(Path.Combine(_folder, "photo.raw"), new byte[100_000]);
        // A hundred words of zeros: 5,440 bits each.
        File.WriteAllBytes(Path.Combine(_folder, "received.bits"), new byte[100 * 5440 / 8]);
        File.WriteAllBytes(Path.Combine(_folder, "message.bin"), new byte[8 * 5140 / 8]);
        var wrong = new List<string>();
        foreach ((string command, string[] shown) in ReadmeCommands.Of(readme))
        {
            string first = command.Split(' ')[0];
            if (RunElsewhere.Contains(first, StringComparer.Ordinal))
            {
                continue;
            }

            (int code, string output, string error) = Shell(command);
            // 1 is what check says where it finds something.
            if (code != 0 && !(code == 1 && command.StartsWith("mosaic check", StringComparison.Ordinal)))
            {
                wrong.Add($"$ {command}\nended with {code}: {error}");
            }
            else if (Missing([.. Joined(shown)], [.. Joined(output.Split('\n'))]) is { } missing)
            {
                wrong.Add($"$ {command}\nprints no line like '{missing}' there:\n{output}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        if (readme is "README.md")
        {
            ComparePictures();
        }
    }

    [Theory]
    [InlineData("  before FEC  2.44e-04  95 % 2.39e-04 … 2.49e-04", "  before FEC  1.1e-3  95 % 1 … 2", true)]
    [InlineData("  before FEC  2.44e-04", "  after FEC   2.44e-04", false)]
    [InlineData("report.html: 9 figures, 235 kB", "report.html: 12 figures, 1 kB", true)]
    [InlineData("report.html: 9 figures, 235 kB", "report.html: none", false)]
    [InlineData("  lost words  0  95 % 0", "  lost words  –  95 % –", true)]
    [InlineData("lock lost once; 1 slip, 11 lane frames misread", "lock lost 2 times; 3 slips, 1 lane frame misread", true)]
    public void AForm_IsWordsAndPlacesOfNumbers(string shown, string printed, bool same) => Assert.Equal(same, Missing([shown], [printed]) is null);

    /// <summary>The same elements and words, and numbers for numbers; on so small a run a lane may be without an error.</summary>
    private void ComparePictures()
    {
        foreach ((string picture, string figure) in ((string, string)[])[("curve.svg", "ber-fiber-lengthm.svg"), ("map.svg", "r2-map-ber.svg")])
        {
            Assert.Equal(Drawn(Path.Combine(ReadmeCommands.Root, "tools", "Mosaic.Cli", picture)), Drawn(Path.Combine(_folder, "figures", figure)));
        }

        // Elements by kind and class, and the words of axes and legend; marks of axes depend on what was counted.
        static string[] Drawn(string path) =>
        [
            .. File.ReadLines(path)
                .Where(line => line.StartsWith('<') && !line.StartsWith("<style>", StringComparison.Ordinal) && !line.StartsWith("<desc>", StringComparison.Ordinal) && !line.Contains("tick", StringComparison.Ordinal)
                    && !line.Contains("class=\"small\"", StringComparison.Ordinal) && !line.Contains("class=\"fine\"", StringComparison.Ordinal) && !line.Contains("class=\"grid\"", StringComparison.Ordinal) && !line.Contains("class=\"frame\"", StringComparison.Ordinal))
                .Select(line => Form(string.Join('"', line.Split('"').Take(2)).Replace("none", "h0", StringComparison.Ordinal) + (line.Contains("ink", StringComparison.Ordinal) ? line[line.IndexOf('>', StringComparison.Ordinal)..] : ""))),
        ];
    }

    /// <summary>What goes on in the column of a label belongs to its line: where it is broken depends on the numbers.</summary>
    private static IEnumerable<string> Joined(IEnumerable<string> lines)
    {
        string? last = null;
        foreach (string line in lines)
        {
            if (last is not null && line.StartsWith(new string(' ', 14), StringComparison.Ordinal) && last.StartsWith("  ", StringComparison.Ordinal) && char.IsAsciiLetter(last.ElementAtOrDefault(2)))
            {
                last += " " + line.Trim();
                continue;
            }

            if (last is not null)
            {
                yield return last;
            }

            last = line;
        }

        if (last is not null)
        {
            yield return last;
        }
    }

    /// <summary>The first line shown that is not printed in its turn; null where all are.</summary>
    private static string? Missing(string[] shown, string[] printed)
    {
        string[] forms = [.. printed.Select(Form)];
        // Where lines are left out, what they would have added to a label may be missing.
        bool hasGaps = shown.Any(line => line.Contains('…', StringComparison.Ordinal));
        int from = 0;
        foreach (string line in shown)
        {
            string form = Form(line.TrimEnd('…', ' ', ','));
            // Gaps, and rows of maps and bars, whose number depends on the size.
            if (!HasWords().IsMatch(form) || string.Equals(line.Trim(), "…", StringComparison.Ordinal))
            {
                continue;
            }

            int found = Array.FindIndex(forms, from, candidate => hasGaps ? candidate.StartsWith(form, StringComparison.Ordinal) : string.Equals(candidate, form, StringComparison.Ordinal));
            if (found < 0)
            {
                return line;
            }

            from = found;
        }

        return null;
    }

    /// <summary>Numbers differ where sizes do, and with them whether it is one thing or several.</summary>
    private static string Form(string line) => Plurals().Replace(Blanks().Replace(Numbers().Replace(Fingerprints().Replace(Bars().Replace(line.Replace("once", "1 time", StringComparison.Ordinal), " "), "#"), "#"), " "), "").Trim().TrimStart('!').Trim();

    private (int ExitCode, string Output, string Error) Shell(string command)
    {
        string plugin = Path.Combine(AppContext.BaseDirectory, "Mosaic.SamplePlugin.dll");
        string small = Small(command);
        var start = new ProcessStartInfo("bash", ["-c", $"set -o pipefail; P='{plugin}'; mosaic() {{ dotnet '{CommandLine.Tool}' \"$@\"; }}; {small}"])
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>The same command on a link, or over trials, that take a moment.</summary>
    private static string Small(string command)
    {
        if (command.StartsWith("P=", StringComparison.Ordinal))
        {
            return "true";
        }

        string[] words = command.Split(' ');
        string verb = words.Length > 2 && words[1] is "compare" ? $"compare {words[2]}" : words.ElementAtOrDefault(1) ?? "";
        // What takes longer to happen: drift, and a lane that fails and is replaced.
        string longer = command.Contains("arrival.driftPpm", StringComparison.Ordinal) ? " --set arrival.driftPpm=0.2 --set stop.payloadBits=7e7" : command.Contains("spared", StringComparison.Ordinal) ? " --set stop.payloadBits=7e7" : "";
        (string options, string? without) = verb switch
        {
            "run" => ("--set bonding.frameBatches=1 --set stop.payloadBits=2.7e7", null),
            "sweep" => ("--set bonding.frameBatches=1 --set stop.payloadBits=4e6", null),
            "compare fec" => ("--set bonding.frameBatches=1 --set stop.payloadBits=2e6", null),
            "compare deskew" => ("--trials 2 --hold 2", @" --(trials|hold) \d+"),
            _ => ("", null),
        };
        string shorter = without is null ? command : Regex.Replace(command, without, "", RegexOptions.None, TimeSpan.FromSeconds(60));
        // In front of pipes and redirections.
        int end = shorter.IndexOfAny(['|', '>']) is >= 0 and var at ? at : shorter.Length;
        return $"{shorter[..end]} {options}{longer} {shorter[end..]}";
    }

    [GeneratedRegex(@"[<≥≤]?[-+−]?[0-9][0-9.,:]*([eE][-+]?[0-9]+)?|–", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();

    [GeneratedRegex("[0-9a-f]{16}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Fingerprints();

    [GeneratedRegex("[█▀▄●─┄▁▂▃▅▆▇·|]+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Bars();

    [GeneratedRegex(@"s\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Plurals();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\p{L}{2}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex HasWords();
}
