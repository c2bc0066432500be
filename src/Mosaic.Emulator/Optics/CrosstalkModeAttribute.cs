namespace Mosaic.Emulator.Optics;

/// <summary>Marks an option that means something in one mode of <see cref="OpticsOptions.Crosstalk"/> only.</summary>
/// <param name="mode">The mode.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CrosstalkModeAttribute(string mode) : Attribute
{
    /// <summary>The mode.</summary>
    public string Mode { get; } = mode;
}
