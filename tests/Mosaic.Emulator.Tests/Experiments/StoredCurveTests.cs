using System.Text.Json.Nodes;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Tests.Experiments;

/// <summary>Of a stored curve that was changed, the file, the key, the value and what it may be are said.</summary>
public class StoredCurveTests
{
    private static readonly string Stored = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Experiments", "waterfall.json"));

    private static string Refused(string json) => Assert.Throws<ConfigurationException>(() => BerCurve.Parse(json, "f.json")).Message;

    [Fact]
    public void Unchanged_IsTheSame()
    {
        JsonNode stored = JsonNode.Parse(Stored)!, read = JsonNode.Parse(BerCurve.Parse(Stored, "f.json").ToJson())!;
        Assert.All(["version", "machine", "axes", "shard", "points"], key => Assert.True(JsonNode.DeepEquals(stored[key], read[key]), key));
    }

    [Theory]
    [InlineData("", "points", "[]", "points: 0 of them are not allowed; axes make 3")]
    [InlineData("", "points", "7", "points: 7 is not allowed; it is a list of objects")]
    [InlineData("", "points", "[null]", "points[0]: null is not allowed; it is an object")]
    [InlineData("", "points", null, "points: is missing; it is a list of objects")]
    [InlineData("", "shard", "\"3/2\"", "shard: \"3/2\" is not allowed; it is i/n, as 0/1 for the whole sweep")]
    [InlineData("", "pionts", "1", "pionts: no such key; did you mean 'points'?")]
    [InlineData("axes[0]", "points", "[[]]", "axes[0].points: [[]] is not allowed; it is a list of 1 to 10000 points, each a list of 1, as many as paths")]
    [InlineData("axes[0]", "paths", "[1]", "axes[0].paths[0]: 1 is not allowed; it is a text")]
    [InlineData("axes[0]", "paths", "[\"fiber.lengthM\",\"fiber.lengthM\"]", "axes[0].paths: [\"fiber.lengthM\",\"fiber.lengthM\"] is not allowed; it is a list of one or two settings, each of them there once in all axes")]
    [InlineData("axes[0]", "paths", "[\"no\"]", "axes[0].paths[0]: \"no\" is not allowed; it is a setting, as fiber.lengthM")]
    [InlineData("axes[0]", "paths", "[\"fiber.lenghtM\"]", "axes[0].paths[0]: \"fiber.lenghtM\" is not allowed; it is a setting, as fiber.lengthM; did you mean 'fiber.lengthM'?")]
    [InlineData("machine", "processors", "true", "machine.processors: true is not allowed; it is an integer from 0 to 2147483647")]
    [InlineData("points[0]", "bits", "-1", "points[0].bits: -1 is not allowed; it is an integer from 0 to 1000000000000000")]
    [InlineData("points[0]", "bits", "1.5", "points[0].bits: 1.5 is not allowed; it is an integer from 0 to 1000000000000000")]
    [InlineData("points[0]", "bits", "\"7\"", "points[0].bits: \"7\" is not allowed; it is an integer from 0 to 1000000000000000")]
    [InlineData("points[0]", "bits", "null", "points[0].bits: null is not allowed; it is an integer from 0 to 1000000000000000")]
    [InlineData("points[0]", "bits", null, "points[0].bits: is missing; it is an integer from 0 to 1000000000000000")]
    [InlineData("points[2]", "bitErrors", "33423361", "points[2].bitErrors: 33423361 is not allowed; it is an integer from 0 to 33423360, as many as bits, or null")]
    [InlineData("points[2]", "bitErrors", "44839", "points[2].ber: 0.0013415168313419118 is not allowed; it is 0.001341546750536152, bitErrors 44839 over bits 33423360; one of them was changed")]
    [InlineData("points[2]", "bitErrors", "null", "points[2].codewordErrors: 18 is not allowed; it is null, as bitErrors is")]
    [InlineData("points[2]", "codewordErrors", "null", "points[2].codewordErrors: null is not allowed; it is an integer from 0 to 6144, as many as codewords")]
    [InlineData("points[2]", "codewords", "6145", "points[2].cer: 0.0029296875 is not allowed; it is 0.0029292107404393815, codewordErrors 18 over codewords 6145; one of them was changed")]
    [InlineData("points[1]", "payloadBitErrors", "1e30", "points[1].payloadBitErrors: 1e30 is not allowed; it is an integer from 0 to 31580160, as many as payloadBits")]
    [InlineData("points[1]", "ber", "null", "points[1].ber: null is not allowed; it is ")]
    [InlineData("points[1]", "berHigh", "1.5", "points[1].berHigh: 1.5 is not allowed; it is a number from 0 to 1, or null")]
    [InlineData("points[1]", "berLow", "0.0006", "points[1].berLow: 0.0006 is not allowed; it is a number from 0 to ber, 0.00051422119140625, or null")]
    [InlineData("points[1]", "berHigh", "0.0005", "points[1].berHigh: 0.0005 is not allowed; it is a number from ber, 0.00051422119140625, to 1, or null")]
    [InlineData("points[2]", "cerLow", "0.003", "points[2].cerLow: 0.003 is not allowed; it is a number from 0 to cer, 0.0029296875, or null")]
    [InlineData("points[2]", "cerHigh", "0.002", "points[2].cerHigh: 0.002 is not allowed; it is a number from cer, 0.0029296875, to 1, or null")]
    [InlineData("points[1]", "frames", "0", "points[1].frames: 0 is not allowed; it is at least 1 where bits were counted, or where the point has ended with a lock")]
    [InlineData("points[1]", "seconds", "1e999", "points[1].seconds: 1e999 is not allowed; it is a number from 0 on")]
    [InlineData("points[1]", "trials", "0", "points[1].trials: 0 is not allowed; it is at least 1 where the point has ended")]
    [InlineData("points[1]", "point", "0", "points[1].point: 0 is not allowed; it is 1, its place in the list")]
    [InlineData("points[1]", "values", "{\"fiber.lengthM\": 31}", "points[1].values.fiber.lengthM: 31 is not allowed; it is 28, as axes say")]
    [InlineData("points[1]", "stopReason", "\"never\"", "points[1].stopReason: \"never\" is not allowed; it is one of none, ")]
    [InlineData("points[1]", "configHash", "\"abc\"", "points[1].configHash: \"abc\" is not allowed; it is 16 hex digits, or null")]
    [InlineData("points[1]", "codeWords", "1", "points[1].codeWords: no such key; did you mean 'codewords'?")]
    public void Changed_IsRefused(string place, string key, string? value, string message)
    {
        JsonNode curve = JsonNode.Parse(Stored)!;
        JsonNode at = place.Length == 0 ? curve : place.EndsWith(']') ? curve[place.Split('[')[0]]![int.Parse(place.Split('[', ']')[1], null)]! : curve[place]!;
        if (value is null)
        {
            at.AsObject().Remove(key);
        }
        else
        {
            at[key] = JsonNode.Parse(value);
        }

        Assert.StartsWith($"f.json: {message}", Refused(curve.ToJsonString()), StringComparison.Ordinal);
    }

