using Mosaic.Emulator.Link;

namespace Mosaic.Emulator.Tests.Link.Events;

/// <summary>Small links over the corners of what engine <c>event</c> takes.</summary>
internal static class EventConfigurations
{
    public static readonly Dictionary<string, (string Path, string Value)[]> All = new(StringComparer.Ordinal)
    {
        ["as shipped"] = [("fiber.lengthM", "24")],
        ["as shipped, 26 m"] = [("fiber.lengthM", "26")],
        ["lanes with many cells, 28 m"] = [("fiber.lengthM", "28")],
        ["striped by bit"] = [("bonding.striping", "bit"), ("fiber.lengthM", "25")],
        ["striped by codeword"] = [("bonding.striping", "codeword"), ("fiber.lengthM", "25")],
        ["37 lanes"] = [("bonding.dataLanes", "37"), ("fiber.lengthM", "26")],
        ["37 lanes by bit"] = [("bonding.dataLanes", "37"), ("bonding.striping", "bit"), ("fiber.lengthM", "26")],
        ["13 lanes by codeword"] = [("bonding.dataLanes", "13"), ("bonding.striping", "codeword"), ("fec.interleave", "3"), ("fiber.lengthM", "25")],
        ["kr4 x 1"] = [("fec.code", "kr4"), ("fec.interleave", "1"), ("fiber.lengthM", "25")],
        ["kr4 x 3, 39 lanes"] = [("fec.code", "kr4"), ("fec.interleave", "3"), ("bonding.dataLanes", "39"), ("fiber.lengthM", "26")],
        ["ends of words"] = [("bonding.dataLanes", "32"), ("fec.interleave", "4"), ("fiber.lengthM", "26")],
        ["rs-255-239 x 2"] = [("fec.code", "rs-255-239"), ("fec.interleave", "2"), ("fiber.lengthM", "26")],
        ["short words"] = [("fec.code", "rs-15-11-0x13-1"), ("fec.interleave", "2"), ("fiber.lengthM", "26")],
        ["no code"] = [("fec.code", "none"), ("fiber.lengthM", "25")],
        ["bch"] = [("fec.code", "bch-127-120"), ("fiber.lengthM", "25")],
        ["hamming"] = [("fec.code", "hamming-128-120"), ("fiber.lengthM", "25")],
        ["two codes"] = [("fec.code", "kp4+hamming-128-120"), ("fiber.lengthM", "25")],
        ["lane secded"] = [("array.rows", "6"), ("bonding.laneSecded", "true"), ("fiber.lengthM", "25")],
        ["lane secded by bit, spares"] = [("array.rows", "7"), ("bonding.laneSecded", "true"), ("bonding.spareLanes", "2"), ("bonding.striping", "bit"), ("fiber.lengthM", "24"), ("array.deadChannels", "[5]")],
        ["lane parity, spares"] = [("array.rows", "6"), ("bonding.laneParity", "true"), ("bonding.spareLanes", "3"), ("array.deadChannels", "[5, 17]"), ("fiber.lengthM", "25")],
        ["prbs31"] = [("traffic.pattern", "prbs31"), ("fiber.lengthM", "25")],
        ["prbs7 by bit"] = [("traffic.pattern", "prbs7"), ("bonding.striping", "bit"), ("fiber.lengthM", "25")],
        ["jitter and equaliser"] = [("receiver.jitterPs", "30"), ("receiver.equalizer", "3"), ("fiber.lengthM", "24")],
        ["skew"] = [("lane.skewSpreadPs", "1500"), ("fiber.lengthM", "26")],
        ["long skew"] = [("lane.skewSpreadPs", "2000"), ("fiber.skewSpreadPsPerM", "50"), ("fiber.lengthM", "25"), ("arrival.skewUi", "0")],
        ["heavy crosstalk"] = [("optics.haloFraction", "0.25"), ("led.bandwidthSpreadPercent", "15"), ("led.bandwidthGHz", "1.2"), ("fiber.lengthM", "22")],
        ["crosstalk in decibels"] = [("optics.crosstalk", "kernel"), ("optics.nearestDb", "15"), ("optics.diagonalDb", "20"), ("fiber.lengthM", "23")],
        ["no crosstalk"] = [("optics.crosstalk", "none"), ("fiber.lengthM", "26")],
        ["faults of power"] = [("fiber.lengthM", "25"), ("faults", """[{ "lane": 13, "kind": "weak", "atFrame": 1, "db": 1.5 }, { "lane": 30, "kind": "drift", "atFrame": 0, "db": 0.25 }, { "lane": 4, "kind": "noisy", "atFrame": 1, "db": 4 }]""")],
        ["dead, stuck, burst"] = [("fiber.lengthM", "25"), ("faults", """[{ "lane": 12, "kind": "dead", "atFrame": 1 }, { "lane": 26, "kind": "stuck-one", "atFrame": 0, "untilFrame": 1 }, { "kind": "burst", "atFrame": 2, "ui": 333 }]""")],
    };

    public static LinkDesign Design(string name) => new(LinkEmulatorTests.Small([("engine", "event"), .. All[name]]).Build());
}
