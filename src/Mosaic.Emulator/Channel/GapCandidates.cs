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

    private readonly double _length = ui;
    private Xoshiro256x8 _random = new(address);
    private double _ui = -1;

    /// <summary>The next candidates: a batch, or what is left of the frame.</summary>
    /// <param name="places">Receives their UI.</param>
    /// <param name="acceptance">Receives a word for each.</param>
    public int Next(scoped Span<int> places, scoped Span<ulong> acceptance)
    {
        Span<ulong> draws = stackalloc ulong[2 * Batch];
        Span<double> steps = stackalloc double[Batch];
        _random.Fill(draws);
        draws[Batch..].CopyTo(acceptance);
        Exponential.Fill(draws[..Batch], steps);
        Scale(steps);
        int count = 0;
        foreach (double step in steps)
        {
            _ui += step;
            if (!(_ui < _length))
            {
                break;
            }

            places[count++] = (int)_ui;
        }

        return count;
    }

    /// <summary>A candidate's distance from the one before: its gap and 1.</summary>
    private readonly void Scale(Span<double> variates)
    {
        ref double first = ref MemoryMarshal.GetReference(variates);
        for (int i = 0; i < variates.Length; i += Vector256<double>.Count)
        {
            Vector256<double> gaps = Vector256.LoadUnsafe(ref first, (nuint)i) * Vector256.Create(gapScale);
            (Vector256.Floor(gaps) + Vector256.Create(1.0)).StoreUnsafe(ref first, (nuint)i);
        }
    }
}