    /// <summary>Where nothing was counted there is no rate, and no interval about it.</summary>
    [Theory]
    [InlineData("ber", "bits", "bitErrors", "Low")]
    [InlineData("cer", "codewords", "codewordErrors", "High")]
    public void IntervalWithoutItsRate_IsRefused(string rate, string count, string errors, string end)
    {
        JsonNode curve = JsonNode.Parse(Stored)!, point = curve["points"]![2]!;
        (point[count], point[errors], point[rate], point[$"{rate}Low"], point[$"{rate}High"]) = (0, 0, null, null, null);
        point[$"{rate}{end}"] = 0.01;
        Assert.StartsWith($"f.json: points[2].{rate}{end}: 0.01 is not allowed; it is null where {rate} is null", Refused(curve.ToJsonString()), StringComparison.Ordinal);
    }

    /// <summary>What axes and points agree on is held against what the setting takes.</summary>
    [Theory]
    [InlineData("fiber.lengthM", "-1", "fiber.lengthM: -1 is not allowed; it is a number from 0 to 200")]
    [InlineData("traffic.pattern", "\"prbs8\"", "traffic.pattern: \"prbs8\" is not allowed; it is one of random, ")]
    public void ValueThatASettingDoesNotTake_IsRefused(string path, string value, string message)
    {
        JsonNode curve = JsonNode.Parse(Stored)!, axis = curve["axes"]![0]!;
        axis["paths"]![0] = path;
        axis["points"]![0]![0] = value;
        for (int i = 0; i < 3; i++)
        {
            curve["points"]![i]!["values"] = new JsonObject { [path] = JsonNode.Parse(axis["points"]![i]![0]!.GetValue<string>()) };
        }

        Assert.StartsWith($"f.json: points[0].values: {message}", Refused(curve.ToJsonString()), StringComparison.Ordinal);
    }

    [Fact]
    public void MoreSettings_ThanASweepVaries_AreRefused()
    {
        JsonNode curve = JsonNode.Parse(Stored)!;
        curve["axes"] = JsonNode.Parse("""[{"paths":["led.bandwidthGHz","fiber.lengthM"],"points":[["1","2"]]},{"paths":["seed"],"points":[["1"]]}]""");
        Assert.EndsWith(" is not allowed; it is a list with up to 2 settings in all", Refused(curve.ToJsonString()), StringComparison.Ordinal);
    }

