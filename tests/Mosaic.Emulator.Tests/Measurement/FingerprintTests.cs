using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Measurement;

public class FingerprintTests
{
    [Fact]
    public void EveryBitAndEveryCountMatters()
    {
        var payload = new ulong[37];
        new RandomAddress(1, RandomPurpose.Payload).Fill(payload);
        var counts = new LinkCounts(5, 7) { Codewords = 3 };
        var seen = new HashSet<ulong> { Fingerprint.OfFrame(0, 0, counts, payload) };
        Assert.True(seen.Add(Fingerprint.OfFrame(1, 0, counts, payload)));
        Assert.True(seen.Add(Fingerprint.OfFrame(0, 1, counts, payload)));
        Assert.True(seen.Add(Fingerprint.OfFrame(0, 0, counts, payload.AsSpan(0, 36))));
        for (int bit = 0; bit < payload.Length * 64; bit++)
        {
            payload[bit / 64] ^= 1UL << (bit % 64);
            Assert.True(seen.Add(Fingerprint.OfFrame(0, 0, counts, payload)));
            payload[bit / 64] ^= 1UL << (bit % 64);
        }

        foreach (Action<LinkCounts> change in (Action<LinkCounts>[])
            [c => c.LaneErrors[4]++, c => c.LaneBits[0]++, c => c.SymbolErrorHistogram[7]++, c => c.Clean++, c => c.Corrected++, c => c.Uncorrectable++, c => c.Miscorrected++, c => c.FailedGroups++, c => c.PayloadBits++, c => c.PayloadBitErrors++])
        {
            var changed = new LinkCounts(5, 7) { Codewords = 3 };
            change(changed);
            Assert.True(seen.Add(Fingerprint.OfFrame(0, 0, changed, payload)));
        }
    }
}
