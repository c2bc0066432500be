using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Tests.Bits;

public class AlignedWordsTests
{
    [Fact]
    public unsafe void Allocate_StartsOnACacheLine()
    {
        for (int count = 1; count < 20; count++)
        {
            Span<ulong> words = AlignedWords.Allocate(count).Span;
            Assert.Equal(count, words.Length);
            Assert.Equal(0, (long)Unsafe.AsPointer(ref words[0]) & 63);
        }

        Assert.Equal(0, AlignedWords.Allocate(0).Length);
    }
}
