namespace Mosaic.Emulator.Bonding;

/// <summary>What is dealt to the lanes in turn.</summary>
public enum StripingUnit
{
    /// <summary>Code symbols: a wrong stretch of a lane costs few symbols.</summary>
    Symbol,

    /// <summary>Code bits: each lane has bits of every symbol near.</summary>
    Bit,

    /// <summary>Whole codewords: a lane's errors stay within the codewords that it carries.</summary>
    Codeword,
}
