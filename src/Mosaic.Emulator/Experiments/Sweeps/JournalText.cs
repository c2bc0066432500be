using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Tail;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>
/// Lines of a journal. Each ends in a check over itself and all lines before it, so that a line that was changed, left out
/// or moved is noticed.
/// </summary>
internal sealed class JournalText
{
    /// <summary>What the first line starts with: magic and version of the format.</summary>
    public const string Magic = "mosaic-sweep 1 ";

    // Fields of a trial that counts errors, and what one that computes them has behind those.
    private const int Counts = 14, Sums = 7;

    private const int CheckDigits = 16;
    private readonly byte[] _chain = new byte[SHA256.HashSizeInBytes];

    /// <summary>Adds the check to a line, and the line to what is checked.</summary>
    public string Seal(string line) => $"{line} {Check(line)}\n";

    /// <summary>Takes the check off a line that comes next; null where it is not what it should be.</summary>
    public string? Open(string sealedLine)
    {
        int split = sealedLine.Length - CheckDigits - 1;
        if (split < 0 || sealedLine[split] != ' ')
        {
            return null;
        }

        string line = sealedLine[..split];
        return string.Equals(Check(line), sealedLine[(split + 1)..], StringComparison.Ordinal) ? line : null;
    }

    /// <summary>A trial as a line.</summary>
    public static string Write(in TrialRecord record)
    {
        LinkTotals t = record.Result.Totals;
        string counts = string.Create(
            CultureInfo.InvariantCulture,
            $"{record.Point} {record.Trial} {(record.Result.Locked ? 1 : 0)} {t.Frames} {t.Bits} {t.BitErrors} {t.Codewords} {t.CodewordErrors} {t.Groups} {t.FailedGroups} {t.PayloadBits} {t.PayloadBitErrors} {record.Result.Fingerprint:x16} {record.Result.Seconds:R}");
        return record.Result.Tail is { } tail ? $"{counts} {string.Join(' ', tail.Text())}" : counts;
    }

    /// <summary>A trial from a line; null where it is none.</summary>
    public static TrialRecord? Read(string line)
    {
        string[] f = line.Split(' ');
        long[] n = new long[12];
        for (int i = 0; i < n.Length; i++)
        {
            if (f.Length is not (Counts or Counts + Sums) || !long.TryParse(f[i], NumberStyles.None, CultureInfo.InvariantCulture, out n[i]))
            {
                return null;
            }
        }

        TailTotals? tail = f.Length == Counts ? null : TailTotals.Parse(f.AsSpan(Counts));
        return n[0] <= int.MaxValue && n[1] <= uint.MaxValue && tail is null == (f.Length == Counts)
            && ulong.TryParse(f[12], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong fingerprint)
            && double.TryParse(f[13], NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            ? new TrialRecord((int)n[0], (uint)n[1], new TrialResult(new LinkTotals(n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11]), n[2] != 0, fingerprint, seconds, tail))
            : null;
    }

    private string Check(string line)
    {
        SHA256.HashData([.. _chain, .. Encoding.UTF8.GetBytes(line)], _chain);
        return Convert.ToHexStringLower(_chain.AsSpan(0, CheckDigits / 2));
    }
}
