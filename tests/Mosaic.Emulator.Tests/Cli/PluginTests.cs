using System.Text.Json;
using System.Text.RegularExpressions;
using Mosaic.Cli.Views;
using Mosaic.Emulator.Tests.Experiments;

namespace Mosaic.Emulator.Tests.Cli;

/// <summary>Algorithms of users, run by the tool: the sample that they copy, and all that can be wrong with one.</summary>
public sealed class PluginTests : IDisposable
{
    private const string Majority = "#Mosaic.SamplePlugin.MajorityCode", Holding = "#Mosaic.SamplePlugin.HoldingDeskew";
    private static readonly string Sample = "plugin:" + Path.Combine(AppContext.BaseDirectory, "Mosaic.SamplePlugin.dll");
    private static readonly string Own = "plugin:" + Path.Combine(AppContext.BaseDirectory, "Mosaic.Emulator.Tests.dll") + "#Mosaic.Emulator.Tests.Cli.Broken.";
    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The sample's code at 26 m: one in 10,000 bits wrong, and of three bits at one place hardly ever two.</summary>
    [Fact]
    public void TheSamplesCodeAndDeskew_Run()
    {
        string name = Sample + Majority;
        (int code, string output, string error) = CommandLine.Run(["run", .. CommandLine.SmallLink, "--set", $"fec.code={name}", "--set", $"deskew.algorithm={Sample + Holding}", "--set", "fiber.lengthM=27", "--json", "-"]);
        Assert.Equal((0, ""), (code, error));
        using JsonDocument report = JsonDocument.Parse(output);
        JsonElement root = report.RootElement, post = root.GetProperty("postFec");
        Assert.Equal((name, "holding", true), (root.GetProperty("config").GetProperty("fec").GetProperty("code").GetString(), root.GetProperty("deskew").GetProperty("algorithm").GetString(), root.GetProperty("deskew").GetProperty("locked").GetBoolean()));
        Assert.True(post.GetProperty("corrected").GetInt64() > 100);
        Assert.True(post.GetProperty("payloadBitErrors").GetInt64() < 20);
        Assert.Equal(JsonValueKind.Null, post.GetProperty("predictedCodewordErrorRatio").ValueKind);

        // The report is a configuration, and the run is the same again, whatever the threads.
        string file = Path.Combine(_folder, "report.json");
        File.WriteAllText(file, output);
        using JsonDocument again = JsonDocument.Parse(CommandLine.Run("run", "--config", file, "--threads", "1", "--json", "-").Output);
        Assert.Equal(root.GetProperty("fingerprint").GetString(), again.RootElement.GetProperty("fingerprint").GetString());
    }

