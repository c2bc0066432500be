using System.Runtime.Intrinsics;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// A Bernoulli process for large probabilities: 8 random bits per UI are compared with the upper 8 of the probability's
/// 64, and only a tie looks at the other 56. One step of the generators serves 64 UI: UI 8i+k gets byte k of generator i.
/// </summary>
internal ref struct DenseCandidates(RandomAddress address)
{
    private Xoshiro256x8 _random = new(address);

    /// <summary>The next 64 UI: where the byte is below the threshold, and where it equals it.</summary>
    public ulong Next(byte threshold, out ulong ties)
    {
        Vector256<byte> bound = Vector256.Create(threshold);
        _random.Next(out Vector256<ulong> low, out Vector256<ulong> high);
        Vector256<byte> a = low.AsByte(), b = high.AsByte();
        ties = Mask(Vector256.Equals(a, bound), Vector256.Equals(b, bound));
        return Mask(Vector256.LessThan(a, bound), Vector256.LessThan(b, bound));
    }

    private static ulong Mask(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);
}
