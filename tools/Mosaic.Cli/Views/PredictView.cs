using System.Globalization;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>A prediction on a terminal.</summary>
internal static class PredictView
{
    // What rounds to zero has no sign.
    private const string Tenths = "0.0;-0.0;0.0";

    public static void Print(IAnsiConsole console, LinkPrediction prediction, LinkDesign design)
    {
        Heading.Print(console, design);
        console.WriteLine();
        if (design.Options.Faults.Count > 0)
        {
            LabelledLine.Print(console, "faults", "[dim]not in here: the prediction is that of the link before any of them[/]");
        }

        double?[] lanes = [.. prediction.LaneBer.Where(ber => ber is not null)];
        LabelledLine.Print(console, "before FEC", $"[bold]{Format.Rate(prediction.Ber)}[/]  [dim]lanes[/] {Format.Rate(lanes.Min() ?? 0)} … {Format.Rate(lanes.Max() ?? 0)}  [dim]median[/] {Format.Rate(prediction.MedianLaneBer)}");
        string taken = design.Secded is null ? "symbol errors taken as independent" : "too few, errors come together here: engine=tail";
        LabelledLine.Print(console, "codewords", $"{Format.Rate(prediction.CodewordErrorRatio)} lost  [dim]{taken}[/]");
        LabelledLine.Print(console, "frames", $"{Format.Rate(prediction.FrameLossRatio)} lost  [dim]64-byte Ethernet frames[/]");
        // Taps below a thousandth would only fill the line; they are in the JSON.
        string label = "pulse";
        foreach ((double Tap, int Index)[] taps in prediction.Taps.Select((tap, i) => (Tap: tap, Index: i)).Where(t => Math.Abs(t.Tap) >= 1e-3).Chunk(8))
        {
            LabelledLine.Print(console, label, string.Join("  ", taps.Select(t =>
                string.Create(CultureInfo.InvariantCulture, $"[{(t.Index == prediction.MainTap ? "bold" : "dim")}]{t.Tap:0.000}{(t.Index == prediction.MainTap ? " own" : "")}[/]"))));
            label = "";
        }

        ReceiverReport receiver = prediction.Receiver;
        LabelledLine.Print(console, "receiver", string.Create(
            CultureInfo.InvariantCulture,
            $"sampled at {receiver.SamplingPhaseUi:0.00} UI, noise in {receiver.NoiseBandwidthGHz:0.00} GHz{(receiver.EqualizerDb is { } strength ? $", equaliser {strength:0.0##} dB" : "")}"));
        CouplingReport coupling = prediction.Coupling;
        LabelledLine.Print(console, "coupling", $"direct {Format.Percent(coupling.Direct)}, nearest {Db(coupling.NearestDb)}, diagonal {Db(coupling.DiagonalDb)}");
        PrintBudget(console, prediction);
        console.WriteLine();
        (IReadOnlyList<string> map, _) = LaneMap.Make(
            prediction.LaneBer, design.Options.Array.Rows, design.Options.Array.Columns, Terminal.HasColours(console), console.Profile.Width - 2);
        if (map.Count > 0)
        {
            console.MarkupLine("  [bold]bit error rate of each lane[/]");
        }

        foreach (string line in map)
        {
            console.MarkupLine("  " + line);
        }
    }

    private static void PrintBudget(IAnsiConsole console, LinkPrediction prediction)
    {
        CouplingReport coupling = prediction.Coupling;
        IReadOnlyList<Coupling> others = [.. coupling.Centre.Skip(1)];
        double direct = coupling.Centre[0].Value, light = others.Sum(c => c.Value);
        string heard = others.Count == 0 ? "" : $", {Format.Count(others.Count, "other")} {(direct > 0 ? Db(10 * Math.Log10(light / direct)) : Format.Percent(light))} in all";
        LabelledLine.Print(console, "centre", $"lane {coupling.CentreLane}: direct {Format.Percent(direct)}{heard}");
        string label = "budget";
        foreach (BudgetStep step in prediction.Budget)
        {
            string db = step.Db is { } ? Db(step.Db) : "";
            string level = step.Dbm is { } dbm ? dbm.ToString(Tenths, CultureInfo.InvariantCulture) + " dBm" : "nothing left";
            LabelledLine.Print(console, label, $"{Meaning(step.Step),-32}{db,9}  [dim]{level,12}[/]");
            label = "";
        }

        LabelledLine.Print(console, "worst bit", prediction.WorstQ is { } q ? $"Q {q.ToString("0.00", CultureInfo.InvariantCulture)}  [dim]of the centre lane's worst pattern[/]" : "the eye is closed");
    }

    internal static string Meaning(string step) => step switch
    {
        "led" => "LED, mean power",
        "transmit" => "LED into fibre",
        "fiber" => "fibre",
        "receive" => "fibre to photodiode",
        "direct" => "on its own photodiode",
        "extinction" => "half the swing of 0 to 1",
        "pulse" => "eye left by the bits around",
        "crosstalk" => "eye left by the neighbours",
        "noise" => "noise, as light",
        _ => step,
    };

    private static string Db(double? value) => value is { } db ? db.ToString(Tenths, CultureInfo.InvariantCulture) + " dB" : "none";
}
