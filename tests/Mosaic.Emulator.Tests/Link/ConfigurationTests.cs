using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Link;

public class ConfigurationTests
{
    [Fact]
    public void EveryPreset_IsComplete_AndBuildsALink()
    {
        Assert.Contains(LinkConfiguration.DefaultPreset, LinkConfiguration.Presets);
        foreach (string preset in LinkConfiguration.Presets)
        {
            LinkOptions options = new LinkConfiguration().Set("preset", preset).Build();
            Assert.Equal(preset, options.Preset);
            Assert.NotNull(new LinkDesign(options).Optics);
        }
    }

    [Fact]
    public void ACompleteConfiguration_BuildsTheSameOptions()
    {
        LinkOptions options = new LinkConfiguration().Set("fiber.lengthM", "27.5").Set("seed", "18446744073709551615").Set("threads", "3").Build();
        Assert.Equal(options, new LinkConfiguration().Add(LinkConfiguration.ToJson(options), "file").Build());
    }

    /// <summary>What configurations have in common is laid out once: none of them shows in another, or in the common one, and another preset begins anew.</summary>
    [Fact]
    public void Forks_BuildWhatIsBuiltFromTheStart()
    {
        static LinkConfiguration Common() => new LinkConfiguration().Add("""{ "fiber": { "lengthM": 27 }, "faults": [{ "kind": "dead", "lane": 37 }] }""", "f.json");
        LinkConfiguration common = Common();
        foreach ((string path, string value) in new[] { ("fiber.lengthM", "30"), ("faults", "[]"), ("seed", "3"), ("preset", "ideal"), ("optics.crosstalk", "none"), ("fiber.coreIndex", "1.5") })
        {
            Assert.Equal(Common().Set(path, value).Build(), common.Fork().Set(path, value).Build());
            Assert.Equal(Common().Build(), common.Build());
        }

        Assert.Equal(Common().Set("seed", "4").Set("fiber.lengthM", "5").Build(), common.Set("seed", "4").Fork().Set("fiber.lengthM", "5").Build());
    }

    [Fact]
    public void Faults_AreReadBack_AndALaterListTakesTheirPlace()
    {
        LinkConfiguration With(string list) => new LinkConfiguration().Add($"{{ \"faults\": {list} }}", "f.json");
        LinkOptions options = With("""[{ "kind": "dead", "lane": 37, "atFrame": 1e1 }, { "kind": "burst", "ui": 3, }]""").Build();
        Assert.Equal([new() { Kind = "dead", Lane = 37, AtFrame = 10 }, new() { Kind = "burst", Ui = 3 }], options.Faults);
        Assert.Equal(options, new LinkConfiguration().Add(LinkConfiguration.ToJson(options), "file").Build());
        Assert.Equal(options.GetHashCode(), new LinkConfiguration().Add(LinkConfiguration.ToJson(options), "file").Build().GetHashCode());
        Assert.NotEqual(options, With("""[{ "kind": "dead", "lane": 37, "atFrame": 11 }, { "kind": "burst", "ui": 3 }]""").Build());
        Assert.Empty(With("[{ \"kind\": \"dead\" }]").Set("faults", "[]").Build().Faults);
        Assert.Contains("slip", LinkConfiguration.AllowedValues("faults.kind"));
    }

