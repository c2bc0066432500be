using System.Runtime.CompilerServices;

namespace Mosaic.Emulator.Bits;

/// <summary>A fixed run of 64-bit words, 64-byte aligned for the whole of its life and zero at first.</summary>
public sealed class WordBuffer
{
    private const int AlignmentBytes = 64;
    private const int WordsPerLine = AlignmentBytes / sizeof(ulong);
    private readonly ulong[] _words;
    private readonly int _start;

    /// <summary>Allocates a buffer.</summary>
    /// <param name="length">Words; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public unsafe WordBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        // Pinned, so that the alignment found here stays.
        _words = GC.AllocateArray<ulong>(length + WordsPerLine, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _words[0]);
        _start = (int)((AlignmentBytes - (address % AlignmentBytes)) % AlignmentBytes) / sizeof(ulong);
        Length = length;
    }

    /// <summary>Words in the buffer.</summary>
    public int Length { get; }

    /// <summary>The words.</summary>
    public Span<ulong> Span => _words.AsSpan(_start, Length);
}
