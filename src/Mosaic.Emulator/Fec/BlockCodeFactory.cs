namespace Mosaic.Emulator.Fec;

/// <summary>Makes a code.</summary>
/// <param name="interleave">c, codewords of a group, 1 or more.</param>
public delegate IBlockCode BlockCodeFactory(int interleave);
