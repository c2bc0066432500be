using System.Globalization;
using System.Text;
using System.Text.Json;
using Mosaic.Emulator.Link;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>A curve as CSV: a header and one line a point; empty where there is nothing to say.</summary>
internal static class SweepCsv
{
    /// <summary>What every header begins with.</summary>
    public const string Beginning = "point,config_hash,";

    /// <summary>The header, with its end of line.</summary>
    /// <param name="paths">What is varied.</param>
    public static string Header(IReadOnlyList<string> paths) =>
        $"{Beginning}{string.Concat(paths.Select(path => path + ","))}trials,bits,bit_errors,ber,ber_low,ber_high,codewords,codeword_errors,cer,cer_low,cer_high,flr,seconds,stop_reason,"
        + "payload_bits,payload_bit_errors,fingerprint\n";

    /// <summary>A point, with its end of line.</summary>
    public static string Row(BerPoint p)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{p.Point},{p.ConfigHash},");
        foreach (string value in p.Values.Values.Select(BerPoint.Text))
        {
            line.Append(value.AsSpan().IndexOfAny(",\"\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"").Append(',');
        }

        line.Append(CultureInfo.InvariantCulture, $"{p.Trials},{p.Bits},{p.BitErrors},{p.Ber},{p.BerLow},{p.BerHigh},");
        line.Append(CultureInfo.InvariantCulture, $"{p.Codewords},{p.CodewordErrors},{p.Cer},{p.CerLow},{p.CerHigh},{p.Flr},{p.Seconds:0.000},{Name(p.StopReason)},");
        line.Append(CultureInfo.InvariantCulture, $"{p.PayloadBits},{p.PayloadBitErrors},{p.Fingerprint}\n");
        return line.ToString();
    }

    /// <summary>A reason as JSON has it.</summary>
    public static string Name(StopReason reason) => JsonNamingPolicy.CamelCase.ConvertName(reason.ToString());
}
