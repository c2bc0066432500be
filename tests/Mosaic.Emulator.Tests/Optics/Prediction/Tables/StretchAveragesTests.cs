using System.Runtime.Intrinsics;
using Mosaic.Emulator.Optics.Prediction.Tables;

namespace Mosaic.Emulator.Tests.Optics.Prediction.Tables;

public class StretchAveragesTests
{
    /// <summary>
    /// One stretch or several, short and longer than what is taken at a time, with gaps between: to the bit, at all points, the mean of the function and of what it was some steps before, also of less
    /// steps than points are looked at and of more than there are points.
    /// </summary>
    [Theory]
    [Trait("Isa", "true")]
    [InlineData(9000)]
    [InlineData(700)]
    [InlineData(5, 40, 1)]
    [InlineData(33, 4100, 260, 1024)]
    [InlineData(2500, 3, 2048, 1025, 17)]
    public void OverTap_EqualsItsDefinition(params int[] lengths)
    {
        var random = new RandomModels(17);
        Stretches before = Function(random, lengths);
        var averages = new StretchAverages();
        var after = new Stretches();
        foreach (double steps in new[] { 2.25, 3, 4, 11.75, 63.5, 1000.5, 1024, 1031.125, 4999.25, 20000.75 })
        {
            after.Clear();
            averages.OverTap(before, steps, after);
            long whole = (long)Math.Ceiling(steps);
            Vector512<double> weights = EightPoints.Weights(whole - steps) * Vector512.Create(0.5);
            for (int i = 0; i < after.Count; i++)
            {
                Stretches.Stretch stretch = after[i];
                double[] near = [.. Enumerable.Range(0, stretch.Length).Select(k => before.At(stretch.First + k))];
                double[] far = [.. Enumerable.Range(0, stretch.Length + 7).Select(k => before.At(stretch.First + k - whole - 3))];
                double[] expected = new double[stretch.Length], found = new double[stretch.Length];
                TableKernels.MixScalar(ref near[0], ref far[0], weights, expected);
                after.Read(stretch.First, found);
                Assert.Equal(expected, found);
                Assert.Equal((0.5 * before.At(stretch.End)) + (0.5 * before.At(stretch.End - whole)), stretch.Behind);
            }

            for (int i = 0; i < before.Count; i++)
            {
                foreach (long at in new[] { before[i].First, before[i].End - 1, before[i].First + whole - 4, before[i].End + whole + 2 })
                    Assert.Contains(Enumerable.Range(0, after.Count), k => after[k].First <= at && at < after[k].End);
            }
        }
    }

    /// <summary>What is before an index stays as it was, and at least one point.</summary>
    [Fact]
    public void Limit_LeavesWhatIsBefore()
    {
        foreach (int end in new[] { -3, -200, 1, 50, 51, 90, 100, 101, 299, 300, 301, 1000 })
        {
            Stretches whole = Function(new RandomModels(3), 50, 1, 200), limited = Function(new RandomModels(3), 50, 1, 200);
            limited.Limit(end);
            Assert.True(limited.Count == 1 || limited[limited.Count - 1].First < end);
            Assert.InRange(limited[limited.Count - 1].End, limited[0].First + 1, Math.Max(limited[0].First + 1, end));
            for (int i = -150; i < end; i++)
                Assert.Equal(whole.At(i), limited.At(i));
        }
    }

    /// <summary>Stretches of random values, the first from −100 on, and 41 of a constant between.</summary>
    private static Stretches Function(RandomModels random, params int[] lengths)
    {
        var function = new Stretches();
        long first = -100;
        foreach (int length in lengths)
        {
            Span<double> values = function.Add(first, length);
            for (int i = 0; i < length; i++)
                values[i] = random.Uniform(-1, 1);
            function.EndWith(random.Uniform(-1, 1));
            first += length + 41;
        }

        return function;
    }
}
