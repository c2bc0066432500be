using System.Globalization;
using Mosaic.Emulator.Fec.ReedSolomon;

namespace Mosaic.Emulator.Tests.Fec;

/// <summary>The vector files: made with GNU Octave's communications package, each case confirmed with libfec.</summary>
internal static class ReedSolomonVectors
{
    public static ReedSolomonParameters Parameters(string name) => name switch
    {
        "kp4" => ReedSolomonParameters.Kp4,
        "kr4" => ReedSolomonParameters.Kr4,
        "rs-255-239" => ReedSolomonParameters.Rs255239,
        "rs-255-223" => ReedSolomonParameters.Rs255223,
        _ => throw new ArgumentException($"No code '{name}'.", nameof(name)),
    };

    public static IEnumerable<(string Name, ushort[] Message, ushort[] Parity)> Encode(string name)
    {
        string[] lines = Read(name, "encode");
        for (int i = 0; i < lines.Length; i += 3)
            yield return (lines[i].Split(' ')[1], Numbers(lines[i + 1]), Numbers(lines[i + 2]));
    }

    /// <summary>Received words, the verdict, and the word that the decoder leaves.</summary>
    public static IEnumerable<(string Name, ushort[] Received, short Verdict, ushort[] Decoded)> Decode(string name)
    {
        (_, ushort[] message, ushort[] parity) = Encode(name).Single(static vector => vector.Name is "minstd1");
        ushort[] sent = [.. message, .. parity];
        string[] lines = Read(name, "decode");
        for (int i = 0; i < lines.Length;)
        {
            string[] fields = lines[i].Split(' ');
            ushort[] positions = Numbers(lines[i + 1]), values = Numbers(lines[i + 2]), received = [.. sent];
            i += 3;
            for (int j = 0; j < positions.Length; j++)
                received[positions[j]] ^= values[j];
            short verdict = short.Parse(fields[5], CultureInfo.InvariantCulture);
            ushort[] decoded = fields[7] is "1" ? sent : received;
            if (i < lines.Length && lines[i].StartsWith("decoded_codeword", StringComparison.Ordinal))
                decoded = Numbers(lines[i++]);
            yield return (fields[1], received, verdict, decoded);
        }
    }

    /// <summary>The coefficients of g(x), that of x⁰ first.</summary>
    public static ushort[] Generator(string name) =>
        Numbers(Read(name, "genpoly").Single(static line => line.StartsWith("g_asc", StringComparison.Ordinal)));

    public static ushort[] External(string row) =>
        Numbers(Lines("rs_external.txt").Single(line => line.StartsWith(row, StringComparison.Ordinal)));

    private static string[] Read(string name, string what) =>
        Lines($"rs_{Parameters(name).CodewordSymbols}_514_{what}.txt");

    private static string[] Lines(string file) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fec", "Vectors", file)).Where(static line => line.Length > 0 && line[0] != '#')];

    private static ushort[] Numbers(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static number => ushort.Parse(number, CultureInfo.InvariantCulture))];
}
