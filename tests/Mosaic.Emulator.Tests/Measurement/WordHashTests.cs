using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Measurement;

[Trait("Isa", "true")]
public class WordHashTests
{
    [Fact]
    public void Add_EqualsItsDefinition_AtEveryLengthAndCut()
    {
        var words = new ulong[300];
        Philox.Fill(words, 1, 0, 0, 0, 0);
        for (int length = 0; length <= words.Length; length++)
        {
            WordHash expected = default, actual = default;
            expected.AddScalar(words.AsSpan(0, length));
            for (int at = 0; at < length;)
            {
                int part = Math.Min(length - at, 1 + ((at * 7) + length) % 37);
                actual.Add(words.AsSpan(at, part));
                at += part;
            }

            Assert.Equal(expected.Value, actual.Value);
        }
    }

    /// <summary>Words at which one half is masked to zero: the other one still counts.</summary>
    [Fact]
    public void EveryBitAndEveryPlaceMatters()
    {
        foreach (ulong fill in (ulong[])[0, ulong.MaxValue, 0x6A09E667F3BCC909, 0x6A09E66700000000, 0x00000000F3BCC909])
        {
            var words = new ulong[40];
            words.AsSpan().Fill(fill);
            var seen = new HashSet<ulong> { Of(words) };
            for (int bit = 0; bit < words.Length * 64; bit++)
            {
                words[bit / 64] ^= 1UL << (bit % 64);
                Assert.True(seen.Add(Of(words)));
                words[bit / 64] ^= 1UL << (bit % 64);
            }

            Assert.True(seen.Add(Of(words.AsSpan(1))));
        }

        var order = new ulong[40];
        Philox.Fill(order, 2, 0, 0, 0, 0);
        var orders = new HashSet<ulong> { Of(order) };
        for (int i = 0; i < order.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                (order[i], order[j]) = (order[j], order[i]);
                Assert.True(orders.Add(Of(order)));
                (order[i], order[j]) = (order[j], order[i]);
            }
        }
    }

    private static ulong Of(ReadOnlySpan<ulong> words)
    {
        WordHash hash = default;
        hash.Add(words);
        return hash.Value;
    }
}