    [Theory]
    [InlineData("3", "faults: expected an array of objects with keys lane, kind, atFrame, untilFrame, db, ui")]
    [InlineData("[3]", "faults[0]: expected an object with keys lane, ")]
    [InlineData("""[{"kind":"dead","lane":1},{"lan":3}]""", "faults[1].lan: no such key; did you mean 'lane'?")]
    [InlineData("""[{"lane":3}]""", "faults[0].kind: is missing; it is one of dead, weak, drift, noisy, stuck-one, burst, slip")]
    [InlineData("""[{"kind":"ded","lane":3}]""", "faults[0].kind: \"ded\" is not allowed; it is one of dead, ")]
    [InlineData("""[{"kind":"dead","lane":1.5}]""", "faults[0].lane: 1.5 is not allowed; it is an integer from 0 to 4095, or null")]
    [InlineData("""[{"kind":"dead","lane":400}]""", "faults[0].lane: 400 is not allowed with kind dead; it is an integer from 0 to 399, a channel of the link (bonding.dataLanes, bonding.laneSecded, bonding.spareLanes)")]
    [InlineData("""[{"kind":"dead"}]""", "faults[0].lane: is missing; kind dead needs an integer from 0 to 399")]
    [InlineData("""[{"kind":"dead","lane":3,"db":1}]""", "faults[0].db: 1 is of no use with kind dead, which takes none")]
    [InlineData("""[{"kind":"weak","lane":3}]""", "faults[0].db: is missing; kind weak needs a number from -3 to 100")]
    [InlineData("""[{"kind":"noisy","lane":3,"db":-1}]""", "faults[0].db: -1 is not allowed with kind noisy; it is a number from 0 to 100")]
    [InlineData("""[{"kind":"drift","lane":3,"db":101}]""", "faults[0].db: 101 is not allowed; it is a number from -3 to 100, or null")]
    [InlineData("""[{"kind":"burst","lane":3,"ui":1}]""", "faults[0].lane: 3 is of no use with kind burst, which takes none")]
    [InlineData("""[{"kind":"burst","ui":0}]""", "faults[0].ui: 0 is not allowed with kind burst; it is an integer from 1 to 1000000")]
    [InlineData("""[{"kind":"slip","lane":3,"ui":0}]""", "faults[0].ui: 0 is not allowed with kind slip; it is an integer from -1000000 to 1000000, but not 0")]
    [InlineData("""[{"kind":"slip","lane":3,"ui":1,"untilFrame":4}]""", "faults[0].untilFrame: 4 is of no use with kind slip, which takes none")]
    [InlineData("""[{"kind":"dead","lane":3,"atFrame":4,"untilFrame":4}]""", "faults[0].untilFrame: 4 is not allowed with kind dead; it is an integer above atFrame, 4")]
    [InlineData("""[{"kind":"slip","lane":3,"ui":-200},{"kind":"slip","lane":3,"ui":-300,"atFrame":9}]""", "faults: slips of lane 3 add up to -500 UI at frame 9; with its delay of 255 UI (arrival.delayUi, arrival.skewUi) it is an integer from -255 to 86912")]
    public void WrongFaults_AreNamedInOneLine(string faults, string message)
    {
        var failure = Assert.Throws<ConfigurationException>(() => new LinkDesign(new LinkConfiguration().Set("faults", faults).Build()).DrawArrival(0));
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Layers_LaterWins_CommentsAndExponentsAreRead()
    {
        LinkOptions options = new LinkConfiguration()
            .Add("""
                { // a comment
                  "preset": "ideal", "stop": { "payloadBits": 1e7, "bitErrors": 5E2, }, "led": { "averagePowerDbm": -1.15e1 }, }
                """, "file")
            .Set("led.averagePowerDbm", "-12")
            .Set("traffic.pattern", "prbs31")
            .Build();
        Assert.Equal(("ideal", 10_000_000L, 500L, -12.0, "prbs31"), (options.Preset, options.Stop.PayloadBits, options.Stop.BitErrors, options.Led.AveragePowerDbm, options.Traffic.Pattern));
    }

    [Theory]
    [InlineData("1e3", 1000)]
    [InlineData("1.5E+3", 1500)]
    [InlineData("20e-1", 2)]
    [InlineData("7.0", 7)]
    [InlineData("0", 0)]
    [InlineData("0e00", 0)]
    public void Integers_MayBeWrittenInAnyWay(string value, int expected) =>
        Assert.Equal(expected, new LinkConfiguration().Set("arrival.skewUi", value).Build().Arrival.SkewUi);

    [Theory]
    [InlineData("fiber.lenghtM", "3", "fiber.lenghtM: no such key; did you mean 'lengthM'?")]
    [InlineData("fibre.lengthM", "3", "fibre: no such key; did you mean 'fiber'?")]
    [InlineData("xyzzy", "3", "xyzzy: no such key")]
    [InlineData("lengthM", "3", "lengthM: no such key; did you mean 'fiber.lengthM'?")]
    [InlineData("bandwidthGHz", "3", "bandwidthGHz: no such key; did you mean 'led.bandwidthGHz' or 'receiver.bandwidthGHz'?")]
    [InlineData("fiber.pitchUm", "3", "fiber.pitchUm: no such key")]
    [InlineData("fiber.lengthM", "-1", "fiber.lengthM: -1 is not allowed; it is a number from 0 to 200")]
    [InlineData("fiber.lengthM", "1e999", "fiber.lengthM: 1e999 is not allowed; it is a number from 0 to 200")]
    [InlineData("fiber.lengthM", "null", "fiber.lengthM: null is not allowed; it is a number from 0 to 200")]
    [InlineData("fiber.lengthM", "long", "fiber.lengthM: \"long\" is not allowed; it is a number from 0 to 200")]
    [InlineData("fiber", "3", "fiber: expected an object with keys lengthM, attenuationDbPerM, ")]
    [InlineData("bonding.dataLanes", "12.5", "bonding.dataLanes: 12.5 is not allowed; it is an integer from 1 to 4096")]
    [InlineData("bonding.dataLanes", "1e30", "bonding.dataLanes: 1e30 is not allowed; it is an integer from 1 to 4096")]
    [InlineData("arrival.skewUi", "1e-30", "arrival.skewUi: 1e-30 is not allowed; it is an integer from 0 to 1000000")]
    [InlineData("arrival.skewUi", "10e-2", "arrival.skewUi: 10e-2 is not allowed; it is an integer from 0 to 1000000")]
    [InlineData("arrival.skewUi", "1e999999999", "arrival.skewUi: 1e999999999 is not allowed; it is an integer from 0 to 1000000")]
    [InlineData("seed", "18446744073709551616", "seed: 18446744073709551616 is not allowed; it is an integer from 0 to 18446744073709551615")]
    [InlineData("traffic.scramble", "1", "traffic.scramble: 1 is not allowed; it is true or false")]
    [InlineData("traffic.pattern", "prbs8", "traffic.pattern: \"prbs8\" is not allowed; it is one of random, prbs7, ")]
    [InlineData("engine", "guess", "engine: \"guess\" is not allowed; it is one of bit-true")]
    [InlineData("seed", "-1", "seed: -1 is not allowed; it is an integer from 0 to 18446744073709551615")]
    [InlineData("preset", "mosaic-800", "preset: there is no 'mosaic-800'; did you mean 'mosaic-800g'?; presets are ")]
    [InlineData("led.bandwidthGHz", "0", "led.bandwidthGHz: 0 is not allowed; it is a number from 0.05 to 100, or null")]
    [InlineData("stop.seconds", "\"1\"", "stop.seconds: \"1\" is not allowed; it is a number from 0.001 to 1000000000, or null")]
    public void WrongSettings_AreNamedInOneLine(string path, string value, string message)
    {
        var failure = Assert.Throws<ConfigurationException>(() => new LinkConfiguration().Set(path, value).Build());
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("bonding.dataLanes", "401", "bonding.dataLanes: 401 lanes do not fit on an array of 20 x 20 = 400 channels")]
    [InlineData("fec.code", "kp5", "fec.code: there is no 'kp5'; did you mean 'kp4'?")]
    [InlineData("fec.code", "rs-255-239-0x11f-0", "fec.code: 'rs-255-239-0x11f-0': x^")]
    [InlineData("fec.code", "rs-300-239-0x11d-0", "fec.code: 'rs-300-239-0x11d-0': n: 300 is not allowed; it is an integer from 2 to 255, as the polynomial's degree allows")]
    [InlineData("traffic.input", "x.bin", "traffic.input: 'x.bin' is of no use with traffic.pattern random")]
    [InlineData("traffic.output", "x.bin", "traffic.output: 'x.bin' is of no use with traffic.pattern random")]
    public void Contradictions_AreNamedInOneLine(string path, string value, string message)
    {
        LinkOptions options = new LinkConfiguration().Set(path, value).Build();
        Assert.StartsWith(message, Assert.Throws<ConfigurationException>(() => new LinkDesign(options)).Message, StringComparison.Ordinal);
    }

    /// <summary>What is accepted can be built: the sizes that follow fit their types.</summary>
    [Theory]
    [InlineData("kp4", 4, 100, true)]
    [InlineData("kp4", 63, 4, true)]
    [InlineData("kp4", 63, 5, false)]
    [InlineData("rs-4095-3800-0x1053-1", 4, 28, true)]
    [InlineData("rs-4095-3800-0x1053-1", 4, 100, false)]
    public void MemoryBeyondTheLimit_IsRefusedByName(string code, int interleave, int batches, bool allowed)
    {
        LinkOptions options = new LinkConfiguration()
            .Set("fec.code", code).Set("fec.interleave", $"{interleave}").Set("bonding.frameBatches", $"{batches}").Set("bonding.dataLanes", "1").Build();
        if (allowed)
        {
            Assert.Equal(1, new LinkDesign(options).Layout.Lanes);
            return;
        }

        string message = Assert.Throws<ConfigurationException>(() => new LinkDesign(options)).Message;
        Assert.Matches($"^fec.code, fec.interleave, bonding.frameBatches: {code} x {interleave} in frames of {batches} batches would take [0-9.]+ GiB of memory; the limit is 4 GiB$", message);
    }

    [Theory]
    [InlineData("geometry", "optics.nearestDb", "20", "optics.nearestDb: of no use with optics.crosstalk geometry; it takes optics.crosstalk kernel")]
    [InlineData("geometry", "optics.file", "c.csv", "optics.file: of no use with optics.crosstalk geometry; it takes optics.crosstalk file")]
    [InlineData("kernel", "optics.spotSigmaUm", "9", "optics.spotSigmaUm: of no use with optics.crosstalk kernel; it takes optics.crosstalk geometry")]
    [InlineData("none", "fiber.couplingPerM", "0.01", "fiber.couplingPerM: of no use with optics.crosstalk none; it takes optics.crosstalk geometry")]
    [InlineData("file", "receiver.apertureUm", "30", "receiver.apertureUm: of no use with optics.crosstalk file; it takes optics.crosstalk geometry")]
    public void KeysOfAModeThatIsNotChosen_AreRefused_UnlessThePresetBringsThem(string mode, string path, string value, string message)
    {
        LinkConfiguration With(string path, string value) => new LinkConfiguration().Set(path, value).Set("optics.crosstalk", mode);
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => With(path, value).Build()).Message);
        LinkOptions options = With("optics.offsetXUm", "0").Build();
        Assert.Equal(options, new LinkConfiguration().Add(LinkConfiguration.ToJson(options), "file").Build());
    }

    [Fact]
    public void MeasuredMatrix_IsHandedIn_AndHasTheSizeOfTheArray()
    {
        LinkOptions options = new LinkConfiguration()
            .Set("optics.crosstalk", "file").Set("optics.file", "c.csv").Set("array.rows", "1").Set("array.columns", "2").Set("bonding.dataLanes", "2").Build();
        using var two = new StringReader("0.9,0.001\n0,0.8\n");
        using var one = new StringReader("1");
        Assert.Equal(0.8, new LinkDesign(options, MeasuredCoupling.Read(two)).Optics.Coupling.Row(1)[0].Value);
        Assert.StartsWith("optics.file: optics.crosstalk file needs a file", Assert.Throws<ConfigurationException>(() => new LinkDesign(options)).Message, StringComparison.Ordinal);
        Assert.StartsWith("optics.file: c.csv: a matrix of 1 x 1 is not that of an array of 1 x 2", Assert.Throws<ConfigurationException>(() => new LinkDesign(options, MeasuredCoupling.Read(one))).Message, StringComparison.Ordinal);
    }

    /// <summary>The values of a complete file must not pass for another preset's.</summary>
    [Fact]
    public void APresetOverAFileWrittenForAnother_IsRefused()
    {
        string ideal = LinkConfiguration.ToJson(new LinkConfiguration().Set("preset", "ideal").Build());
        Assert.Equal(
            "preset: 'mosaic-800g' contradicts f.json, which was written for the preset 'ideal'; leave one of them out",
            Assert.Throws<ConfigurationException>(() => new LinkConfiguration().Add(ideal, "f.json").Set("preset", "mosaic-800g").Build()).Message);
        Assert.Equal("ideal", new LinkConfiguration().Add(ideal, "f.json").Set("preset", "ideal").Build().Preset);
        LinkOptions over = new LinkConfiguration().Add("""{ "seed": 7 }""", "f.json").Set("preset", "mosaic-50m").Build();
        Assert.Equal(new LinkConfiguration().Set("preset", "mosaic-50m").Set("seed", "7").Build(), over);
        Assert.Equal("mosaic-50m", new LinkConfiguration().Set("preset", "ideal").Set("preset", "mosaic-50m").Build().Preset);
    }

    [Theory]
    [InlineData("{ \"config\": { \"seed\": 1 } }", "f.json: config: no such key")]
    [InlineData("{ \"version\": 1, \"config\": { \"sed\": 1 } }", "f.json: sed: no such key")]
    [InlineData("{ \"version\": 1 }", "f.json: version: no such key")]
    [InlineData("{ \"seed\": 1", "f.json: line 1, byte ")]
    [InlineData("[1]", "f.json: expected a JSON object")]
    [InlineData("{ \"seed\": 1, \"seed\": 2 }", "f.json: not valid JSON")]
    [InlineData("{ \"fiber\": { \"lengthM\": 1000 } }", "f.json: fiber.lengthM: 1000 is not allowed")]
    public void WrongFiles_AreNamed(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<ConfigurationException>(() => new LinkConfiguration().Add(json, "f.json").Build()).Message, StringComparison.Ordinal);

    /// <summary>Options built in code never passed the layers.</summary>
    [Fact]
    public void OptionsFromCode_AreCheckedToo()
    {
        LinkOptions good = new LinkConfiguration().Build();
        foreach ((LinkOptions bad, string message) in new[]
        {
            (good with { Engine = "x" }, "engine: \"x\" is not allowed; it is one of bit-true"),
            (good with { Traffic = good.Traffic with { Pattern = "x" } }, "traffic.pattern: \"x\" is not allowed; it is one of random"),
            (good with { Deskew = good.Deskew with { Algorithm = "x" } }, "deskew.algorithm: \"x\" is not allowed; it is one of marker"),
            (good with { Fec = good.Fec with { Code = null! } }, "fec.code: null is not allowed; it is a string"),
            (good with { Fec = good.Fec with { Interleave = 0 } }, "fec.interleave: 0 is not allowed; it is an integer from 1 to 64"),
            (good with { Faults = [new() { Kind = "x" }] }, "faults[0].kind: \"x\" is not allowed; it is one of dead"),
            (good with { Threads = 0 }, "threads: 0 is not allowed; it is an integer from 1 to 1024, or null"),
            (good with { Fiber = good.Fiber with { LengthM = -5 } }, "fiber.lengthM: -5 is not allowed; it is a number from 0 to 200"),
        })
        {
            Assert.Equal(message, Assert.Throws<ConfigurationException>(() => new LinkEmulator(bad)).Message[..message.Length]);
        }
    }
}
