namespace Mosaic.Emulator.Tests.Fec;

/// <summary>Words over GF(8) as numbers: three bits a symbol, the first symbol lowest.</summary>
internal static class OctalWord
{
    public static void Unpack(int word, ushort[] symbols)
    {
        for (int i = 0; i < symbols.Length; i++)
            symbols[i] = (ushort)((word >> (3 * i)) & 7);
    }

    public static int Pack(ushort[] symbols)
    {
        int word = 0;
        for (int i = 0; i < symbols.Length; i++)
            word |= symbols[i] << (3 * i);
        return word;
    }
}
