using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Link.Probes;

/// <summary>Which lanes' samples are looked at: eye diagram, bathtubs and levels of each.</summary>
public sealed record ProbeOptions
{
    /// <summary>The lanes by place in the array: <c>row,column</c>, several separated by spaces; null: none.</summary>
    [RegularExpression(@"^\d{1,2},\d{1,2}( \d{1,2},\d{1,2})*$", ErrorMessage = "places row,column in the array, separated by spaces")]
    public string? Lanes { get; init; }

    /// <summary>Sampling instants within a UI, 2 … 64, a power of two.</summary>
    [AllowedValues(2, 4, 8, 16, 32, 64)]
    public int SamplesPerUi { get; init; } = 32;

    /// <summary>Levels that currents are told apart by, 16 … 1024.</summary>
    [Range(16, 1024)]
    public int Levels { get; init; } = 128;

    /// <summary>File that receives the probes: JSON where its name ends in .json, else CSV; null: none, they are in the report.</summary>
    public string? Output { get; init; }
}
