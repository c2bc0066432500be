using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// What a lane sends behind its marker, where nothing else says what that is: a stream of random bits of its own for each frame. Its bit n is sent in UI n.
/// </summary>
internal static class LaneStream
{
    /// <summary>Bits of a block.</summary>
    public const int BlockBits = 128;

    /// <summary>The stream of a lane in a frame.</summary>
    public static RandomAddress Of(ulong seed, uint trial, long frame, int lane) => new(seed, RandomPurpose.LaneBits, trial, checked((uint)frame), lane);

    /// <summary>Bits of a stream, up to 64: the definition of what is made side by side elsewhere.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="data">UI of the first behind the marker; it is bit 0.</param>
    /// <param name="count">How many.</param>
    public static ulong Bits(RandomAddress stream, int data, int count)
    {
        int within = data % BlockBits;
        ulong bits = Within(stream.Block((uint)(data / BlockBits)), within);
        if (within + count > BlockBits)
        {
            bits |= stream.Block((uint)(data / BlockBits) + 1).Low << (BlockBits - within);
        }

        return count < 64 ? bits & ((1UL << count) - 1) : bits;
    }

    /// <summary>Bits of a block from one on.</summary>
    public static ulong Within((ulong Low, ulong High) block, int bit) =>
        bit < 64 ? (block.Low >> bit) | (block.High << 1 << ~bit) : block.High >> bit;
}
