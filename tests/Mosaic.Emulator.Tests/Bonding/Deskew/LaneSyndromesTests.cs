using System.Numerics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;

namespace Mosaic.Emulator.Tests.Bonding.Deskew;

public class LaneSyndromesTests
{
    /// <summary>Any columns of odd weight, lanes in no word, not locked, left out or late: bit by bit what a syndrome is.</summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 4, 5)]
    [InlineData(37, 7, 64)]
    [InlineData(300, 16, 9)]
    [Trait("Isa", "true")]
    public void Syndromes_AreSumsOfColumns(int lanes, int columnBits, int words)
    {
        const int DelayUi = 200;
        var random = new Random(lanes);
        int[] odd = [.. Enumerable.Range(0, 1 << columnBits).Where(column => BitOperations.PopCount((uint)column) % 2 == 1)];
        random.Shuffle(odd);
        ushort[] columns = [.. Enumerable.Range(0, lanes).Select(lane => (ushort)(lane > 0 && lane % 11 == 0 ? 0 : odd[lane]))];
        var rows = new LinkBlock(lanes, words + (DelayUi / 64) + 1);
        var locked = new LockedPorts(lanes, DelayUi);
        var isOut = new bool[lanes];
        var firstFrame = new int[lanes];
        int[] missing = [.. Enumerable.Range(0, lanes).Where(lane => lane % 17 == 5)];
        for (int lane = 0; lane < lanes; lane++)
        {
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(rows.Row(lane)));
            isOut[lane] = lane % 13 == 4;
            firstFrame[lane] = random.Next(DelayUi);
            if (!missing.Contains(lane))
            {
                locked.Lock(lanes - 1 - lane, lane, firstFrame[lane], 0);
            }
        }

        var syndromes = new LaneSyndromes(columns);
        Assert.True(syndromes.TrySum(new Rows(rows), locked, isOut, 0, words));
        Assert.Equal(missing.Where(lane => columns[lane] != 0 && !isOut[lane]), syndromes.Missing.ToArray().Order());
        for (int first = 0; first < words; first += LaneSyndromes.Together)
        {
            int count = Math.Min(LaneSyndromes.Together, words - first);
            ushort[] sideBySide = syndromes.SideBySide(first, count).ToArray();
            for (int ui = first * 64; ui < (first + count) * 64; ui++)
            {
                int expected = 0, read = 0;
                for (int lane = 0; lane < lanes; lane++)
                {
                    bool counts = !isOut[lane] && !missing.Contains(lane);
                    expected ^= counts && BitString.ReadBits(rows.Row(lane), ui + firstFrame[lane], 1) != 0 ? columns[lane] : 0;
                }

                for (int check = 0; check < syndromes.CheckBits; check++)
                {
                    read |= (int)(syndromes.Row(check)[ui / 64] >> ui & 1) << check;
                }

                Assert.Equal(expected, read);
                Assert.Equal(expected, sideBySide[(LaneSyndromes.Together * (ui % 64)) + (ui / 64) - first]);
            }
        }

        Assert.False(syndromes.TrySum(new Rows(rows), locked, isOut, 1_000_000, words));
    }

    /// <summary>Lane l is on port n − 1 − l.</summary>
    private sealed class Rows(LinkBlock rows) : IPortStreams
    {
        public int Ports => rows.Lanes;

        public long Arrived => rows.Words * 64L;

        public bool Holds(int port, long position, int count) => position + count <= Arrived;

        public void Read(int port, long position, int count, Span<ulong> destination) =>
            BitString.Copy(rows.Row(rows.Lanes - 1 - port), position, destination, 0, count);
    }
}