    [Fact]
    public void WhereverACodeIsNamed()
    {
        string inner = $"kp4+{Sample + Majority}", message = Path.Combine(_folder, "m"), stream = Path.Combine(_folder, "c"), back = Path.Combine(_folder, "b");
        File.WriteAllBytes(message, [.. Enumerable.Range(0, 2570).Select(static i => (byte)i)]);
        Assert.Equal((0, $"4 words of {inner} encoded\n", ""), CommandLine.Run("fec", "encode", "--code", inner, "--interleave", "4", "--in", message, "--out", stream));
        byte[] bytes = File.ReadAllBytes(stream);
        Assert.Equal(3 * 2720, bytes.Length);
        bytes[77] ^= 0xFF;
        File.WriteAllBytes(stream, bytes);
        Assert.Equal((0, $"4 words of {inner}: 4 clean, 0 corrected (0 symbols), 0 uncorrectable\n", ""), CommandLine.Run("fec", "decode", "--code", inner, "--interleave", "4", "--in", stream, "--out", back));
        Assert.Equal(File.ReadAllBytes(message), File.ReadAllBytes(back));

        (int predicted, string prediction, _) = CommandLine.Run(["predict", .. CommandLine.SmallLink, "--set", $"fec.code={inner}"]);
        Assert.Equal(0, predicted);
        Assert.StartsWith("mosaic-800g, 20.0 m: 40 lanes at 2.125 Gb/s, kp4+MajorityCode x 4, bit-true, ", prediction, StringComparison.Ordinal);
        (int code, string output, string error) = CommandLine.Run(["compare", "deskew", .. CommandLine.SmallLink, "--trials", "3", "--ber", "1e-3", "--algorithms", $"marker,{Sample + Holding}"]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(" HoldingDeskew ", output, StringComparison.Ordinal);
    }

    /// <summary>By their types, which call themselves the same; and where types are called the same too, by number.</summary>
    [Fact]
    public void Namesakes_AreToldApart()
    {
        string other = Path.Combine(_folder, "Mosaic.SamplePlugin.dll"), json = Path.Combine(_folder, "report.json");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Mosaic.SamplePlugin.dll"), other);
        string[] deskews = ["marker", $"{Own}Marked", $"{Own}Nest.Deskew", Sample + Holding, $"plugin:{other}{Holding}"];
        (int code, string output, string error) = CommandLine.Run(
            ["compare", "deskew", .. CommandLine.SmallLink, "--trials", "2", "--ber", "1e-3", "--skew", "0,9", "--algorithms", string.Join(',', deskews), "--json", json]);
        Assert.Equal((0, ""), (code, error));
        // Two skews, how far each reaches, and its memory.
        foreach (string name in (string[])["marker ", "Marked ", "Deskew ", "HoldingDeskew ", @"HoldingDeskew \(2\)"])
        {
            Assert.Equal(3, Regex.Count(output, $"^  1\\.0e-03 [ 09]* {name} *[0-9]", RegexOptions.Multiline, TimeSpan.FromSeconds(60)));
            Assert.Matches($"\n{name.TrimEnd()}: ", output);
        }

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(json));
        Assert.Equal(deskews, report.RootElement.GetProperty("reach").EnumerateArray().Select(static reach => reach.GetProperty("algorithm").GetString()));
        (code, output, error) = CommandLine.Run(["compare", "fec", .. CommandLine.SmallLink, "--codes", $"{Sample + Majority},plugin:{other}{Majority}", "--json", json]);
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"\n  MajorityCode     +[^(]*\n  MajorityCode \(2\) ", output);

        string page = Path.Combine(_folder, "page.html");
        Assert.Equal(0, CommandLine.Run("report", json, "--out", page).ExitCode);
        Assert.Contains("<b>MajorityCode (2)</b>", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(int.MaxValue, "Code", "Code (2)", "kp4+Code", "Code (3)", "rs-127-111-0x89-1")]
    [InlineData(8, "Code", "Code (2)", "kp4+Code", "Code (3)", "…-0x89-1")]
    [InlineData(7, "Code", "…de (2)", "…4+Code", "…de (3)", "…0x89-1")]
    public void ShownNames_AreShortAndDistinct(int width, params string[] expected)
    {
        string[] names = ["plugin:a.dll#My.Code", "plugin:b.dll#My.Code", "kp4+plugin:a.dll#My.Code", "plugin:c+d.dll#Code", "rs-127-111-0x89-1"];
        Assert.Equal(expected, names.Select(name => ShownNames.Of([.. names, .. names], width)[name]));
    }

    [Fact]
    public void SweptMergedAndChecked()
    {
        string In(string name) => Path.Combine(_folder, name);
        string[] sweep = ["sweep", .. CommandLine.SmallLink, "--set", "trial.frames=1", "--set", "stop.payloadBits=3e6", "--axis", $"fec.code=none,{Sample + Majority}"];
        foreach (string[] arguments in new string[][] { [], ["--shard", "0/2"], ["--shard", "1/2"] })
            Assert.Equal((0, ""), CommandLine.Run([.. sweep, .. arguments, "--out", In($"curve{arguments.LastOrDefault()?[0]}.csv")]) is var (code, _, error) ? (code, error) : default);
        Assert.Equal(0, CommandLine.Run("merge", In("curve0.csv"), In("curve1.csv"), "--out", In("merged.csv")).ExitCode);
        Assert.Equal(SmallSweep.Timeless(File.ReadAllText(In("curve.csv"))), SmallSweep.Timeless(File.ReadAllText(In("merged.csv"))));
        Assert.Equal((0, ""), CommandLine.Run("check", In("curve.json"), "--seed", "5") is var (checkCode, _, checkError) ? (checkCode, checkError) : default);
    }

