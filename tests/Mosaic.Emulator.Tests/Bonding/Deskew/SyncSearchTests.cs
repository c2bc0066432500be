using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding.Deskew;

public class SyncSearchTests
{
    /// <summary>Sync words at any offset, with a number of wrong bits around the tolerance, in streams of all short lengths.</summary>
    [Fact]
    [Trait("Isa", "true")]
    public void TightSearch_EqualsItsDefinition() => SearchEqualsItsDefinition<TightTolerance>();

    [Fact]
    [Trait("Isa", "true")]
    public void LooseSearch_EqualsItsDefinition() => SearchEqualsItsDefinition<LooseTolerance>();

    /// <summary>Every number of wrong bits, in particular those that the counting in eights could take for others.</summary>
    [Theory]
    [InlineData(0UL)]
    [InlineData(ulong.MaxValue)]
    [Trait("Isa", "true")]
    public void AsManyWrongBitsAsStatedPass_AndNoMore(ulong around)
    {
        AssertPasses<TightTolerance>(around, 8);
        AssertPasses<LooseTolerance>(around, 16);
    }

    private static void SearchEqualsItsDefinition<TTolerance>()
        where TTolerance : struct, ISyncTolerance
    {
        var random = new Random(3);
        int found = 0;
        for (int length = 0; length <= 40; length++)
        {
            for (int repeat = 0; repeat < 40; repeat++)
            {
                var words = new ulong[length];
                new RandomAddress((ulong)((length * 100) + repeat), RandomPurpose.Payload).Fill(words);
                for (int planted = repeat % 4; planted > 0 && length > 1; planted--)
                {
                    BitString.WriteBits(words, random.Next((length * 64) - 63), 64, Damage(AlignmentMarker.Sync, random.Next(TTolerance.Bits - 2, TTolerance.Bits + 4), random));
                }

                int places = length == 0 ? 0 : random.Next((length * 64) + 1), first = random.Next(places + 1);
                while (true)
                {
                    int place = SyncSearch.Next<TTolerance>(words, first, places);
                    Assert.Equal(SyncSearch.NextScalar<TTolerance>(words, first, places), place);
                    if (place == places)
                    {
                        break;
                    }

                    found++;
                    first = place + 1;
                }
            }
        }

        Assert.True(found > 150);
    }

    private static void AssertPasses<TTolerance>(ulong around, int tolerance)
        where TTolerance : struct, ISyncTolerance
    {
        var random = new Random(4);
        var words = new ulong[20];
        for (int wrong = 0; wrong <= 64; wrong++)
        {
            words.AsSpan().Fill(around);
            int at = 301 + wrong;
            BitString.WriteBits(words, at, 64, Damage(AlignmentMarker.Sync, wrong, random));
            Assert.Equal(wrong <= tolerance ? at : 1000, SyncSearch.Next<TTolerance>(words, 0, 1000));
            Assert.Equal(wrong <= tolerance ? at : 1000, SyncSearch.NextScalar<TTolerance>(words, 0, 1000));
        }
    }

    private static ulong Damage(ulong word, int bits, Random random)
    {
        int[] positions = [.. Enumerable.Range(0, 64)];
        random.Shuffle(positions);
        return positions.Take(bits).Aggregate(word, (w, bit) => w ^ (1UL << bit));
    }
}
