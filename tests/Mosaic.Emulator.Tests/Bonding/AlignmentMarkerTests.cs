using System.Numerics;
using Mosaic.Emulator.Bonding;

namespace Mosaic.Emulator.Tests.Bonding;

public class AlignmentMarkerTests
{
    [Fact]
    public void Sync_IsBalanced_AndUnlikeItsShifts()
    {
        ulong sync = AlignmentMarker.Sync;
        Assert.Equal(32, BitOperations.PopCount(sync));
        for (int shift = 1; shift < 64; shift++)
        {
            int overlap = 64 - shift;
            int different = BitOperations.PopCount((sync ^ (sync >> shift)) & (ulong.MaxValue >> shift));
            Assert.InRange(overlap - (2 * different), -8, 8);
        }
    }

    [Fact]
    public void Write_ThenRead()
    {
        var words = new ulong[AlignmentMarker.Words];
        foreach ((int lane, long frame) in new[] { (0, 0L), (399, 4095L), (4095, 4096L), (17, 123_456_789L) })
        {
            AlignmentMarker.Write(words, lane, frame);
            Assert.Equal(0, AlignmentMarker.SyncDistance(words[0], words[1]));
            Assert.Equal(0, AlignmentMarker.Distance(words[0], words[1], lane, frame));
            Assert.Equal((lane, (int)(frame % AlignmentMarker.CounterPeriod)), AlignmentMarker.Read(words[1]));
            Assert.Equal(5, AlignmentMarker.Distance(words[0] ^ 0x101, words[1] ^ 0x8000_0000_0003UL, lane, frame));
        }
    }
}
