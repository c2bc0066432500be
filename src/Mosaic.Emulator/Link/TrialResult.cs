using Mosaic.Emulator.Link.Tail;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link;

/// <summary>What one trial counted.</summary>
/// <param name="Totals">Counts of its frames; of none where the link did not come up.</param>
/// <param name="Locked">Whether the link came up.</param>
/// <param name="Fingerprint">Stands for all counts and all payload delivered.</param>
/// <param name="Seconds">Time it took on one thread: the one value that is not the same every time.</param>
/// <param name="Tail">With engine <c>tail</c>, which counts no errors, what it computed; else null.</param>
public readonly record struct TrialResult(LinkTotals Totals, bool Locked, ulong Fingerprint, double Seconds, TailTotals? Tail = null);
