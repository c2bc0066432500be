using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Cli.Report.Drawing;
using Mosaic.Cli.Report.Results;

namespace Mosaic.Cli.Report.Figures;

/// <summary>The array of a run or a prediction: what is known of each channel, for maps and for what is shown about a lane.</summary>
internal sealed class Lanes
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default };

    /// <summary>Collects the quantities of a result.</summary>
    public Lanes(Result result)
    {
        Field root = result.Root;
        Id = string.Create(CultureInfo.InvariantCulture, $"lanes-{result.Index}");
        Rows = (int)root["config.array.rows"].Integer();
        Columns = (int)root["config.array.columns"].Integer();
        string ber = result.Kind == ResultKind.Predict ? "laneBer" : "preFec.laneBer";
        Add("ber", result.Kind == ResultKind.Run ? "BER" : "predicted", "", root[ber], Ramp.Heat, isLog: true);
        if (result.Kind == ResultKind.Run)
        {
            Add("predictedBer", "predicted", "", root["channels.predictedBer"], Ramp.Heat, isLog: true);
        }

        Add("q", "Q", "", root["channels.q"].IsThere ? root["channels.q"] : root["q"], Ramp.Cool);
        Add("powerDbm", "power", "dBm", root["channels.powerDbm"], Ramp.Cool);
        Add("skewPs", "skew", "ps", root["channels.skewPs"], Ramp.Sides, middle: 0);
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
