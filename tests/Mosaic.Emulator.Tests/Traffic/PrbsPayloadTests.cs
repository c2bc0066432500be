using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Tests.Traffic;

public class PrbsPayloadTests
{
    // IEEE 802.3-2022 120.5.11.2.x: PRBS31Q from an all-ones register, PAM4 symbols, Gray coded (00→0, 01→1, 11→2, 10→3).
    private const string Prbs31QFromOnes = "22222222222222012222222222220002222222222201201222";

    [Fact]
    public void Prbs31_AgreesWithThePublishedPam4Sequence()
    {
        var words = new ulong[2];
        new PrbsPayload(31, 128).Fill(0, 0, words);
        string symbols = string.Concat(Enumerable.Range(0, Prbs31QFromOnes.Length).Select(i =>
        {
            bool first = Bit(words, 2 * i), second = Bit(words, (2 * i) + 1);
            return (first, second) switch { (false, false) => '0', (false, true) => '1', (true, true) => '2', _ => '3' };
        }));
        Assert.Equal(Prbs31QFromOnes, symbols);
    }

    [Theory]
    [InlineData(7, new[] { 7, 6 }, false)]
    [InlineData(9, new[] { 9, 5 }, false)]
    [InlineData(11, new[] { 11, 9 }, false)]
    [InlineData(13, new[] { 13, 12, 2, 1 }, false)]
    [InlineData(15, new[] { 15, 14 }, true)]
    [InlineData(23, new[] { 23, 18 }, true)]
    [InlineData(31, new[] { 31, 28 }, true)]
    [Trait("Isa", "true")]
    public void Sequence_EqualsTheShiftRegister_InAnyPiece(int order, int[] taps, bool inverted)
    {
        const int FrameWords = 1100;
        const int Frames = 3;
        var expected = new ulong[FrameWords * Frames];
        ulong register = (1UL << order) - 1;
        for (int i = 0; i < expected.Length * 64; i++)
        {
            ulong bit = taps.Aggregate(0UL, (sum, tap) => sum ^ (register >> (tap - 1))) & 1;
            register = (register << 1) | bit;
            expected[i / 64] |= (inverted ? bit ^ 1 : bit) << (i % 64);
        }

        var source = new PrbsPayload(order, FrameWords * 64);
        for (int frame = 0; frame < Frames; frame++)
        {
            foreach ((int first, int count) in new[] { (0, FrameWords), (1, 40), (17, 133), (FrameWords - 1, 1), (3, 0) })
            {
                var part = new ulong[count];
                source.Fill(frame, first, part);
                Assert.Equal(expected.AsSpan((frame * FrameWords) + first, count).ToArray(), part);
            }
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(15)]
    public void Period_IsTwoToTheOrderLessOne(int order)
    {
        int period = (1 << order) - 1;
        var words = new ulong[(2 * period / 64) + 2];
        new PrbsPayload(order, words.Length * 64).Fill(0, 0, words);
        int shortest = Enumerable.Range(1, period).First(shift => Enumerable.Range(0, order).All(i => Bit(words, i) == Bit(words, i + shift)));
        Assert.Equal(period, shortest);
    }

    [Fact]
    public void UnknownOrder_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrbsPayload(8, 64));

    private static bool Bit(ulong[] words, int i) => (words[i / 64] >> (i % 64) & 1) != 0;
}
