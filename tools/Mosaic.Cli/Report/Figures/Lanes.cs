using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Cli.Report.Drawing;
using Mosaic.Cli.Report.Results;

namespace Mosaic.Cli.Report.Figures;

/// <summary>The array of a run or a prediction: what is known of each channel, for maps and for what is shown about a lane.</summary>
internal sealed class Lanes
{
    private const int MostCells = 1000;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default };

    /// <summary>Collects the quantities of a result.</summary>
    public Lanes(Result result)
    {
        Field root = result.Root;
        Id = string.Create(CultureInfo.InvariantCulture, $"lanes-{result.Index}");
        Rows = root["config.array.rows"].Integer(1, MostCells);
        Columns = root["config.array.columns"].Integer(1, MostCells);
        string ber = result.Kind == ResultKind.Predict ? "laneBer" : "preFec.laneBer";
        Add("ber", result.Kind == ResultKind.Predict ? "predicted" : "BER", "", root[ber], Ramp.Heat, isLog: true);
        if (result.Kind == ResultKind.Run)
        {
            Add("predictedBer", "predicted", "", root["channels.predictedBer"], Ramp.Heat, isLog: true);
        }

        Field channels = result.Kind == ResultKind.Predict ? root : root["channels"];
        Add("q", "Q", "", channels["q"], Ramp.Cool);
        Add("powerDbm", "power", "dBm", channels["powerDbm"], Ramp.Cool);
        Add("skewPs", "skew of the light", "ps", channels["skewPs"], Ramp.Sides, middle: 0);
        AddArrival(root["deskew.skewUi"], root["repair.laneChannel"]);
        States = ChannelStates.Of(result, Rows * Columns);
        Marked = States?.Faulty ?? [];
    }

    /// <summary>Its name in the page.</summary>
    public string Id { get; }

    /// <summary>Rows of the array.</summary>
    public int Rows { get; }

    /// <summary>Columns of the array.</summary>
    public int Columns { get; }

    /// <summary>The quantities.</summary>
    public List<LaneQuantity> Quantities { get; } = [];

    /// <summary>What became of the channels; null where that is not known.</summary>
    public ChannelStates? States { get; }

    /// <summary>Channels that something happened to.</summary>
    public IReadOnlyList<int> Marked { get; }

    /// <summary>The data from which the page tells about a lane.</summary>
    public string Json()
    {
        var quantities = new JsonArray();
        foreach (LaneQuantity quantity in Quantities)
        {
            quantities.Add(new JsonObject
            {
                ["key"] = quantity.Key,
                ["name"] = quantity.Name,
                ["unit"] = quantity.Unit,
                ["rate"] = quantity.IsLog,
                ["values"] = new JsonArray([.. quantity.Values.Select(value => value is { } some ? JsonValue.Create(some) : null)]),
            });
        }

        var notes = new JsonObject();
        foreach ((int channel, string note) in States?.Notes ?? [])
        {
            notes[channel.ToString(CultureInfo.InvariantCulture)] = note;
        }

        return new JsonObject { ["columns"] = Columns, ["quantities"] = quantities, ["notes"] = notes }.ToJsonString(Plain);
    }

    /// <summary>Lateness is by lane; maps are by channel.</summary>
    private void AddArrival(Field lateness, Field channels)
    {
        double?[] late = lateness.OptionalNumbers(), places = channels.OptionalNumbers();
        if (late.Distinct().Count() < 2)
        {
            return;
        }

        var values = new double?[Rows * Columns];
        for (int lane = 0; lane < late.Length; lane++)
        {
            int channel = (int)(places.ElementAtOrDefault(lane) ?? lane);
            if (channel < 0 || channel >= values.Length)
            {
                throw channels.Wrong(string.Create(CultureInfo.InvariantCulture, $"channels from 0 to {values.Length - 1}"));
            }

            values[channel] = late[lane];
        }

        Quantities.Add(new LaneQuantity("skewUi", "skew", "UI", values, Ramp.Cool));
    }

    private void Add(string key, string name, string unit, Field field, Ramp ramp, bool isLog = false, double? middle = null)
    {
        if (!field.IsThere)
        {
            return;
        }

        double?[] values = field.OptionalNumbers();
        if (values.Length != Rows * Columns)
        {
            throw field.Wrong(string.Create(CultureInfo.InvariantCulture, $"{Rows * Columns} values, one for each channel of config.array"));
        }

        Quantities.Add(new LaneQuantity(key, name, unit, values, ramp, isLog, middle));
    }
}
