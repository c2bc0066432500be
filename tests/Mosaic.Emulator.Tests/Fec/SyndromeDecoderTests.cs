using Mosaic.Emulator.Fec.ReedSolomon;

namespace Mosaic.Emulator.Tests.Fec;

/// <summary>The fast ways from syndromes to errors against the definition.</summary>
[Trait("Isa", "true")]
public class SyndromeDecoderTests
{
    [Theory]
    [InlineData(3, 0xB, 7, 1, 1)]
    [InlineData(4, 0x13, 13, 4, -3)]
    [InlineData(6, 0x43, 63, 40, 0)] // orders with many divisors
    [InlineData(8, 0x11D, 255, 223, 112)]
    [InlineData(10, 0x409, 544, 514, 0)]
    [InlineData(12, 0x1053, 130, 100, 7)]
    public void RootsAndDirectSolutions(int bits, int polynomial, int n, int k, int firstRoot)
    {
        var parameters = new ReedSolomonParameters("any", bits, polynomial, n, k, firstRoot);
        var definition = new SyndromeDecoder(parameters);
        var fast = new SyndromeDecoder(parameters, new LocatorRoots(parameters));
        var direct = new DirectSolution(parameters);
        var random = new RandomSymbols(61);
        int parity = parameters.ParitySymbols;
        var positions = new int[2];
        var values = new ushort[2];
        for (int i = 0; i < 400; i++)
        {
            // Errors anywhere in the unshortened word, so that some are at symbols that were not sent; or at random syndromes.
            int errors = i % (parameters.CorrectableSymbols + 3);
            Span<ushort> syndromes = definition.Syndromes;
            syndromes.Clear();
            for (int error = 0; error < errors; error++)
            {
                int place = random.Below(error == 0 && i % 3 == 0 ? parameters.Field.Order : n), value = 1 + random.Below(parameters.Field.Order);
                for (int j = 0; j < parity; j++)
                    syndromes[j] ^= parameters.Field.Multiply((ushort)value, parameters.Field.Antilog((long)place * (firstRoot + j)));
            }

            int[] erasures = i % 2 == 0 ? [] : [.. Enumerable.Range(random.Below(n), random.Below(parity + 2)).Where(s => s < n)];
            syndromes.CopyTo(fast.Syndromes);
            short verdict = definition.Solve(erasures);
            Assert.Equal(verdict, fast.Solve(erasures));
            Assert.Equal(Errors(definition.Positions[..definition.Count], definition.Values), Errors(fast.Positions[..fast.Count], fast.Values));

            if (erasures.Length > 0)
                continue;
            int count = direct.TrySolve(syndromes, positions, values);
            Assert.Equal(verdict is 1 or 2 ? verdict : 0, count);
            if (count > 0)
                Assert.Equal(Errors(definition.Positions[..count], definition.Values), Errors(positions.AsSpan(0, count), values));
        }
    }

    private static SortedDictionary<int, ushort> Errors(ReadOnlySpan<int> positions, ReadOnlySpan<ushort> values)
    {
        var errors = new SortedDictionary<int, ushort>();
        for (int i = 0; i < positions.Length; i++)
            errors.Add(positions[i], values[i]);
        return errors;
    }
}
