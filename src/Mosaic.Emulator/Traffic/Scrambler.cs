using System.Numerics.Tensors;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Traffic;

/// <summary>
/// Additive scrambler: payload XOR a counter-based keystream, the same operation at both ends. It multiplies no errors,
/// and makes any payload look uniform to the channel.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="trial">The trial.</param>
public sealed class Scrambler(ulong seed, uint trial)
{
    private const int Chunk = 512;
    private readonly RandomPayload _keystream = new(seed, trial, RandomPurpose.Keystream);

    /// <summary>Scrambles or descrambles words of a frame in place.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="firstWord">Position of the first word in the frame's payload.</param>
    /// <param name="words">The words.</param>
    public void Apply(long frame, int firstWord, Span<ulong> words)
    {
        Span<ulong> keystream = stackalloc ulong[Chunk];
        while (!words.IsEmpty)
        {
            Span<ulong> part = words[..Math.Min(Chunk, words.Length)];
            Span<ulong> key = keystream[..part.Length];
            _keystream.Fill(frame, firstWord, key);
            TensorPrimitives.Xor(part, key, part);
            firstWord += part.Length;
            words = words[part.Length..];
        }
    }
}
