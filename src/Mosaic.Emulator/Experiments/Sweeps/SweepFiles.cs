using System.Globalization;
using System.Text;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>
/// The files of a sweep: the CSV, a journal and a JSON beside it. The CSV is a function of the journal: when a sweep is taken up
/// again, what is there must be the beginning of what would be written, and the rest is added.
/// </summary>
internal sealed class SweepFiles : IDisposable
{
    private const string Option = "--out";

    private readonly string _csvPath;
    private readonly string _jsonPath;
    private readonly Journal _journal;
    private readonly FileStream _csv;
    private readonly byte[] _there;
    private int _matched;

    /// <summary>Opens the files, or begins them.</summary>
    /// <param name="path">The CSV.</param>
    /// <param name="plan">The sweep.</param>
    /// <param name="shard">The share of it.</param>
    /// <exception cref="Link.Configuration.ConfigurationException">They are of another sweep.</exception>
    /// <exception cref="IOException">One cannot be read or written, is open elsewhere, or was changed.</exception>
    public SweepFiles(string path, SweepPlan plan, Shard shard)
    {
        if (path.Length == 0 || Path.GetExtension(path) is ".journal" or ".json")
        {
            throw new Link.Configuration.ConfigurationException($"--out: '{path}' is not allowed; it is the name of a CSV file, beside which a .journal and a .json are written");
        }

        _csvPath = path;
        _jsonPath = JsonPath(path);
        string journalPath = JournalPath(path);
        if (path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal))
        {
            throw new IOException($"--out: '{path}' is no plain file");
        }

        if (File.Exists(path) && new FileInfo(path).Length > 0 && !File.Exists(journalPath))
        {
            throw new IOException($"--out: '{path}' is there without its journal '{journalPath}', so the sweep cannot go on from it; it was left as it is");
        }

        if (Directory.Exists(_jsonPath))
        {
            throw new IOException($"--out: cannot write '{_jsonPath}', which goes beside '{path}' (it is a folder)");
        }

        _journal = Journal.Open(journalPath, Journal.Header(plan, shard));
        try
        {
            _csv = Journal.OpenAlone(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, Option);
            _there = new byte[_csv.Length];
            _csv.ReadExactly(_there);
            Put(SweepCsv.Header(plan.Paths));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The trials that were there.</summary>
    public IReadOnlyList<TrialRecord> Records => _journal.Records;

    /// <summary>The journal beside a CSV.</summary>
    public static string JournalPath(string csv) => Base(csv) + ".journal";

    /// <summary>The JSON beside a CSV.</summary>
    public static string JsonPath(string csv) => Base(csv) + ".json";

    /// <summary>Adds a trial to the journal.</summary>
    public void Append(in TrialRecord record) => _journal.Append(record);

    /// <summary>Adds a point to the CSV: its trials are on disk before.</summary>
    public void Write(BerPoint point)
    {
        if (_matched >= _there.Length)
        {
            _journal.FlushToDisk();
        }

        Put(SweepCsv.Row(point));
    }

    /// <summary>Refuses a CSV in which more is written than the journal knows of.</summary>
    public void CheckNothingElse()
    {
        if (_matched < _there.Length)
        {
            throw Edited();
        }
    }

    /// <summary>Writes the JSON.</summary>
    public void Finish(BerCurve curve)
    {
        _journal.FlushToDisk();
        WriteWhole(_jsonPath, curve.ToJson() + "\n");
    }

    /// <summary>Writes a file that appears under its name when it is complete.</summary>
    private static void WriteWhole(string path, string text)
    {
        string temporary = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.part");
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (Journal.IsRefusal(e))
        {
            File.Delete(temporary);
            throw new IOException($"cannot write '{path}' ({FileTrouble.Why(path, e)})", e);
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _csv?.Dispose();
        _journal.Dispose();
    }

    private static string Base(string csv) => csv.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? csv[..^4] : csv;

    private IOException Edited()
    {
        int line = 1 + _there.AsSpan(0, _matched).Count((byte)'\n');
        return new IOException(string.Create(CultureInfo.InvariantCulture, $"--out: line {line} of '{_csvPath}' is not what the sweep wrote, so it was changed; it was left as it is. Moved away, it is written again from the journal beside it"));
    }

    /// <summary>Compares a line with what is there, and writes what is not.</summary>
    private void Put(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        int known = Math.Min(bytes.Length, _there.Length - _matched);
        if (!_there.AsSpan(_matched, known).SequenceEqual(bytes.AsSpan(0, known)))
        {
            throw Edited();
        }

        if (known < bytes.Length)
        {
            try
            {
                _csv.Position = _csv.Length;
                _csv.Write(bytes.AsSpan(known));
            }
            catch (Exception e) when (Journal.IsRefusal(e))
            {
                throw new IOException($"cannot write '{_csvPath}' ({FileTrouble.Why(_csvPath, e)}); what was counted is in the journal beside it, and the same command goes on from there", e);
            }
        }

        _matched += known;
    }
}
