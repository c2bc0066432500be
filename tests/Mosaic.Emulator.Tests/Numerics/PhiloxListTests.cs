using System.Runtime.Intrinsics.X86;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Numerics;

[Trait("Isa", "true")]
public class PhiloxListTests
{
    [Fact]
    public void EachWay_IsTheDefinition()
    {
        var random = new Random(4);
        for (int steps = 0; steps < 4; steps++)
        {
            int count = steps * PhiloxList.Step;
            uint[] c0 = [.. Enumerable.Range(0, count).Select(_ => (uint)random.NextInt64(1L << 32))], c1 = [.. Enumerable.Range(0, count + 3).Select(_ => (uint)random.NextInt64(1L << 32))];
            ulong key = (ulong)random.NextInt64();
            var expected = new ulong[2 * count];
            for (int i = 0; i < count; i++)
                (expected[2 * i], expected[(2 * i) + 1]) = Philox.Block(key, c0[i], c1[i], 5, 6);
            ulong[] words = new ulong[2 * count], scalar = new ulong[2 * count], wide = new ulong[2 * count], narrow = new ulong[2 * count];
            PhiloxList.Fill(c0, c1, words, key, 5, 6);
            PhiloxList.FillScalar(c0, c1, scalar, key, 5, 6);
            PhiloxList.FillBy512(c0, c1, wide, key, 5, 6);
            if (Avx2.IsSupported)
                PhiloxList.FillByAvx2(c0, c1, narrow, key, 5, 6);
            Assert.Equal(expected, words);
            Assert.Equal(expected, scalar);
            Assert.Equal(expected, wide);
            Assert.Equal(Avx2.IsSupported ? expected : new ulong[2 * count], narrow);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => PhiloxList.Fill(new uint[5], new uint[5], new ulong[10], 1, 2, 3));
    }
}
