using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Tests.Bits;

public class ColumnTests
{
    [Fact]
    public void Column_StartsOnACacheLine()
    {
        for (int length = 1; length < 40; length++)
        {
            StartsOnACacheLine(new Column<int>(length), length);
            StartsOnACacheLine(new Column<ulong>(length), length);
        }

        Assert.Equal(0, new Column<double>(0).Span.Length);
    }

    [Fact]
    public void Longer_KeepsTheFirstOnes()
    {
        var column = new Column<double>(5);
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = i + 0.5;
        }

        Column<double> longer = column.Longer(9, 3);
        Assert.Equal([0.5, 1.5, 2.5, 0, 0, 0, 0, 0, 0], longer.Span.ToArray());
    }

    private static unsafe void StartsOnACacheLine<T>(Column<T> column, int length)
        where T : unmanaged
    {
        Assert.Equal(length, column.Length);
        Assert.Equal(length, column.Span.Length);
        Assert.Equal(0, (long)Unsafe.AsPointer(ref column.First) & 63);
        Assert.True(Unsafe.AreSame(ref column.First, ref column[0]));
        Assert.True(Unsafe.AreSame(ref column.Span[^1], ref column[length - 1]));
    }
}
