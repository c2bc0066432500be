using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding.Transposes;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding.Transposes;

public class BitMatricesTests
{
    /// <summary>Both halves, in either order, are the transpose of each matrix.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(56)]
    [Trait("Isa", "true")]
    public void BothHalves_AreTransposes(int matrices)
    {
        // Whole vectors are changed.
        int stride = matrices + 7;
        var rows = new ulong[BitTranspose.Size * stride];
        new RandomAddress(7, RandomPurpose.Payload, Frame: (uint)matrices).Fill(rows);
        ulong[] farFirst = [.. rows], nearFirst = [.. rows];
        BitMatrices.Far(ref farFirst[0], stride, matrices);
        Near(farFirst);
        Near(nearFirst);
        BitMatrices.Far(ref nearFirst[0], stride, matrices);
        for (int matrix = 0; matrix < matrices; matrix++)
        {
            ulong[] expected = Words(rows);
            BitTranspose.Transpose(expected);
            Assert.Equal(expected, Words(farFirst));
            Assert.Equal(expected, Words(nearFirst));

            ulong[] Words(ulong[] all) => [.. Enumerable.Range(0, BitTranspose.Size).Select(row => all[(row * stride) + matrix])];
        }

        void Near(ulong[] all)
        {
            for (int row = 0; row < BitTranspose.Size; row += BitMatrices.NearRows)
            {
                BitMatrices.Near(ref all[row * stride], stride, matrices);
            }
        }
    }
}
