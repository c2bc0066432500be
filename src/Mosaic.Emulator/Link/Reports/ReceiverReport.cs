namespace Mosaic.Emulator.Link.Reports;

/// <summary>What the receivers of a link do with the light.</summary>
/// <param name="EqualizerDb">Strength of the equaliser in dB, also where that was <c>auto</c>; null: none.</param>
/// <param name="NoiseBandwidthGHz">Their noise bandwidth in GHz.</param>
/// <param name="SamplingPhaseUi">When they sample a bit, in UI after its front would come along the axis unfiltered.</param>
public sealed record ReceiverReport(double? EqualizerDb, double NoiseBandwidthGHz, double SamplingPhaseUi);
