using System.Numerics;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Channel;

[Trait("Isa", "true")]
public class DenseCandidatesTests
{
    [Fact]
    public void Next_EqualsEightScalarGenerators()
    {
        var address = new RandomAddress(3, RandomPurpose.Channel, 1, 2, 4);
        var seeds = new ulong[32];
        address.Fill(seeds);
        var generators = Enumerable.Range(0, 8).Select(i => new Xoshiro256PlusPlus(seeds[i], seeds[8 + i], seeds[16 + i], seeds[24 + i])).ToArray();
        var candidates = new DenseCandidates(address);
        for (int step = 0; step < 200; step++)
        {
            byte threshold = (byte)(step * 37);
            ulong expected = 0, expectedTies = 0;
            for (int i = 0; i < 8; i++)
            {
                ulong word = generators[i].Next();
                for (int k = 0; k < 8; k++)
                {
                    byte value = (byte)(word >> (8 * k));
                    expected |= value < threshold ? 1UL << ((8 * i) + k) : 0;
                    expectedTies |= value == threshold ? 1UL << ((8 * i) + k) : 0;
                }
            }

            Assert.Equal(expected, candidates.Next(threshold, out ulong ties));
            Assert.Equal(expectedTies, ties);
        }
    }

    [Fact]
    public void TheScalarGenerator_IsXoshiro256PlusPlus()
    {
        // From the reference C program with state 1, 2, 3, 4 (as in the test of the Rust crate rand_xoshiro).
        ulong[] expected = [41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205];
        var generator = new Xoshiro256PlusPlus(1, 2, 3, 4);
        Assert.Equal(expected, expected.Select(_ => generator.Next()));
    }

    private sealed class Xoshiro256PlusPlus(ulong s0, ulong s1, ulong s2, ulong s3)
    {
        private readonly ulong[] _s = [s0, s1, s2, s3];

        public ulong Next()
        {
            ulong result = BitOperations.RotateLeft(_s[0] + _s[3], 23) + _s[0];
            ulong t = _s[1] << 17;
            _s[2] ^= _s[0];
            _s[3] ^= _s[1];
            _s[1] ^= _s[2];
            _s[0] ^= _s[3];
            _s[2] ^= t;
            _s[3] = BitOperations.RotateLeft(_s[3], 45);
            return result;
        }
    }
}
