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
        (int block, int within) = Math.DivRem(data, BlockBits);
        return Bits(stream.Block((uint)block), within + count > BlockBits ? stream.Block((uint)block + 1).Low : 0, within, count);
    }

    /// <summary>Bits of a block from one on, up to 64, and of the next block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="next">The lower half of the next one; 0 where it is not reached.</param>
    /// <param name="within">The first bit's place in the block.</param>
    /// <param name="count">How many.</param>
    public static ulong Bits((ulong Low, ulong High) block, ulong next, int within, int count)
    {
        ulong bits = within < 64 ? (block.Low >> within) | (block.High << 1 << ~within) : (block.High >> within) | (next << (BlockBits - within));
        return count < 64 ? bits & ((1UL << count) - 1) : bits;
    }
}
