using System.Runtime.CompilerServices;
using Mosaic.Emulator.Link;

namespace Mosaic.Emulator.Tests.Architecture;

/// <summary>What the library offers changes only when somebody says so.</summary>
public class PublicApiTests
{
    private const string Accept = "MOSAIC_ACCEPT_API";

    [Fact]
    public void PublicApi_IsWhatItWas()
    {
        string path = File(), now = PublicApi.Of(typeof(LinkEmulator).Assembly);
        if (Environment.GetEnvironmentVariable(Accept) is not null)
        {
            System.IO.File.WriteAllText(path, now);
        }

        string[] before = System.IO.File.ReadAllLines(path), after = now.TrimEnd('\n').Split('\n');
        if (!before.SequenceEqual(after, StringComparer.Ordinal))
        {
            Assert.Fail($"The public API has changed:\n{Difference(before, after)}\nIf that is meant: {Accept}=1 dotnet test -c Release --filter {nameof(PublicApiTests)}, and commit {path}.");
        }
    }

    /// <summary>The text shows a change of each kind.</summary>
    [Theory]
    [InlineData("sealed class Mosaic.Emulator.Link.Session.LinkSession : IDisposable")]
    [InlineData("    BlockDelivery Transmit(ReadOnlySpan<byte> sent, Span<byte> received, CancellationToken cancellation = default)")]
    [InlineData("    Action<LinkEvent>? OnEvent { get; set; }")]
    [InlineData("    new(LinkOptions options, MeasuredCoupling? measured = default, OwnAlgorithms? own = default)")]
    [InlineData("readonly struct Mosaic.Emulator.Link.Session.BlockDelivery : IEquatable<BlockDelivery>")]
    [InlineData("    const int LengthUi = 128")]
    [InlineData("    LaneFailed = 3")]
    [InlineData("    required string? Fingerprint { get; init; }")]
    [InlineData("    static LinkTotals op_Addition(LinkTotals a, LinkTotals b)")]
    public void Text_HasKindsSignaturesAndNullability(string line) =>
        Assert.Contains(line, PublicApi.Of(typeof(LinkEmulator).Assembly).Split('\n'));

    private static string Difference(string[] before, string[] after)
    {
        // Members are told apart by the type above them.
        static string[] Whole(string[] lines)
        {
            string type = "";
            return [.. lines.Select(line => line.StartsWith(' ') ? $"{type} {line.Trim()}" : type = line)];
        }

        string[] old = Whole(before), fresh = Whole(after);
        return string.Join('\n', [.. old.Except(fresh, StringComparer.Ordinal).Select(line => $"- {line}"), .. fresh.Except(old, StringComparer.Ordinal).Select(line => $"+ {line}")]);
    }

    private static string File([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "public-api.txt");
}