    [Fact]
    public void ANestedClass_IsNamedWithDots()
    {
        (int code, string output, string error) = CommandLine.Run(["run", .. CommandLine.SmallLink, "--set", $"fec.code=kp4+{Own}Nest.Inner+hamming-128-120", "--set", $"deskew.algorithm={Own}Nest.Deskew"]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("40 lanes locked after ", output, StringComparison.Ordinal);
    }

    /// <summary>Only what could be used is offered, and hinted at only where it looks like what was named.</summary>
    [Theory]
    [InlineData("Nest+Inner", "'Mosaic.Emulator.Tests.Cli.Broken.Nest' is no public class that implements IBlockCode")]
    [InlineData("Generic", "has no type 'Mosaic.Emulator.Tests.Cli.Broken.Generic'")]
    [InlineData("Generic`1", "'Mosaic.Emulator.Tests.Cli.Broken.Generic`1' is generic, and a plug-in is not")]
    [InlineData("FiveTimes", "'Mosaic.Emulator.Tests.Cli.Broken.FiveTimes' is no public class that implements IBlockCode")]
    [InlineData("NeverCorrect", "has no type 'Mosaic.Emulator.Tests.Cli.Broken.NeverCorrect'; did you mean 'Mosaic.Emulator.Tests.Cli.Broken.NeverCorrects'?")]
    public void ATypeThatIsNoPlugin(string type, string message)
    {
        const string Names = "Forgetful, #GivesUpOnTwo, #Nest.Inner, #NeverCorrects, #OnlyBursts, #OtherInterleave, #StrangeVerdict, #ThrowsInAProperty, …\n";
        string error = CommandLine.Run(["run", .. CommandLine.SmallLink, "--set", $"fec.code={Own}{type}"]).Error;
        Assert.EndsWith($"{message}; there are #{Names}".Replace("#", "Mosaic.Emulator.Tests.Cli.Broken.", StringComparison.Ordinal), error, StringComparison.Ordinal);
    }

    /// <summary>The rows of the others are there, and its own until then.</summary>
    [Fact]
    public void ACodeThatFails_CostsAComparisonNothingElse()
    {
        string name = $"{Own}ThrowsOnErrors", json = Path.Combine(_folder, "report.json"), csv = Path.Combine(_folder, "rows.csv");
        (int code, string output, string error) = CommandLine.Run(
            ["compare", "fec", .. CommandLine.SmallLink, "--codes", $"{name},kp4", "--axis", "fiber.lengthM=5,28,27", "--json", json, "--csv", csv]);
        Assert.Equal((2, $"mosaic: --codes: '{name}': Decode threw InvalidDataException: errors; no rows from fiber.lengthM 28 on\n"), (code, error));
        Assert.Equal(3, output.Split('\n').Count(static line => line.StartsWith("  kp4 ", StringComparison.Ordinal) && line.Contains('<', StringComparison.Ordinal)));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(json));
        (string?, string?)[] rows = [("5", "none"), ("5", name), ("5", "kp4"), ("28", "none"), ("28", "kp4"), ("27", "none"), ("27", "kp4")];
        Assert.Equal(rows, report.RootElement.GetProperty("points").EnumerateArray().Select(static row => (row.GetProperty("value").GetString(), row.GetProperty("code").GetString())));
        JsonElement failure = Assert.Single(report.RootElement.GetProperty("failures").EnumerateArray());
        Assert.Equal((name, "fiber.lengthM 28"), (failure.GetProperty("name").GetString(), failure.GetProperty("at").GetString()));
        Assert.Equal(1 + rows.Length, File.ReadAllLines(csv).Length);
    }

