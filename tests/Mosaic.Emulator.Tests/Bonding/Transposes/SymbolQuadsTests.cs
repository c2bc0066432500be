using Mosaic.Emulator.Bonding.Transposes;

namespace Mosaic.Emulator.Tests.Bonding.Transposes;

public class SymbolQuadsTests
{
    /// <summary>Symbol s of codeword c is the stream's symbol 4·s + c, both ways, and nothing is written besides.</summary>
    [Fact]
    public void Quads_AreTheDefinition()
    {
        if (!SymbolQuadsAvx2.IsSupported)
        {
            return;
        }

        var random = new Random(4);
        foreach (int steps in Enumerable.Range(1, 12).Append(68))
        {
            const int Guard = 3;
            int bytes = steps * SymbolQuadsAvx2.Step;
            byte[] stream = new byte[(4 * bytes) + Guard], again = new byte[(4 * bytes) + Guard];
            random.NextBytes(stream);
            stream.AsSpan(4 * bytes).CopyTo(again.AsSpan(4 * bytes));
            byte[][] made = [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Repeat((byte)0xA5, bytes + Guard).ToArray())];
            SymbolQuadsAvx2.ToCodewords(stream.AsSpan(0, 4 * bytes), made[0].AsSpan(0, bytes), made[1].AsSpan(0, bytes), made[2].AsSpan(0, bytes), made[3].AsSpan(0, bytes));
            for (int codeword = 0; codeword < 4; codeword++)
            {
                for (int symbol = 0; symbol < 8 * steps; symbol++)
                {
                    Assert.Equal(Symbol(stream, (4 * symbol) + codeword), Symbol(made[codeword], symbol));
                }

                Assert.Equal([0xA5, 0xA5, 0xA5], made[codeword][bytes..]);
            }

            SymbolQuadsAvx2.ToStream(made[0].AsSpan(0, bytes), made[1].AsSpan(0, bytes), made[2].AsSpan(0, bytes), made[3].AsSpan(0, bytes), again.AsSpan(0, 4 * bytes));
            Assert.Equal(stream, again);
        }
    }

    private static ulong Symbol(byte[] bytes, int index)
    {
        ulong symbol = 0;
        for (int bit = 0; bit < SymbolQuadsAvx2.SymbolBits; bit++)
        {
            int at = (index * SymbolQuadsAvx2.SymbolBits) + bit;
            symbol |= (ulong)(bytes[at >> 3] >> (at & 7) & 1) << bit;
        }

        return symbol;
    }
}
