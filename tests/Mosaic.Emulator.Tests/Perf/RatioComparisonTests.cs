using Mosaic.Emulator.Benchmarks.Tables;
using Mosaic.Emulator.Tests.Cli;

namespace Mosaic.Emulator.Tests.Perf;

public class RatioComparisonTests
{
    private const string Tables = """
        ### Whole path

        | engine | threads | Gb/s once up | threads' gain |
        |---|---|--:|--:|
        | bit-true | 1 | 5.00 |  |
        | bit-true | 2 | 9.50 | 1.90 |
        | event | 2 | 950 | 1.90 |

        ### Compared

        | work | by | Gb/s | here | times |
        |---|---|--:|--:|--:|
        | kp4 encode | libfec | 0.403 | 20.6 | 51.1 |
        | kp4 encode | plain C# | 0.300 | 20.6 | 68.7 |

        ### Kernels and stages

        | what | Gb/s | of it |
        |---|--:|--:|
        | Philox.Fill | 167 | 75.0 % |
        | Payload.Prbs31 | 21.8 | – |
        """;

    [Theory]
    [InlineData("| 1.90 |\n| event", "| 2.08 |\n| event")] // 1.095 times
    [InlineData("| 9.50 |", "| 20.0 |")] // no ratio
    [InlineData("75.0 %", "68.3 %")]
    public void Tables_ThatAgree(string old, string changed)
    {
        Assert.Contains(old, Tables, StringComparison.Ordinal);

        (int count, IReadOnlyList<string> differences) = RatioComparison.Compare(Tables, Tables.Replace(old, changed, StringComparison.Ordinal));

        Assert.Equal(5, count);
        Assert.Empty(differences);
    }

    [Theory]
    [InlineData("| 1.90 |\n| event", "| 2.10 |\n| event", "Whole path: bit-true, 2: threads' gain: 1.9 and 2.1")]
    [InlineData("| 51.1 |", "| 46.4 |", "Compared: kp4 encode, libfec: times: 51.1 and 46.4")]
    [InlineData("75.0 %", "67.9 %", "Kernels and stages: Philox.Fill: of it: 75 and 67.9")]
    [InlineData("75.0 %", "–", "Kernels and stages: Philox.Fill: of it: only in the first")]
    [InlineData("| – |", "| 20.0 % |", "Kernels and stages: Payload.Prbs31: of it: only in the second")]
    public void Tables_ThatDiffer(string old, string changed, string difference)
    {
        Assert.Contains(old, Tables, StringComparison.Ordinal);

        Assert.Equal([difference], RatioComparison.Compare(Tables, Tables.Replace(old, changed, StringComparison.Ordinal)).Differences);
    }

    [Fact]
    public void Readme_HasRatios()
    {
        string readme = File.ReadAllText(Path.Combine(ReadmeCommands.Root, "perf", "README.md"));

        (int count, IReadOnlyList<string> differences) = RatioComparison.Compare(readme, readme);

        Assert.Empty(differences);
        Assert.InRange(count, 60, 200);
    }
}
