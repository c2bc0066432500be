using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Tests.Experiments;

/// <summary>What is left behind by a sweep that was interrupted, and what becomes of it.</summary>
public sealed class SweepFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private string Csv => In("curve.csv");

    private string Journal => In("curve.journal");

    private BerCurve Run(params (string, string)[] settings) => Sweep.Run(SmallSweep.Lengths(settings), new SweepOptions { Out = Csv });

    [Fact]
    public void FilesHoldWhatTheCurveSays()
    {
        BerCurve curve = Run();
        Assert.Equal(curve.ToCsv(), File.ReadAllText(Csv));
        Assert.Equal(curve.ToJson() + "\n", File.ReadAllText(In("curve.json")));
        Assert.Equal(3, Directory.GetFiles(_folder).Length);
        string journal = File.ReadAllText(Journal);
        // Run again, nothing is counted and nothing changes.
        Assert.Equal(curve.ToCsv(), Run().ToCsv());
        Assert.Equal(journal, File.ReadAllText(Journal));
    }

    /// <summary>Cut at any byte, journal and CSV lead to the same curve, and what was counted before the cut is not counted again.</summary>
    [Fact]
    public void CutAtAnyByte_TheSweepGoesOn()
    {
        string expected = SmallSweep.Timeless(Run(("threads", "1")));
        byte[] journal = File.ReadAllBytes(Journal), csv = File.ReadAllBytes(Csv);
        int header = Array.IndexOf(journal, (byte)'\n') + 1, lines = journal.Count(b => b == '\n');
        // Around both ends of the first and the last lines, and here and there.
        int[] cuts = [0, 1, 10, header - 1, header, header + 1, .. Enumerable.Range(1, 25).Select(i => journal.Length - (i * 5)), .. Enumerable.Range(1, 10).Select(i => header + ((journal.Length - header) * i / 11))];
        foreach (int cut in cuts.Distinct())
        {
            File.WriteAllBytes(Journal, journal[..cut]);
            // The CSV is behind the journal: of no point that would have to be counted again.
            File.WriteAllBytes(Csv, csv[..50]);
            Assert.Equal(expected, SmallSweep.Timeless(Run()));
            Assert.Equal(expected, SmallSweep.Timeless(File.ReadAllText(Csv)));
            Assert.True(File.ReadAllBytes(Journal).AsSpan().StartsWith(journal.AsSpan(0, journal.AsSpan(0, cut).LastIndexOf((byte)'\n') + 1)), $"cut at {cut}");
        }

        Assert.True(lines > 20);
    }

    [Fact]
    public void CsvCutAtAnyByte_IsWrittenToItsEnd()
    {
        Run();
        byte[] csv = File.ReadAllBytes(Csv);
        for (int cut = 0; cut < csv.Length; cut += 11)
        {
            File.WriteAllBytes(Csv, csv[..cut]);
            Run();
            Assert.Equal(csv, File.ReadAllBytes(Csv));
        }
    }

    [Fact]
    public void Cancelled_KeepsWhatWasCounted()
    {
        string expected = SmallSweep.Timeless(Sweep.Run(SmallSweep.Lengths()));
        int resumed = 0;
        BerCurve curve;
        do
        {
            using var end = new CancellationTokenSource();
            int shown = 0;
            curve = Sweep.Run(SmallSweep.Lengths(), new SweepOptions { Out = Csv, Progress = _ => { if (++shown == 1) { end.Cancel(); } } }, end.Token);
        }
        while (curve.Points.Any(p => p.StopReason == Emulator.Link.StopReason.Cancelled) && ++resumed < 1000);
        Assert.True(resumed > 5);
        Assert.Equal(expected, SmallSweep.Timeless(curve));
        Assert.Equal(expected, SmallSweep.Timeless(File.ReadAllText(Csv)));
    }

    [Fact]
    public void OtherConfiguration_IsRefused_WithAllThatDiffers()
    {
        Run();
        byte[] before = File.ReadAllBytes(Journal);
        string message = Assert.Throws<ConfigurationException>(() => Run(("fiber.lengthM", "3"), ("stop.bitErrors", "500"), ("seed", "7"))).Message;
        Assert.Contains("seed was 1, is 7; deviceSeed was 1, is 7; fiber.lengthM was 28, is 3; stop.bitErrors was 400, is 500; take", message, StringComparison.Ordinal);
        Assert.Equal($"--out: '{Journal}' is of this sweep, but begun otherwise: --shard was \"none (the whole sweep)\", is \"1/3\"; take another file, or the same to go on", Assert.Throws<ConfigurationException>(() => Sweep.Run(SmallSweep.Lengths(), new SweepOptions { Out = Csv, Shard = new Shard(1, 3) })).Message);
        Assert.Contains("--axis was [{\"paths\":[\"fiber.lengthM\"],\"points\":[[\"22\"]", Assert.Throws<ConfigurationException>(() => Sweep.Run(SmallSweep.Over([SweepAxis.Over("fiber.lengthM", 1)]), new SweepOptions { Out = Csv })).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Journal));
        // Threads decide nothing.
        Run(("threads", "1"));
    }

    [Theory]
    [InlineData(",bitErrors,", ",payloadBits,", "line 2 of")]
    [InlineData("point,", "Point,", "line 1 of")]
    [InlineData("\n4,", "\n5,", "line 6 of")]
    public void CsvEditedByHand_IsRefused_AndLeftAlone(string from, string to, string where)
    {
        Run();
        string edited = File.ReadAllText(Csv).Replace(from, to, StringComparison.Ordinal);
        File.WriteAllText(Csv, edited);
        string message = Assert.Throws<IOException>(() => Run()).Message;
        Assert.Contains(where, message, StringComparison.Ordinal);
        Assert.Equal(edited, File.ReadAllText(Csv));
        // As the message says.
        File.Move(Csv, In("away.csv"));
        Run();
    }

    [Fact]
    public void CsvWithMoreThanTheJournalKnows_IsRefused()
    {
        Run();
        File.AppendAllText(Csv, "5,x\n");
        Assert.Contains("line 7 of", Assert.Throws<IOException>(() => Run()).Message, StringComparison.Ordinal);
        File.WriteAllText(In("other.csv"), "mine");
        Assert.Contains("is there without its journal", Assert.Throws<IOException>(() => Sweep.Run(SmallSweep.Lengths(), new SweepOptions { Out = In("other.csv") })).Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(In("other.csv")));
    }

    /// <summary>Any digit changed, any line left out, repeated or moved is noticed, and named.</summary>
    [Fact]
    public void JournalEditedByHand_IsRefused_AndLeftAlone()
    {
        Run();
        string[] lines = File.ReadAllLines(Journal);
        string[][] edits =
        [
            [.. lines.Select((line, i) => i == 3 ? line.Replace(' ', '1') : line)],
            [.. lines.Select((line, i) => i == 5 ? "9" + line : line)],
            [.. lines.Where((_, i) => i != 4)],
            [.. lines.Take(4), lines[3], .. lines.Skip(4)],
            [.. lines.Take(2), lines[3], lines[2], .. lines.Skip(4)],
            ["mosaic", .. lines.Skip(1)],
            [lines[0].Replace("\"seed\":1", "\"seed\":2", StringComparison.Ordinal), .. lines.Skip(1)],
        ];
        foreach (string[] edit in edits)
        {
            File.WriteAllLines(Journal, edit);
            byte[] before = File.ReadAllBytes(Journal);
            Assert.Matches("line [0-9]+ has been changed|no journal of a sweep, or was changed", Assert.Throws<IOException>(() => Run()).Message);
            Assert.Equal(before, File.ReadAllBytes(Journal));
        }
    }

    [Fact]
    public void TwoSweepsOnOneFile_AreRefused()
    {
        Run();
        using (FileStream held = Emulator.Experiments.Sweeps.Journal.OpenAlone(Journal, FileMode.Open, FileAccess.Read, "test"))
        {
            Assert.Contains("it is open in another process", Assert.Throws<IOException>(() => Run()).Message, StringComparison.Ordinal);
        }

        Run();
    }

    [Fact]
    public void PlacesThatCannotBeWritten_AreNamed()
    {
        string Refused(string path) => Assert.Throws<IOException>(() => Sweep.Run(SmallSweep.Lengths(), new SweepOptions { Out = path })).Message;
        Assert.Equal($"--out: cannot open '{In("no/curve.journal")}' (there is no folder '{In("no")}')", Refused(In("no/curve.csv")));
        Directory.CreateDirectory(In("folder.csv"));
        Assert.Contains("it is a folder", Refused(In("folder.csv")), StringComparison.Ordinal);
        Directory.CreateDirectory(In("beside.json"));
        Assert.Equal($"--out: cannot write '{In("beside.json")}', which goes beside '{In("beside.csv")}' (it is a folder)", Refused(In("beside.csv")));
        Assert.StartsWith("--out: 'x.json' is not allowed", Assert.Throws<ConfigurationException>(() => Sweep.Run(SmallSweep.Lengths(), new SweepOptions { Out = "x.json" })).Message, StringComparison.Ordinal);
    }
}
