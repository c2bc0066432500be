using System.Text.Json.Serialization;

namespace Mosaic.Emulator.Link.Reports;

/// <summary>Spare lanes and what they were used for.</summary>
/// <param name="Spares">Spares that the link was built with.</param>
/// <param name="SparesLeft">Those that are unused, and good as far as anybody knows.</param>
/// <param name="Exhausted">Whether a lane has failed for which there was no spare.</param>
/// <param name="MappedOut">Channels that were bad as the link came up.</param>
/// <param name="Events">Lanes that failed while it ran, in order.</param>
/// <param name="LaneChannel">By lane: its channel in the end; null without spares.</param>
public sealed record RepairReport(
    int Spares, int SparesLeft, bool Exhausted, IReadOnlyList<int> MappedOut, IReadOnlyList<RepairEvent> Events, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<int>? LaneChannel);
