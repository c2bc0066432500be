namespace Mosaic.Emulator.Bonding.Repair;

/// <summary>What is done about a lane that has failed.</summary>
public enum RepairMode
{
    /// <summary>Nothing; spares serve bring-up alone.</summary>
    None,

    /// <summary>The lane moves to the first spare.</summary>
    Spare,

    /// <summary>It and all lanes between it and the first spare move to the next channel: short wires instead of a large switch (UCIe).</summary>
    Shift,
}
