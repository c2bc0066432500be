using System.Text.Json;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Tests.Cli;

public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_PrintsAReportThatFitsTheTerminal()
    {
        (int code, string output, string error) = CommandLine.Run(["run", .. CommandLine.SmallLink]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("before FEC", output, StringComparison.Ordinal);
        Assert.Contains("predicted", output, StringComparison.Ordinal);
        Assert.Contains("fingerprint", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("predict --preset avicena-lightbundle")]
    [InlineData("predict --preset mosaic-50m --set fiber.launchHalfAngleDeg=20 --set led.bandwidthGHz=0.5")]
    public void Predict_PrintsAReportThatFitsTheTerminal(string arguments)
    {
        (int code, string output, string error) = CommandLine.Run(arguments.Split(' '));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("budget", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void AFile_ComesOutByteForByte_AndTheJsonGoesToAFile()
    {
        string input = Path.Combine(_folder, "in.bin"), output = Path.Combine(_folder, "out.bin"), json = Path.Combine(_folder, "r.json");
        byte[] bytes = new byte[300_001];
        new Random(4).NextBytes(bytes);
        File.WriteAllBytes(input, bytes);
        (int code, _, string error) = CommandLine.Run(["run", "--input", input, "--output", output, "--json", json, .. CommandLine.SmallLink]);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(bytes, File.ReadAllBytes(output));
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(json));
        Assert.Equal("endOfInput", document.RootElement.GetProperty("stopReason").GetString());
        Assert.Equal(3, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void Config_PrintsWhatItWouldUse_AndReadsItBack()
    {
        (int code, string first, _) = CommandLine.Run("config", "--preset", "ideal", "--set", "fiber.lengthM=3");
        Assert.Equal(0, code);
        string file = Path.Combine(_folder, "link.json");
        File.WriteAllText(file, first);
        Assert.Equal(first, CommandLine.Run("config", "--config", file).Output);
    }

    [Fact]
    public void NoCommand_PrintsHelp()
    {
        (int code, string output, string error) = CommandLine.Run();
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("predict", output, StringComparison.Ordinal);
    }

    [Fact]
    public void List_NamesWhatThereIs()
    {
        (int code, string output, _) = CommandLine.Run("list");
        Assert.Equal(0, code);
        foreach (string name in (string[])["mosaic-800g", "ideal", "kp4", "kr4", "bit-true", "prbs31", "geometry", "marker"])
        {
            Assert.Contains(name, output, StringComparison.Ordinal);
        }

        Assert.Contains("// ", CommandLine.Run("list", "mosaic-800g").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("setings", "; did you mean 'settings'?")]
    [InlineData("kp4-waterfal", "; did you mean 'kp4-waterfall'?")]
    [InlineData("xy", "")]
    public void List_OfWhatThereIsNot_NamesAllThatItPrints(string name, string hint)
    {
        (int code, _, string error) = CommandLine.Run("list", name);
        Assert.Equal(2, code);
        Assert.StartsWith($"mosaic: list: there is no '{name}' to print{hint}; there are settings, ", error, StringComparison.Ordinal);
        Assert.Contains("mosaic-50m", error, StringComparison.Ordinal);
        Assert.Contains("kp4-waterfall", error, StringComparison.Ordinal);
    }

    [Fact]
    public void ListSettings_ExplainsEverySetting_AndItsDefaultCanBeSet()
    {
        (int code, string output, string error) = CommandLine.Run("list", "settings");
        Assert.Equal((0, ""), (code, error));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2 * LinkConfiguration.Settings.Count, lines.Length);
        Assert.Contains("fiber.lengthM = 20  (a number from 0 to 200)", lines);
        Assert.Contains("fec.code = kp4  (a string)", lines);
        Assert.Contains("    Name of the code, e.g. kp4", lines);
        var same = new LinkConfiguration();
        for (int i = 0; i < lines.Length; i += 2)
        {
            Assert.Matches("^[a-zA-Z.]+ = .+  \\(.+\\)$", lines[i]);
            Assert.Matches(@"^    \S.{8,}[^.]$", lines[i + 1]);
            string[] parts = lines[i].Split(" = ", 2);
            same.Set(parts[0], parts[1].Split("  (")[0]);
        }

        Assert.Equal(new LinkConfiguration().Build(), same.Build());
    }

    [Theory]
    [InlineData(2, "run --set fiber.lenghtM=3", "mosaic: fiber.lenghtM: no such key; did you mean 'lengthM'?")]
    [InlineData(2, "run --set fiber.lengthM=300", "mosaic: fiber.lengthM: 300 is not allowed; it is a number from 0 to 200")]
    [InlineData(2, "run --set fiber.lengthM", "mosaic: --set fiber.lengthM: expected path=value")]
    [InlineData(2, "run --set bonding.dataLanes=400 --set array.rows=10 --set array.columns=10", "mosaic: bonding.dataLanes: 400 lanes do not fit on an array of 10 x 10 = 100 channels")]
    [InlineData(2, "run --preset nothing", "mosaic: preset: there is no 'nothing'")]
    [InlineData(2, "run --frame -1", "mosaic: capture.frame: -1 is not allowed; it is an integer from 0 to 4294967294, or null")]
    [InlineData(4, "run --replay nothing.errors", "mosaic: capture.replay: cannot read 'nothing.errors' (there is no such file)")]
    [InlineData(4, "run --capture-errors /nowhere/e", "mosaic: capture.errors: cannot write '/nowhere/e' (there is no folder '/nowhere')")]
    [InlineData(2, "run --capture-errors -", "mosaic: capture.errors: '-' is not allowed; errors go to a file")]
    [InlineData(2, "run --capture-errors e --replay e", "mosaic: capture.errors, capture.replay: both are 'e'; the errors would take the other's place")]
    [InlineData(2, "run --capture-errors e --json e", "mosaic: --json, capture.errors: both are 'e'; the report would take the other's place")]
    [InlineData(2, "run --fault kind=dead,lane=1,db=2", "mosaic: faults[0].db: 2 is of no use with kind dead, which takes none")]
    [InlineData(2, "run --seed x", "mosaic: seed: \"x\" is not allowed; it is an integer from 0 to 18446744073709551615")]
    [InlineData(2, "run --threads 1e9", "mosaic: threads: 1e9 is not allowed; it is an integer from 1 to 1024, or null")]
    [InlineData(2, "run --set receiver.equalizer=14 --set led.averagePowerDbm=10 --set receiver.noisePaPerSqrtHz=0.1", "mosaic: receiver.noisePaPerSqrtHz: 0.1 is not allowed where an equaliser of 14 dB takes the current of lane 15 down to -12.774 µA; it is at least 2.22 there, or the equaliser weaker")]
    [InlineData(2, "run --set receiver.equalizer=14 --set led.averagePowerDbm=10 --set receiver.noisePaPerSqrtHz=2.22 --fault kind=weak,lane=15,db=-3,atFrame=1", "mosaic: faults: what is left of the link at frame 1 is no link: receiver.noisePaPerSqrtHz: 2.22 is not allowed where an equaliser of 14 dB takes ")]
    [InlineData(2, "run --threads 2 --set receiver.equalizer=14 --set led.averagePowerDbm=10 --set receiver.noisePaPerSqrtHz=2.22 --fault kind=weak,lane=15,db=-3", "mosaic: faults: what is left of the link at frame 0 is no link: receiver.noisePaPerSqrtHz: 2.22 is not allowed where an equaliser of 14 dB takes ")]
    [InlineData(2, "run --set engine=event --set receiver.equalizer=14 --set led.averagePowerDbm=10 --set receiver.noisePaPerSqrtHz=2.22 --fault kind=weak,lane=15,db=-3,atFrame=1", "mosaic: faults: what is left of the link at frame 1 is no link: receiver.noisePaPerSqrtHz: 2.22 is not allowed where an equaliser of 14 dB takes ")]
    [InlineData(2, "run --set receiver.equalizer=14 --set led.averagePowerDbm=10 --set receiver.noisePaPerSqrtHz=2.22 --probe lane=1,1", "mosaic: probe.lanes: -0.5 UI after the best instant, where a probe looks too, the link is none: receiver.noisePaPerSqrtHz: 2.22 is not allowed where an equaliser of 14 dB takes ")]
    [InlineData(2, "predict --set receiver.apertureUm=60", "mosaic: receiver.apertureUm: 60 is not allowed where photodiodes are 50 µm apart (array.pitchUm), and would lie one over the other; it is at most 50 there")]
    [InlineData(2, "predict --set lane.bitRateGbps=10 --set led.bandwidthGHz=0.06", "mosaic: lane.bitRateGbps: 10 is not allowed where led.bandwidthGHz, receiver.bandwidthGHz and the fibre's dispersion let a bit last some 675 UI; it lasts at most 128")]
    [InlineData(2, "predict --set array.rows=64 --set array.columns=64 --set bonding.dataLanes=4096 --set fiber.couplingPerM=0.05", "mosaic: optics.spotSigmaUm, optics.haloFraction, optics.haloSigmaUm, optics.defocusUm, receiver.apertureUm, fiber.couplingPerM, lane.bitRateGbps: a receiver that sees 594 taps or more, of 191 channels, is not allowed; 4096 lanes have at most 1000000 taps in all, 244 each")]
    [InlineData(2, "run --frobnicate", "mosaic: run: there is no option '--frobnicate'")]
    [InlineData(2, "run --sed 3", "mosaic: run: there is no option '--sed'; did you mean '--se")]
    [InlineData(2, "config link.json", "mosaic: config: 'link.json' is one word too many")]
    [InlineData(2, "runn", "mosaic: there is no command 'runn'; did you mean 'run'?; there are run, predict, sweep, merge, check, compare, ")]
    [InlineData(2, "fec", "mosaic: fec: a command is missing; there are encode, decode")]
    [InlineData(2, "run --set traffic.pattern=file --set traffic.input=\"\"", "mosaic: traffic.input: '' is not allowed; it is the name of a file")]
    [InlineData(2, "run --set fec.code=\"\\ud800\"", "mosaic: ")]
    [InlineData(2, "compare deskew --trials many", "mosaic: --trials: 'many' is not allowed; it is an integer from 1 to 1000000")]
    [InlineData(2, "compare deskew --hold -1", "mosaic: --hold: -1 is not allowed; it is an integer from 0 to 100000")]
    [InlineData(2, "run --set bonding.dataLanes=1 --set fec.interleave=63 --set bonding.frameBatches=100", "mosaic: fec.code, fec.interleave, bonding.frameBatches: kp4 x 63 in frames of 100 batches would take ")]
    [InlineData(2, "frobnicate", "mosaic: there is no command 'frobnicate'")]
    [InlineData(2, "run --output FOLDER/out.bin", "mosaic: traffic.output: ")]
    [InlineData(2, "run --set traffic.pattern=file", "mosaic: traffic.input: traffic.pattern file needs a file to send")]
    [InlineData(2, "run --input FOLDER/empty", "mosaic: traffic.input: ")]
    [InlineData(4, "run --input FOLDER/missing", "mosaic: traffic.input: cannot read ")]
    [InlineData(4, "run --input FOLDER", "mosaic: traffic.input: cannot read ")]
    [InlineData(4, "run --input FOLDER/full --output FOLDER/no/such/place", "mosaic: traffic.output: cannot write ")]
    [InlineData(4, "run --input FOLDER/full --output FOLDER", "mosaic: traffic.output: ")]
    [InlineData(4, "run --config FOLDER/missing.json", "mosaic: --config: cannot read 'FOLDER/missing.json' (there is no such file)")]
    [InlineData(4, "run --config FOLDER", "mosaic: --config: cannot read 'FOLDER' (it is a folder)")]
    [InlineData(4, "run --json FOLDER", "mosaic: --json: cannot write 'FOLDER' (it is a folder)")]
    [InlineData(4, "run --json FOLDER/full/r.json", "mosaic: --json: cannot write 'FOLDER/full/r.json' ('FOLDER/full' is no folder)")]
    [InlineData(4, "run --json /dev/full", "mosaic: --json: cannot write '/dev/full' (No space left on device)")]
    [InlineData(4, "run --capture-errors FOLDER/no/e", "mosaic: capture.errors: cannot write 'FOLDER/no/e' (there is no folder 'FOLDER/no')")]
    [InlineData(4, "run --probe lane=1,1 --probe-out FOLDER/no/p", "mosaic: probe.output: cannot write 'FOLDER/no/p' (there is no folder 'FOLDER/no')")]
    [InlineData(4, "compare fec --csv FOLDER/no/c", "mosaic: --csv: cannot write 'FOLDER/no/c' (there is no folder 'FOLDER/no')")]
    [InlineData(4, "sweep --axis fiber.lengthM=@FOLDER", "mosaic: --axis fiber.lengthM=@FOLDER: cannot read 'FOLDER' (it is a folder)")]
    [InlineData(4, "sweep --axis fiber.lengthM=20 --set optics.crosstalk=file --set optics.file=FOLDER/no", "mosaic: optics.file: cannot read 'FOLDER/no' (there is no such file)")]
    [InlineData(4, "merge FOLDER/no.csv --out FOLDER/x.csv", "mosaic: merge: cannot open 'FOLDER/no.journal' (there is no such file)")]
    [InlineData(4, "predict --set optics.crosstalk=file --set optics.file=FOLDER/missing", "mosaic: optics.file: cannot read ")]
    [InlineData(2, "predict --set optics.crosstalk=file --set optics.file=FOLDER/empty", "mosaic: optics.file: ")]
    [InlineData(2, "run --set optics.crosstalk=file --set optics.file=FOLDER/full", "mosaic: optics.file: ")]
    [InlineData(2, "run --config FOLDER/empty", "mosaic: empty: ")]
    [InlineData(4, "run --json FOLDER/no/r.json", "mosaic: --json: cannot write ")]
    [InlineData(4, "predict --json FOLDER/no/r.json", "mosaic: --json: cannot write ")]
    [InlineData(2, "run --input FOLDER/full --output FOLDER/x --json FOLDER/../FOLDERNAME/x", "mosaic: --json, traffic.output: both are '")]
    [InlineData(2, "run --input FOLDER/full --json FOLDER/full", "mosaic: --json, traffic.input: both are '")]
    [InlineData(2, "run --input FOLDER/full --output - --json -", "mosaic: --json, traffic.output: only one of them can go to stdout")]
    [InlineData(2, "sweep --axis fiber.lengthM=20 --out FOLDER/x.csv --json FOLDER/x.json", "mosaic: --json, --out: '")]
    [InlineData(3, "run --set arrival.skewUi=900 --set deskew.maxSkewUi=10", "mosaic: no lock within 8 frames and a skew of 10 UI (deskew.maxSkewUi): ")]
    [InlineData(3, "run --set stop.payloadBits=1e13 --set stop.seconds=0.05", "mosaic: stop.seconds: 0.05 s ran out before ")]
    [InlineData(3, "run --set stop.payloadBits=null --set stop.seconds=0.02 --set led.averagePowerDbm=-40 --set deskew.bringUpFrames=1000", "mosaic: stop.seconds: 0.02 s ran out before a frame was counted")]
    [InlineData(2, "run --set stop.payloadBits=null", "mosaic: stop: no rule is set, so the run would never end; set stop.payloadBits, ")]
    [InlineData(2, "run --set stop.payloadBits=1e15", "mosaic: stop.payloadBits: 1e15 is not allowed; it is an integer from 1 to 100000000000000, or null")]
    [InlineData(2, "run --set stop.payloadBits=1e14", "mosaic: stop.payloadBits: 100000000000000 is too large for kp4; at most 94485294117647, which is 1e14 code bits, can be counted")]
    public void WhatIsWrong_IsOneLineAndAnExitCode(int expected, string arguments, string message)
    {
        File.WriteAllBytes(Path.Combine(_folder, "empty"), []);
        File.WriteAllBytes(Path.Combine(_folder, "full"), [1, 2, 3]);
        string[] words = [.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w.Replace("FOLDERNAME", Path.GetFileName(_folder), StringComparison.Ordinal).Replace("FOLDER", _folder, StringComparison.Ordinal))];
        // The small link first: what is under test must win.
        (int code, _, string error) = CommandLine.Run(words is ["run", .. var rest] ? ["run", .. CommandLine.SmallLink, .. rest] : words);
        Assert.Equal(expected, code);
        Assert.StartsWith(message.Replace("FOLDER", _folder, StringComparison.Ordinal), error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    /// <summary>Time that was asked for is a goal reached, once it is enough for a frame: a machine that is busy is given more.</summary>
    [Fact]
    public void SecondsAlone_EndWithSuccess()
    {
        (int code, string output, string error) = (3, "", "");
        for (int seconds = 1; code == 3 && seconds <= 64; seconds *= 2)
        {
            (code, output, error) = CommandLine.Run(["run", .. CommandLine.SmallLink, "--set", "stop.payloadBits=null", "--set", $"stop.seconds={seconds}", "--threads", "64"]);
        }

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("after stop.seconds", output, StringComparison.Ordinal);
        Assert.Contains("on 8 threads", output, StringComparison.Ordinal);
    }

    [Fact]
    public void NoLock_LeavesNoOutputBehind()
    {
        string input = Path.Combine(_folder, "in.bin"), output = Path.Combine(_folder, "out.bin");
        File.WriteAllBytes(input, new byte[1000]);
        (int code, string report, _) = CommandLine.Run(["run", .. CommandLine.SmallLink, "--input", input, "--output", output, "--set", "led.averagePowerDbm=-40"]);
        Assert.Equal(3, code);
        Assert.Contains("nothing was counted", report, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
        Assert.Single(Directory.GetFiles(_folder));
    }
}
