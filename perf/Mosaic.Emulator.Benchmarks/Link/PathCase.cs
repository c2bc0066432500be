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

    // What a run of some tenths of a second takes: of the engine that works on errors alone, the more frames the fewer errors there are.
    private static readonly (double LengthM, string Ber, int BitTrueFrames, int EventFrames)[] Lengths =
        [(20, "1.1e-6", 60, 12_000), (25.6, "1e-4", 50, 400), (26.98, "2.4e-4", 40, 150), (36.3, "1e-2", 5, 2)];

    /// <summary>All cases of the engines that count errors.</summary>
    public static IEnumerable<PathCase> All() =>
        from engine in Engines
        from length in Lengths
        from threads in Enumerable.Range(1, 2)
        select new PathCase(engine, length.LengthM, length.Ber, threads);

    /// <summary>The frames of a run that tells the rate with bring-up; three times as many tell it without.</summary>
    public int Frames => Engine switch
    {
        "waveform" => 2,
        "event" => Lengths.First(IsThis).EventFrames,
        _ => Lengths.First(IsThis).BitTrueFrames,
    };

    /// <summary>How often it is worth to be run: the engine that computes every sample takes the longest, and little disturbs it.</summary>
    public int Rounds => string.Equals(Engine, "waveform", StringComparison.Ordinal) ? 4 : 7;

    /// <summary>An emulator for so many frames.</summary>
    public LinkEmulator Emulator(int frames) => new(new LinkConfiguration()
        .Set("engine", Engine)
        .Set("fiber.lengthM", LengthM.ToString(CultureInfo.InvariantCulture))
        .Set("threads", Threads.ToString(CultureInfo.InvariantCulture))
        .Set("stop.payloadBits", (frames * FrameBits).ToString(CultureInfo.InvariantCulture))
        .Build());

    /// <inheritdoc/>
    public override string ToString() => $"{Engine}, {Ber}, {Threads}";

    private bool IsThis((double LengthM, string Ber, int, int) length) => string.Equals(length.Ber, Ber, StringComparison.Ordinal);
}
