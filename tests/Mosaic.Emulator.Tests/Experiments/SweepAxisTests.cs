using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Tests.Experiments;

public sealed class SweepAxisTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("a=1:3:1", "1 2 3")]
    [InlineData("a=0:0.3:0.1", "0 0.1 0.2 0.3")]
    [InlineData("a=3:1:-0.5", "3 2.5 2 1.5 1")]
    [InlineData("a=1:2:0.4", "1 1.4 1.8")]
    [InlineData("a=-1e-3:1e-3:1e-3", "-0.001 0 0.001")]
    [InlineData("a=5:5:1", "5")]
    [InlineData("a=kp4, kr4", "kp4 kr4")]
    [InlineData("a=true", "true")]
    public void Values_AreRead(string text, string values)
    {
        SweepAxis axis = SweepAxis.Parse(text);
        Assert.Equal(["a"], axis.Paths);
        Assert.Equal(values.Split(' '), axis.Points.Select(point => Assert.Single(point)));
    }

    [Fact]
    public void NamesOfOnesOwn_MayHaveAColonAndAHash()
    {
        Assert.Equal([["kp4"], ["plugin:a.dll#T"]], SweepAxis.Parse("fec.code=kp4,plugin:a.dll#T").Points);
        File.WriteAllText(_file, "kp4+plugin:a.dll#T # mine\n");
        Assert.Equal([["kp4+plugin:a.dll#T"]], SweepAxis.Parse($"fec.code=@{_file}").Points);
    }

    [Fact]
    public void Files_AreRead()
    {
        File.WriteAllText(_file, "20, 2.0 # the long one\n\n# nothing\n10,1.6\n");
        SweepAxis axis = SweepAxis.Parse($"fiber.lengthM,lane.bitRateGbps=@{_file}");
        Assert.Equal(["fiber.lengthM", "lane.bitRateGbps"], axis.Paths);
        Assert.Equal([["20", "2.0"], ["10", "1.6"]], axis.Points);
        Assert.Equal([["20, 2.0"], ["10,1.6"]], SweepAxis.Parse($"faults=@{_file}").Points);
        Assert.Contains("line 4 of", Assert.Throws<ConfigurationException>(() =>
        {
            File.AppendAllText(_file, "3\n");
            SweepAxis.Parse($"a,b=@{_file}");
        }).Message.Replace("line 5 of", "line 4 of", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.StartsWith("--axis a=@/nowhere/x: cannot read '/nowhere/x'", Assert.Throws<IOException>(() => SweepAxis.Parse("a=@/nowhere/x")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "expected path=start:stop:step, path=a,b,c or path=@FILE")]
    [InlineData("a=", "expected path=start:stop:step, path=a,b,c or path=@FILE")]
    [InlineData("=1", "expected path=start:stop:step, path=a,b,c or path=@FILE")]
    [InlineData("a=1:2", "'1:2' is no range; a range is start:stop:step in numbers, as in 20:30:2.5")]
    [InlineData("a=1:x:1", "'1:x:1' is no range; a range is start:stop:step in numbers, as in 20:30:2.5")]
    [InlineData("a=1:2:0", "the step does not lead from start to stop")]
    [InlineData("a=1:2:-1", "the step does not lead from start to stop")]
    [InlineData("a=0:1:1e-9", "1000000001 points; there can be 1 to 10000")]
    [InlineData("a=1,,2", "a value is empty")]
    [InlineData("a,b=1,2", "settings that are varied together take their values from a file: path,path=@FILE")]
    public void WrongUsage_IsExplained(string text, string message) =>
        Assert.Equal($"--axis {text}: {message}", Assert.Throws<ConfigurationException>(() => SweepAxis.Parse(text)).Message);
}