    /// <summary>What makes no link or no sweep is known when its points are to be measured; the file is said then too, and that something was changed besides.</summary>
    [Theory]
    [InlineData("fec", "code", "\"kp5\"", "fiber.lengthM=26: fec.code: there is no 'kp5'; did you mean 'kp4'?")]
    [InlineData("bonding", "dataLanes", "4000", "fiber.lengthM=26: bonding.dataLanes: 4000 lanes do not fit on an array of 5 x 8 = 40 channels; the largest value is 40")]
    [InlineData("traffic", "pattern", "\"file\"", "traffic.pattern: file is of no use in a sweep; it takes random or prbs7 … prbs31")]
    [InlineData("", "faults", "[{\"kind\":\"weak\",\"lane\":15,\"db\":-3,\"atFrame\":1}]", "fiber.lengthM=26: faults: what is left of the link at frame 1 is no link: receiver.noisePaPerSqrtHz: ")]
    public void BaselineThatMakesNoLink_IsRefusedWithItsFile(string section, string key, string value, string message)
    {
        JsonNode stored = JsonNode.Parse(Stored)!, config = stored["config"]!;
        (section.Length == 0 ? config : config[section]!)[key] = JsonNode.Parse(value);
        if (key is "faults")
        {
            (config["receiver"]!["equalizer"], config["led"]!["averagePowerDbm"], config["receiver"]!["noisePaPerSqrtHz"]) = ("14", 10, 1.6);
        }

        Loaded(stored, baseline =>
        {
            Assert.StartsWith($"{{0}}: {message}", Refusal(baseline, null), StringComparison.Ordinal);
            Assert.StartsWith($"{{0}}, changed: {message}", Refusal(baseline, options => options with { Threads = 1 }), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void BaselineWithAPointTwice_IsRefusedWithItsFile()
    {
        JsonNode stored = JsonNode.Parse(Stored)!;
        stored["axes"]![0]!["points"]![1]![0] = "26.0";
        stored["points"]![1]!["values"]!["fiber.lengthM"] = 26.0;
        Loaded(stored, baseline => Assert.Equal("{0}: axes: fiber.lengthM=26 and fiber.lengthM=26.0 are the same point", Refusal(baseline, null)));
    }

    [Fact]
    public void BaselineOfAnotherKindThanItsEngine_IsRefusedWithItsFile()
    {
        JsonNode stored = JsonNode.Parse(Stored)!;
        (stored["config"]!["engine"], stored["config"]!["stop"]!["bitErrors"]) = ("tail", null);
        Loaded(stored, baseline => Assert.StartsWith("{0}: engine: errors of fiber.lengthM=26 were counted then, and computed by tail now", Refusal(baseline, null), StringComparison.Ordinal));
    }

    private static string Refusal((BerBaseline Baseline, string File) stored, Func<LinkOptions, LinkOptions>? change) =>
        Assert.Throws<ConfigurationException>(() => stored.Baseline.Remeasure(5, change)).Message.Replace(stored.File, "{0}", StringComparison.Ordinal);

    private static void Loaded(JsonNode stored, Action<(BerBaseline, string)> check)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, stored.ToJsonString());
            check((BerBaseline.Load(file), file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A share of a sweep is a curve, but no baseline.</summary>
    [Fact]
    public void Shard_IsNoBaseline()
    {
        string file = Path.GetTempFileName();
        try
        {
            BerCurve curve = BerCurve.Parse(Stored, "f.json");
            File.WriteAllText(file, curve.ToJson());
            Assert.Equal(curve.ToJson(), BerBaseline.Load(file).Curve.ToJson());
            File.WriteAllText(file, (curve with { Shard = "1/2" }).ToJson());
            Assert.Equal($"{file}: shard: \"1/2\" is not allowed; it is 0/1, since a baseline is a whole sweep", Assert.Throws<ConfigurationException>(() => BerBaseline.Load(file)).Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Text_ThatIsNoCurve_IsRefusedWithItsPlace()
    {
        Assert.Equal("f.json: expected a JSON object", Refused("[]"));
        Assert.Equal("f.json: not the JSON of a sweep (there is no config)", Refused("{}"));
        Assert.StartsWith("f.json: line 2, byte 9: not valid JSON", Refused("{\n\"bits\": NaN}"), StringComparison.Ordinal);
        Assert.StartsWith("f.json: not valid JSON (Duplicate property 'a'", Refused("{\"a\": 1, \"a\": 2}"), StringComparison.Ordinal);
        Assert.StartsWith("f.json: line ", Refused(Stored[..^200]), StringComparison.Ordinal);
    }
}
