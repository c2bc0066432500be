using System.Globalization;
using System.Text.Json;

namespace Mosaic.Emulator.Link.Probes;

/// <summary>Writes probes down, as JSON or as CSV with a row for each number.</summary>
public static class ProbeWriter
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Writes the probes as one JSON array.</summary>
    /// <param name="probes">The probes.</param>
    /// <param name="destination">Receives the text.</param>
    public static void WriteJson(IReadOnlyList<ProbeReport> probes, TextWriter destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        destination.WriteLine(JsonSerializer.Serialize(probes, Json));
    }

    /// <summary>
    /// Writes <c>row,column,curve,instant_ui,current_ua,value,predicted</c>. <c>curve</c> is <c>eye</c>, <c>zeros</c> or <c>ones</c>
    /// (counts), <c>phase</c> or <c>threshold</c> (bathtubs, with the prediction).
    /// </summary>
    /// <param name="probes">The probes.</param>
    /// <param name="destination">Receives the text.</param>
    public static void WriteCsv(IReadOnlyList<ProbeReport> probes, TextWriter destination)
    {
        ArgumentNullException.ThrowIfNull(probes);
        ArgumentNullException.ThrowIfNull(destination);
        destination.WriteLine("row,column,curve,instant_ui,current_ua,value,predicted");
        foreach (ProbeReport probe in probes)
        {
            void Row(string curve, double? instant, double? current, double value, double? predicted) => destination.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{probe.Row},{probe.Column},{curve},{instant},{current},{value},{predicted}"));

            for (int i = 0; i < probe.InstantsUi.Length; i++)
            {
                for (int level = 0; level < probe.LevelsUa.Length; level++)
                {
                    Row("eye", probe.InstantsUi[i], probe.LevelsUa[level], probe.Eye[i][level], null);
                }
            }

            for (int level = 0; level < probe.LevelsUa.Length; level++)
            {
                Row("zeros", probe.SamplingOffsetUi, probe.LevelsUa[level], probe.Zeros[level], null);
                Row("ones", probe.SamplingOffsetUi, probe.LevelsUa[level], probe.Ones[level], null);
            }

            for (int i = 0; i < probe.InstantsUi.Length; i++)
            {
                Row("phase", probe.InstantsUi[i], probe.ThresholdUa, probe.PhaseBathtub[i], probe.PhaseBathtubPredicted[i]);
            }

            for (int i = 0; i < probe.ThresholdsUa.Length; i++)
            {
                Row("threshold", probe.SamplingOffsetUi, probe.ThresholdsUa[i], probe.ThresholdBathtub[i], probe.ThresholdBathtubPredicted[i]);
            }
        }
    }
}
