using System.Globalization;
using Mosaic.Cli.Report.Results;

namespace Mosaic.Cli.Report.Figures;

/// <summary>What became of the channels of a run: in use, spare, mapped out, failed, switched in.</summary>
internal sealed class ChannelStates
{
    private static readonly (string Name, string Css)[] Kinds =
        [("carries traffic", "fair"), ("spare, unused", "none"), ("spare that took over", "spare"), ("failed", "bad"), ("mapped out", "f4"), ("dark", "nil")];

    private ChannelStates(int[] states, SortedDictionary<int, string> notes, int[] faulty) => (States, Notes, Faulty) = (states, notes, faulty);

    /// <summary>Channels that something happened to.</summary>
    public int[] Faulty { get; }

    /// <summary>By channel: words about it.</summary>
    public SortedDictionary<int, string> Notes { get; }

    private int[] States { get; }

    /// <summary>Whether anything is there to see: spares, repairs or faults.</summary>
    public bool IsInteresting => Array.Exists(States, state => state is not 0 and not 5) || Faulty.Length > 0;

    /// <summary>Reads them from the report of a run; null for others.</summary>
    public static ChannelStates? Of(Result result, int channels)
    {
        if (result.Kind != ResultKind.Run)
        {
            return null;
        }

        Field root = result.Root, repair = root["repair"];
        double?[] ber = root["preFec.laneBer"].OptionalNumbers(), power = root["channels.powerDbm"].OptionalNumbers();
        int[] states = [.. Enumerable.Range(0, channels).Select(i => ber.ElementAtOrDefault(i) is not null || power.ElementAtOrDefault(i) is not null ? 0 : 5)];
        var notes = new SortedDictionary<int, string>();
        void Note(int channel, string text) => notes[channel] = notes.TryGetValue(channel, out string? other) ? $"{other}\n{text}" : text;

        int[] lanes = [.. repair["laneChannel"].Items().Select(item => Channel(item, channels))];
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            if (lanes[lane] != lane)
            {
                Note(lanes[lane], string.Create(CultureInfo.InvariantCulture, $"carries lane {lane} in the end"));
            }
        }

        int spares = repair.IsThere ? repair["spares"].Integer(0, channels) : 0;
        for (int i = lanes.Length; spares > 0 && i < Math.Min(channels, lanes.Length + spares); i++)
        {
            states[i] = lanes.Contains(i) ? 2 : 1;
        }

        foreach (Field item in repair["mappedOut"].Items())
        {
            int channel = Channel(item, channels);
            states[channel] = 4;
            Note(channel, "mapped out at bring-up");
        }

        foreach (Field one in repair["events"].Items())
        {
            int from = Channel(one["fromChannel"], channels);
            states[from] = 3;
            Note(from, string.Create(CultureInfo.InvariantCulture, $"lane {one["lane"].Integer()} failed in frame {one["frameDetected"].Integer()}"));
            if (one["toChannel"].IsThere)
            {
                states[Channel(one["toChannel"], channels)] = 2;
            }
        }

        var faulty = new SortedSet<int>();
        foreach (Field fault in root["config.faults"].Items())
        {
            if (fault["lane"].IsThere && fault["lane"].Integer() is var lane && lane >= 0 && lane < channels)
            {
                faulty.Add((int)lane);
                Note((int)lane, $"fault: {fault["kind"].Text()} from frame {fault["atFrame"].Plain()}");
            }
        }

        return new ChannelStates(states, notes, [.. faulty]);
    }

    /// <summary>The map.</summary>
    public Figure Map(Lanes lanes, string id)
    {
        const int Across = 3;
        const double Line = 20, Column = 155;
        int[] seen = [.. States.Distinct().Order()];
        var grid = new ArrayGrid(lanes, Line * ((seen.Length + Across - 1) / Across));
        grid.Fill("state", channel => Kinds[States[channel]].Css);
        for (int i = 0; i < seen.Length; i++)
        {
            (string name, string css) = Kinds[seen[i]];
            double x = ArrayGrid.Left + (i % Across * Column), y = ArrayGrid.Top + grid.Height + 46 + (Line * (i / Across));
            grid.Body.Rect(x, y, 12, 12, css).Text(x + 18, y + 10, $"{name}: {States.Count(state => state == seen[i]).ToString(CultureInfo.InvariantCulture)}", "small ink");
        }

        return new Figure(id, "Spares and repairs", Faulty.Length > 0 ? "Channels and what became of them. Crosses: lanes with a fault." : "Channels and what became of them.", grid.Body);
    }

    private static int Channel(Field field, int channels) => field.Integer(0, channels - 1);
}
