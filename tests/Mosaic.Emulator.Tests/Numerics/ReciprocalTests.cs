using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Numerics;

[Trait("Isa", "true")]
public class ReciprocalTests
{
    /// <summary>Quotients one by one, four and eight at a time: at both sides of multiples, where a wrong rounding would show, and up to the largest number.</summary>
    [Fact]
    public void Quotients_AreExact()
    {
        var random = new Random(11);
        int[] divisors = [.. Enumerable.Range(1, 300), 544, 2176, 4096, 65_535, 65_536, 65_537, 1 << 30, int.MaxValue - 1, int.MaxValue, .. Enumerable.Range(0, 100).Select(_ => random.Next(1, int.MaxValue))];
        foreach (int divisor in divisors)
        {
            var reciprocal = new Reciprocal(divisor);
            int largest = int.MaxValue / divisor * divisor;
            int[] numbers = [0, 1, divisor - 1, divisor, largest - 1, largest, int.MaxValue, int.MaxValue - 1, .. Enumerable.Range(0, 8).Select(_ => random.Next())];
            Assert.All(numbers, number => Assert.Equal(number / divisor, reciprocal.Divide(number)));
            AreExact<Words4>(reciprocal, numbers);
            AreExact<Words8>(reciprocal, numbers);
        }
    }

    [Fact]
    public void Divisor_IsPositive() => Assert.Throws<ArgumentOutOfRangeException>(() => new Reciprocal(0));

    private static void AreExact<TWords>(Reciprocal reciprocal, int[] numbers)
        where TWords : struct, IWords<TWords>
    {
        ulong[] words = [.. numbers.Select(number => (ulong)number)], quotients = new ulong[words.Length];
        for (int i = 0; i < words.Length; i += TWords.Count)
        {
            reciprocal.Divide(TWords.Load(ref words[0], i)).Store(ref quotients[0], i);
        }

        Assert.Equal(numbers.Select(number => (ulong)(number / reciprocal.Divisor)), quotients);
    }
}
