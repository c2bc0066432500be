using System.Runtime.InteropServices;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Tests.Traffic;

public class PayloadTests
{
    [Fact]
    public void Random_AnyPieceIsAPieceOfTheFrame()
    {
        var source = new RandomPayload(7, 3);
        var frame = new ulong[301];
        source.Fill(5, 0, frame);
        for (int first = 0; first < 9; first++)
        {
            for (int count = 0; count < 40; count++)
            {
                var part = new ulong[count];
                source.Fill(5, first, part);
                Assert.Equal(frame.AsSpan(first, count).ToArray(), part);
            }
        }
    }

    [Fact]
    public void Stream_GivesItsBytesThenPadding_InMovingWindows()
    {
        const int FrameWords = 13;
        var bytes = new byte[(FrameWords * 8 * 5) + 37];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((i * 7) + (i >> 8));
        }

        using var stream = new TrickleStream(bytes);
        var source = new StreamPayload(stream, FrameWords, 1, 0);
        var got = new List<byte>();
        var words = new ulong[FrameWords];
        for (long first = 0; first < 9; first += 3)
        {
            source.Advance(Math.Max(0, first - 1), first == 0 ? 3 : 4);
            for (long frame = first; frame < first + 3; frame++)
            {
                source.Fill(frame, 0, words);
                got.AddRange(MemoryMarshal.AsBytes<ulong>(words));
            }

            source.Fill(Math.Max(0, first - 1), 0, words);
            int start = (int)Math.Max(0, first - 1) * FrameWords * 8;
            Assert.Equal(got.Skip(start).Take(FrameWords * 8), MemoryMarshal.AsBytes<ulong>(words).ToArray());
        }

        Assert.Equal(bytes.Length * 8L, source.TotalBits);
        Assert.Equal(bytes, got.Take(bytes.Length));
        // 83 random bytes are all zero with probability 2⁻⁶⁶⁴.
        Assert.Contains(got.Skip(bytes.Length), b => b != 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Fill(1, 0, words));
    }

    [Fact]
    public void Scrambler_UndoesItself_AndHidesTheData()
    {
        var scrambler = new Scrambler(9, 0);
        var words = new ulong[1500];
        scrambler.Apply(4, 0, words);
        long ones = words.Sum(w => (long)System.Numerics.BitOperations.PopCount(w));
        // 96,000 fair bits: 5 standard deviations are 775; false alarm 6e-7.
        Assert.InRange(ones, 48000 - 775, 48000 + 775);
        var part = words[700..];
        scrambler.Apply(4, 700, part);
        Assert.All(part, word => Assert.Equal(0UL, word));
    }

    /// <summary>Gives a few bytes at a time, as pipes do.</summary>
    private sealed class TrickleStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 11)]);
    }
}
