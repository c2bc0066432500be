using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Mosaic.Emulator.Bonding;

namespace Mosaic.Emulator.Link.Options;

/// <summary>How code bits are spread over lanes.</summary>
public sealed record BondingOptions
{
    /// <summary>What goes to the lanes in turn, codewords rotated against the lanes: code symbols, single bits, or whole codewords, so that a bad lane harms only those that it carries.</summary>
    [AllowedValues("symbol", "bit", "codeword")]
    public string Striping { get; init; } = "symbol";

    /// <summary>Lanes that carry data: the first channels of the array, row by row. Check lanes and spares follow; the others are dark.</summary>
    [Range(1, 4096)]
    public int DataLanes { get; init; } = 400;

    /// <summary>Whether every UI is one SECDED word across the lanes, with check lanes besides the data lanes: 10 for 400.</summary>
    public bool LaneSecded { get; init; }

    /// <summary>Whether frames end with 64 parities of each lane, by which lanes are watched.</summary>
    public bool LaneParity { get; init; }

    /// <summary>Channels that can take the place of others: lit and tested as the link comes up, then dark until they are needed.</summary>
    [Range(0, 4095)]
    public int SpareLanes { get; init; }

    /// <summary>Batches of codewords in a frame (256 codewords of kp4 each for an interleave of 1, 2 or 4; of shorter codes as many more).</summary>
    [Range(1, 100)]
    public int FrameBatches { get; init; } = 25;

    /// <summary>Lanes with check bits.</summary>
    [JsonIgnore]
    public int CheckLanes => LaneSecded ? Mosaic.Emulator.Bonding.LaneCode.LaneSecded.CheckLanesOf(DataLanes) : 0;

    /// <summary>Channels that are equipped: for data, check bits and spares.</summary>
    [JsonIgnore]
    public int Channels => DataLanes + CheckLanes + SpareLanes;

    internal StripingUnit Unit => Enum.Parse<StripingUnit>(Striping, ignoreCase: true);
}
