using System.Globalization;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Benchmarks.Link;

/// <summary>A whole path to be measured: the default link, 400 lanes, kp4, crosstalk, intersymbol interference, spread and skew on.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="LengthM">Fibre in m, which sets the error ratio before FEC.</param>
/// <param name="Ber">That ratio, in words.</param>
/// <param name="Threads">Threads.</param>
public sealed record PathCase(string Engine, double LengthM, string Ber, int Threads)
{
    /// <summary>Payload bits of a frame.</summary>
    public const long FrameBits = 6400L * 5140;

    private static readonly string[] Engines = ["bit-true", "waveform", "event"];

    // What a run of about a second takes: of the engine that works on errors alone, the more frames the fewer errors there are; two batches of its own
    // and one frame more, where each takes seconds.
    private static readonly (double LengthM, string Ber, int BitTrueFrames, int EventFrames)[] Lengths =
        [(20, "1.1e-6", 160, 60_000), (25.6, "1e-4", 130, 1200), (26.98, "2.4e-4", 100, 400), (36.3, "1e-2", 16, 33)];

    /// <summary>All cases of the engines that count errors.</summary>
    public static IEnumerable<PathCase> All() =>
        from engine in Engines
        from length in Lengths
        from threads in Enumerable.Range(1, 2)
        select new PathCase(engine, length.LengthM, length.Ber, threads);

    /// <summary>The frames of a run.</summary>
    public int Frames => Engine switch
    {
        "waveform" => 40, // so many that one more or less at an end does not show
        "event" => Lengths.First(IsThis).EventFrames,
        _ => Lengths.First(IsThis).BitTrueFrames,
    };

    /// <summary>How often it is worth to be run: what takes seconds is little disturbed.</summary>
    public int Rounds => (Engine, Ber) switch { ("waveform", _) => 2, ("event", "1e-2") => 3, _ => 8 };

    /// <summary>Runs of it, to be timed.</summary>
    internal TimedPath Timed() => new(Emulator());

    /// <summary>An emulator for its frames.</summary>
    public LinkEmulator Emulator() => new(new LinkConfiguration()
        .Set("engine", Engine)
        .Set("fiber.lengthM", LengthM.ToString(CultureInfo.InvariantCulture))
        .Set("threads", Threads.ToString(CultureInfo.InvariantCulture))
        .Set("stop.payloadBits", (Frames * FrameBits).ToString(CultureInfo.InvariantCulture))
        .Build());

    /// <inheritdoc/>
    public override string ToString() => $"{Engine}, {Ber}, {Threads}";

    private bool IsThis((double LengthM, string Ber, int, int) length) => string.Equals(length.Ber, Ber, StringComparison.Ordinal);
}
