namespace Mosaic.Emulator.Link.Reports;

/// <summary>What the SECDED words across the lanes did, of frames counted.</summary>
/// <param name="CheckLanes">Lanes with check bits.</param>
/// <param name="CorrectedBits">Bits that were corrected, those of check lanes included.</param>
/// <param name="DetectedUi">UI with more errors than can be corrected, which were left to the code behind.</param>
public sealed record LaneSecdedReport(int CheckLanes, long CorrectedBits, long DetectedUi);