    [Fact]
    public void ADeskewThatFails_CostsAComparisonNothingElse()
    {
        string name = $"{Own}ThrowsOnSkew", json = Path.Combine(_folder, "report.json"), csv = Path.Combine(_folder, "rows.csv");
        (int code, string output, string error) = CommandLine.Run(
            ["compare", "deskew", .. CommandLine.SmallLink, "--trials", "4", "--ber", "1e-3", "--skew", "10,900,20", "--algorithms", $"{name},marker", "--json", json, "--csv", csv]);
        Assert.Equal((2, $"mosaic: --algorithms: '{name}': CopyAlignments threw InvalidDataException: skew; no rows from ber 0.001, skew 900, drift 0 on\n"), (code, error));
        Assert.Equal(4, output.Split('\n').Count(static line => line.StartsWith("  1.0e-03", StringComparison.Ordinal) && line.Contains(" marker ", StringComparison.Ordinal)));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(json));
        Assert.Equal([10, 10, 900, 20], report.RootElement.GetProperty("points").EnumerateArray().Select(static row => row.GetProperty("skewUi").GetInt32()));
        Assert.Equal("ber 0.001, skew 900, drift 0", Assert.Single(report.RootElement.GetProperty("failures").EnumerateArray()).GetProperty("at").GetString());
        Assert.Equal(5, File.ReadAllLines(csv).Length);
    }

    /// <summary>Nothing was measured: no report, and what is wrong with all alike is said once.</summary>
    [Fact]
    public void WhereAllFail_ThereIsOneLine()
    {
        string name = $"{Own}ThrowsInObserve";
        foreach (string[] compare in (string[][])[["deskew", "--trials", "2", "--algorithms", name], ["fec", "--codes", "kp4", "--set", $"deskew.algorithm={name}"]])
        {
            (int code, string output, string error) = CommandLine.Run(["compare", .. compare, .. CommandLine.SmallLink]);
            Assert.Equal((2, ""), (code, output));
            Assert.Matches("^mosaic: [^\n]*ThrowsInObserve': Observe threw InvalidOperationException: nothing to see[^\n]*\n$", error);
        }
    }

    [Theory]
    [InlineData("NoConstructor", "has no public constructor (int interleave)")]
    [InlineData("ThrowsWhenMade", "its constructor threw InvalidOperationException: not today")]
    [InlineData("ThrowsInEncode", "Encode threw NotSupportedException: no encoder")]
    [InlineData("ThrowsOnErrors", "Decode threw InvalidDataException: errors")]
    [InlineData("ThrowsInAProperty", "a property threw InvalidOperationException: which?")]
    [InlineData("StrangeVerdict", "Decode gave the verdict 3; it is -1, 0, or a number of corrected symbols, up to 2")]
    [InlineData("Forgetful", "Decode does not give back what Encode was given")]
    [InlineData("NeverCorrects", "CorrectableSymbols is 2, and Decode gave another message with 2 of 5 symbols wrong: 0, 1\n")]
    [InlineData("TrustsTheLast", "CorrectableSymbols is 2, and Decode gave another message with 2 of 5 symbols wrong: 3, 4\n")]
    [InlineData("GivesUpOnTwo", "CorrectableSymbols is 2, and Decode gave the verdict -1 with 2 of 5 symbols wrong: 0, 1\n")]
    [InlineData("OnlyBursts", "CorrectableSymbols is 2, and Decode gave the verdict -1 with 2 of 5 symbols wrong: ")]
    [InlineData("WritesTooMuch", "Encode wrote more than it was asked for")]
    [InlineData("WrongSizes", "GroupCodeBits is 7; CodewordSymbols x SymbolBits x Interleave is 64")]
    [InlineData("WrongBatch", "BatchGroups is 100; it is a multiple of 64, 64 or more")]
    [InlineData("OtherInterleave", "Interleave is 5, not 4 as asked for")]
    [InlineData("StrayLanes", "'Mosaic.Emulator.Tests.Cli.Broken.StrayLanes' is no public class that implements IBlockCode; ")]
    [InlineData("Missing", "' has no type 'Mosaic.Emulator.Tests.Cli.Broken.Missing'; ")]
    public void ABrokenCode_IsOneLineThatNamesIt(string type, string message) => CheckRefusal("fec.code", Own + type, message);

    [Theory]
    [InlineData("StrayLanes", "CopyAlignments gave lane ")]
    [InlineData("ThrowsInObserve", "Observe threw InvalidOperationException: nothing to see")]
    [InlineData("ThrowsInExpect", "Expect threw InvalidOperationException: 40 lanes")]
    [InlineData("TwiceCode", "is no public class that implements IDeskew; ")]
    [InlineData("NothingAligned", "IsAligned is true, and CopyAlignments gave no place to lane 0; each that is lit has one")]
    [InlineData("Lost3", "IsAligned is true, and CopyAlignments gave no place to lane 3; each that is lit has one")]
    [InlineData("FarAway", "IsAligned is true, and CopyAlignments gave lane 3 the FirstFrame 1152921504606846976; it is a number from 0 to 35007, since no lane is late by a frame")]
    [InlineData("Early", "IsAligned is true, and CopyAlignments gave lane 3 the FirstFrame -1; it is a number from 0 to 35007, since")]
    [InlineData("BeyondTheSkew", "is the earliest, and deskew.maxSkewUi is 1024")]
    public void ABrokenDeskew_IsOneLineThatNamesIt(string type, string message) => CheckRefusal("deskew.algorithm", Own + type, message);

    /// <summary>A lane that might be where it is taken to be, and is not: a result, whose reason is said.</summary>
    [Fact]
    public void ADeskewThatMisplacesALane_IsAResult()
    {
        (int code, string output, string error) = CommandLine.Run(["run", .. CommandLine.SmallLink, "--set", $"deskew.algorithm={Own}Misplaced"]);
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"misread: lanes are\s+not\s+where\s+the\s+deskew\s+placed\s+them\n", output);
    }

    /// <summary>Locked is locked, whether it takes note of the time or not.</summary>
    [Fact]
    public void ALockTime_MayBeMissing()
    {
        string[] timeless = [.. CommandLine.SmallLink, "--set", $"deskew.algorithm={Own}Timeless"];
        (int code, string output, string error) = CommandLine.Run(["run", .. timeless, "--json", Path.Combine(_folder, "run.json")]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("deskew      40 lanes locked; skew up to ", output, StringComparison.Ordinal);
        using JsonDocument run = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "run.json")));
        Assert.Equal(JsonValueKind.Null, run.RootElement.GetProperty("deskew").GetProperty("lockTimeUi").ValueKind);

        using JsonDocument compared = JsonDocument.Parse(CommandLine.Run(["compare", "deskew", .. CommandLine.SmallLink, "--trials", "3", "--ber", "1e-3", "--algorithms", $"{Own}Timeless", "--json", "-"]).Output);
        JsonElement point = compared.RootElement.GetProperty("points")[0];
        Assert.Equal((3, 0, JsonValueKind.Null), (point.GetProperty("locked").GetInt32(), point.GetProperty("failed").GetProperty("count").GetInt32(), point.GetProperty("lockTimeMedianUi").ValueKind));
    }

    [Theory]
    [InlineData("plugin:", "is not of the form plugin:file#type, as in plugin:MyCodes.dll#My.Code")]
    [InlineData("plugin:x.dll", "is not of the form plugin:file#type, ")]
    [InlineData("plugin:no/such.dll#T", "there is no file 'no/such.dll'")]
    public void ANameThatLeadsNowhere(string name, string message)
    {
        CheckRefusal("fec.code", name, message);
        CheckRefusal("deskew.algorithm", name, message);
    }

    [Fact]
    public void AFileThatIsNoAssembly()
    {
        string file = Path.Combine(_folder, "text.dll");
        File.WriteAllText(file, "text");
        CheckRefusal("fec.code", $"plugin:{file}#T", $"'{file}' is no .NET assembly that can be loaded");
    }

    private static void CheckRefusal(string setting, string name, string message)
    {
        (int code, string output, string error) = CommandLine.Run(["run", .. CommandLine.SmallLink, "--set", "fiber.lengthM=28", "--set", $"{setting}={name}"]);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"mosaic: {setting}: '{name}': ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(static c => c == '\n'));
    }
}
