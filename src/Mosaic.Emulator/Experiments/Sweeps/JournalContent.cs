using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>What a journal holds.</summary>
/// <param name="Header">The sweep it belongs to.</param>
/// <param name="Records">Its trials.</param>
/// <param name="Text">The state of the checks behind its last line.</param>
/// <param name="Length">Bytes up to the end of its last whole line.</param>
internal sealed record JournalContent(JsonObject Header, IReadOnlyList<TrialRecord> Records, JournalText Text, long Length)
{
    /// <summary>Reads a journal.</summary>
    /// <param name="file">The file, at its beginning.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <returns>Null where there is not even a whole first line.</returns>
    /// <exception cref="IOException">It cannot be read, is no journal, or was changed.</exception>
    public static JournalContent? Read(Stream file, string path)
    {
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var text = new JournalText();
        JsonObject? header = null;
        var records = new List<TrialRecord>();
        var seen = new HashSet<(int, uint)>();
        int start = 0;
        for (int number = 1; ; number++)
        {
            int length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0)
            {
                break;
            }

            string? line = text.Open(Encoding.UTF8.GetString(bytes, start, length));
            if (header is null)
            {
                header = line is not null && line.StartsWith(JournalText.Magic, StringComparison.Ordinal)
                    ? JsonNode.Parse(line[JournalText.Magic.Length..])!.AsObject()
                    : throw new IOException($"'{path}' is no journal of a sweep, or was changed");
            }
            else
            {
                TrialRecord record = (line is null ? null : JournalText.Read(line))
                    ?? throw Changed(path, number, $"has been changed: its check does not fit");
                records.Add(seen.Add((record.Point, record.Trial)) ? record : throw Changed(path, number, $"repeats trial {record.Trial} of point {record.Point}"));
            }

            start += length + 1;
        }

        if (header is null && bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(JournalText.Magic)) != 0 && !Encoding.ASCII.GetBytes(JournalText.Magic).AsSpan().StartsWith(bytes))
        {
            throw new IOException($"'{path}' is no journal of a sweep, or was changed");
        }

        return header is null ? null : new JournalContent(header, records, text, start);
    }

    private static IOException Changed(string path, int line, FormattableString why) =>
        new(string.Create(CultureInfo.InvariantCulture, $"'{path}': line {line} {why.ToString(CultureInfo.InvariantCulture)}; nothing was written to it"));
}
