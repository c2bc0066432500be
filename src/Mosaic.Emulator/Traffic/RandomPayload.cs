using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Traffic;

/// <summary>Uniform independent bits, addressed by frame and position: word w of a frame is word w of its random stream.</summary>
/// <param name="seed">The run's seed.</param>
/// <param name="trial">The trial.</param>
/// <param name="purpose">What the bits are for: payload, keystream or padding.</param>
public sealed class RandomPayload(ulong seed, uint trial, RandomPurpose purpose = RandomPurpose.Payload) : IPayloadSource
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public long? TotalBits => null;

    /// <inheritdoc/>
    public void Advance(long firstFrame, int frames)
    {
    }

    /// <inheritdoc/>
    public void Fill(long frame, int firstWord, Span<ulong> destination)
    {
        var address = new RandomAddress(seed, purpose, trial, checked((uint)frame));
        if ((firstWord & 1) != 0 && !destination.IsEmpty)
        {
            destination[0] = address.Block((uint)(firstWord / 2)).High;
            destination = destination[1..];
            firstWord++;
        }

        address.Fill(destination, (uint)(firstWord / 2));
    }
}
