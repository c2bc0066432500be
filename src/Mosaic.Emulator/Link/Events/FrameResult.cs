using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Events;

/// <summary>What one frame added.</summary>
/// <param name="Totals">Counts, all lanes together.</param>
/// <param name="Fingerprint">Stands for its counts and for the place of each error.</param>
/// <param name="EncodedGroups">Groups whose parity was encoded.</param>
/// <param name="CorrectedBits">Bits that words across the lanes corrected.</param>
/// <param name="DetectedUi">UI in which they found more than they could correct.</param>
internal readonly record struct FrameResult(LinkTotals Totals, ulong Fingerprint, int EncodedGroups, long CorrectedBits, long DetectedUi);
