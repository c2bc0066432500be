using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// A bound on the products of a <see cref="TailSeries"/> over whole ranges of frequencies. A factor's magnitude is
/// √(1 − sin²(ωa/2)/cosh²(λa/2)); over an interval of frequencies the sine is no nearer to 0 than at its middle less what
/// the phase moves, so one product holds for the interval: some hundred products instead of a hundred thousand.
/// </summary>
/// <param name="taps">The taps, ascending, behind <see cref="Room"/> zeros.</param>
/// <param name="frozen">tanh(λa/2) of each.</param>
/// <param name="pull">Σ a²/cosh²(λa/2) of all before each, and of all.</param>
internal ref struct TailRemainder(ReadOnlySpan<double> taps, double[] frozen, double[] pull)
{
    /// <summary>Zeros before the first tap.</summary>
    public const int Room = 8;

    // Smaller phases: sin x > 0.98x up to 0.34, and the product of √(1 − y) is below exp(−Σ y/2).
    private const double Small = 0.28, SmallSine = 0.98;

    // An uncertainty of the phase that leaves something of its sine.
    private const double Useful = 0.75;

    private const double Pi = 3.141592653589793, PerPi = 0.3183098861837907;
    private const double RoundingShift = 6755399441055744;

    private readonly ReadOnlySpan<double> _taps = taps;

    /// <summary>Eights of factors computed.</summary>
    public long Work { get; private set; }

    /// <summary>A bound on the product from a frequency up to a part of it more.</summary>
    [MethodImpl(Kernel.Compiled)]
    public double Product(double low, double width, double enough)
    {
        double halfWidth = 0.25 * low * width, middle = (0.5 * low) + halfWidth; // of ω/2
        int last = Below(Useful / halfWidth), first = Below(Small / middle);
        ref double tap = ref MemoryMarshal.GetReference(_taps);
        ref double rest = ref MemoryMarshal.GetArrayDataReference(frozen);
        Vector512<double> product = Vector512.Create(1.0), one = Vector512.Create(1.0);
        int at = last;
        for (int count = 1; at > Math.Max(first, Room); count++)
        {
            at -= TailSeries.Group;
            Vector512<double> a = Vector512.LoadUnsafe(ref tap, (nuint)at), tangent = Vector512.LoadUnsafe(ref rest, (nuint)at);
            Vector512<double> phase = a * Vector512.Create(middle);
            Vector512<double> n = (phase * Vector512.Create(PerPi)) + Vector512.Create(RoundingShift) - Vector512.Create(RoundingShift);
            Vector512<double> r = Vector512.Abs(phase - (n * Vector512.Create(Pi)));
            // sin r > r − r³/6.
            Vector512<double> sine = Vector512.Max(default, r - (r * r * r * Vector512.Create(1.0 / 6)) - (a * Vector512.Create(halfWidth)));
            product *= one - ((one - (tangent * tangent)) * sine * sine);
            Work++;
            if (count % 4 == 0 && Of(product) < enough * enough)
                break;
        }

        double bound = Math.Sqrt(Of(product));
        double phaseSquare = SmallSine * SmallSine * 0.25 * low * low * pull[Math.Min(at, first)];
        return bound * Elementary.Exp(-0.5 * phaseSquare);
    }

    private static double Of(Vector512<double> x) => x[0] * x[1] * (x[2] * x[3]) * (x[4] * x[5] * (x[6] * x[7]));

    /// <summary>How many taps are below a size.</summary>
    private readonly int Below(double size)
    {
        int low = Room, high = _taps.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = _taps[middle] < size ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
