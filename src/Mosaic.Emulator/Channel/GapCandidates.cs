using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// A Bernoulli process in order of time: the gap before a candidate is ⌊E/−ln(1−p̄)⌋ with E exponential, which is geometric. Candidates
/// come in batches of 16, each from 32 words of generators seeded for the lane: 16 that place them, then 16 that accept them.
/// </summary>
/// <param name="address">The lane's random numbers.</param>
/// <param name="gapScale">1/−ln(1−p̄).</param>
/// <param name="ui">UI of the frame.</param>
internal ref struct GapCandidates(RandomAddress address, double gapScale, int ui)
{
    /// <summary>Candidates of a batch.</summary>
    public const int Batch = 16;

    private const double Integer = 1L << 52; // added to a smaller integer, which then is in the lowest bits

    private readonly double _length = ui;
    private Xoshiro256x8 _random = new(address);
    private double _ui = -1;

    /// <summary>The next candidates: a batch, or what is left of the frame.</summary>
    /// <param name="places">Receives their UI; a batch.</param>
    /// <param name="acceptance">Receives a word for each; a batch.</param>
    [SkipLocalsInit]
    public int Next(scoped Span<int> places, scoped Span<ulong> acceptance)
    {
        Span<ulong> draws = stackalloc ulong[2 * Batch];
        Span<double> variates = stackalloc double[Batch];
        _random.Fill(draws);
        draws[Batch..].CopyTo(acceptance);
        Exponential.Fill(draws[..Batch], variates);
        ref double variate = ref MemoryMarshal.GetReference(variates);
        ref int place = ref MemoryMarshal.GetReference(places[..Batch]);
        Vector256<double> last = Vector256.Create(_ui), scale = Vector256.Create(gapScale), length = Vector256.Create(_length);
        int count = 0;
        for (int i = 0; i < Batch; i += Vector256<double>.Count)
        {
            // A candidate's distance from the one before is its gap and 1. All are integers far below 2⁵², so these sums are exact in any order.
            Vector256<double> step = Vector256.Floor(Vector256.LoadUnsafe(ref variate, (nuint)i) * scale) + Vector256.Create(1.0);
            step += Vector256.Shuffle(step, Vector256.Create(0L, 0, 1, 2)) & Vector256.Create(0L, -1, -1, -1).AsDouble();
            step += Vector256.Shuffle(step, Vector256.Create(0L, 0, 0, 1)) & Vector256.Create(0L, 0, -1, -1).AsDouble();
            Vector256<double> at = last + step;
            last = Vector256.Shuffle(at, Vector256.Create(3L));
            count += BitOperations.PopCount(Vector256.LessThan(at, length).ExtractMostSignificantBits());
            Vector256<long> bits = (at + Vector256.Create(Integer)).AsInt64();
            Vector128.Narrow(bits.GetLower(), bits.GetUpper()).StoreUnsafe(ref place, (nuint)i);
        }

        _ui = last.ToScalar();
        return count;
    }
}
