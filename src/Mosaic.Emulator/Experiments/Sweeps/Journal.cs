using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>
/// The counts of every trial, line by line, beside a result: what a sweep resumes from and shards are merged from. Only one
/// process has it open. Each line is written whole and at once; of a process that was killed a half line may remain, which
/// is cut off.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly JournalText _text;

    private Journal(string path, FileStream file, JournalText text, IReadOnlyList<TrialRecord> records)
    {
        _path = path;
        _file = file;
        _text = text;
        Records = records;
    }

    /// <summary>The trials that were there when it was opened.</summary>
    public IReadOnlyList<TrialRecord> Records { get; }

    /// <summary>The first line of a journal.</summary>
    public static JsonObject Header(SweepPlan plan, Shard shard) => new()
    {
        ["version"] = ProductVersion.Text,
        ["shard"] = shard.ToString(),
        ["sweep"] = plan.Identity(),
        ["options"] = JsonNode.Parse(LinkConfiguration.ToJson(plan.Options)),
    };

    /// <summary>Opens a journal to go on with, or begins one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">What it must begin with, as far as it decides results.</param>
    /// <exception cref="ConfigurationException">It belongs to another sweep.</exception>
    /// <exception cref="IOException">It cannot be read or written, is open elsewhere, or was changed.</exception>
    public static Journal Open(string path, JsonObject header)
    {
        FileStream file = OpenAlone(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, "--out");
        try
        {
            JournalContent? content = JournalContent.Read(file, path);
            if (content is null)
            {
                var text = new JournalText();
                file.SetLength(0);
                Write(file, path, text.Seal(JournalText.Magic + header.ToJsonString()));
                return new Journal(path, file, text, []);
            }

            Refuse(path, content.Header, header);
            file.SetLength(content.Length);
            file.Position = content.Length;
            return new Journal(path, file, content.Text, content.Records);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file for this process alone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it is there.</param>
    /// <param name="access">What it is opened for.</param>
    /// <param name="option">What named it, for messages.</param>
    /// <exception cref="IOException">It cannot be opened, or is open elsewhere.</exception>
    public static FileStream OpenAlone(string path, FileMode mode, FileAccess access, string option)
    {
        try
        {
            // No buffer: a line is one write.
            return new FileStream(path, mode, access, FileShare.None, bufferSize: 0);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new IOException($"{option}: cannot open '{path}' ({FileTrouble.Why(path, e)})", e);
        }
    }

    /// <summary>Adds a trial: once this returns, it survives the end of the process.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Append(in TrialRecord record) => Write(_file, _path, _text.Seal(JournalText.Write(record)));

    /// <summary>Makes what was added survive the end of the machine.</summary>
    public void FlushToDisk() => _file.Flush(flushToDisk: true);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>What writing fails with; a file that would be too large for its system is an argument out of range.</summary>
    internal static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>Refuses what was begun with another configuration, and says all that differs.</summary>
    private static void Refuse(string path, JsonObject then, JsonObject now)
    {
        (string Path, string Then, string Now)[] all =
        [
            .. SweepIdentity.Differences(then["version"], now["version"], "version"),
            .. SweepIdentity.Differences(Share(then), Share(now), "--shard"),
            .. SweepIdentity.Differences(then["sweep"]?["config"], now["sweep"]?["config"]),
            .. SweepIdentity.Differences(then["sweep"]?["axes"], now["sweep"]?["axes"], "--axis"),
        ];
        if (all.Length > 0)
        {
            string list = string.Join("; ", all.Take(5).Select(d => $"{d.Path} was {d.Then}, is {d.Now}"));
            string more = all.Length > 5 ? string.Create(CultureInfo.InvariantCulture, $"; and {all.Length - 5} more") : "";
            string was = SweepIdentity.Hash(then["sweep"]!), isNow = SweepIdentity.Hash(now["sweep"]!);
            throw new ConfigurationException(string.Equals(was, isNow, StringComparison.Ordinal)
                ? $"--out: '{path}' is of this sweep, but begun otherwise: {list}; take another file, or the same to go on"
                : $"--out: '{path}' is of another sweep (configuration {was}, not {isNow}): {list}{more}; take another file, or the same configuration to go on");
        }
    }

    /// <summary>The shard as a user gives it: none for the whole sweep.</summary>
    private static JsonNode? Share(JsonObject header) => string.Equals(header["shard"]?.GetValue<string>(), Shard.Whole.ToString(), StringComparison.Ordinal) ? "none (the whole sweep)" : header["shard"]?.DeepClone();

    private static void Write(FileStream file, string path, string line)
    {
        long length = file.Position;
        try
        {
            file.Write(Encoding.UTF8.GetBytes(line));
        }
        catch (Exception e) when (IsRefusal(e))
        {
            CutBack(file, length);
            throw new IOException($"cannot write '{path}' ({FileTrouble.Why(path, e)}); what was counted before is in it, and the same command goes on from there", e);
        }
    }

    /// <summary>Removes half a line; should that fail too, the next one to open the file does it.</summary>
    private static void CutBack(FileStream file, long length)
    {
        try
        {
            file.SetLength(length);
        }
        catch (Exception e) when (IsRefusal(e))
        {
        }
    }
}
