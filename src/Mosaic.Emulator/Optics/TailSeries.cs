using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The probability that Y = Σ ±aₖ/2 exceeds t, each sign a fair coin's, as a Fourier series in t. Its coefficients are the products
/// of one cosine per tap, which for many taps fall so fast with the frequency that some dozen terms are all there is.
/// </summary>
/// <remarks>
/// For z = λ + iω, E exp(zY)/z is the transform of the tail. With λ above 0, its saddle point, the series has a small relative error
/// however small the tail is: P(Y &gt; t) = M·exp(−λt)·Re Σ cₘ·exp(−iωₘt), with M = E exp(λY) and ωₘ = (m + ½)·Δ; with λ = 0 it is ½ more
/// than that. The trapezoidal rule adds the tails (with a factor) a period 2π/Δ away to either side, and nothing else.
/// </remarks>
internal sealed class TailSeries
{
    /// <summary>Frequencies are taken so many at a time.</summary>
    public const int Group = 8;

    private const double Pi = 3.141592653589793, PerPi = 0.3183098861837907;

    // So many factors of at least ½ may be multiplied.
    private const int Factors = 512;

    private const double LargestExponent = 700;

    // Of intervals, in parts of their lower end.
    private const double Widest = 0.06;

    // Groups computed before a bound for those behind them is tried again.
    private const int Direct = 8;

    private long[] _starts = [];
    private double[] _taps = [], _frozen = [], _pull = [], _real = [], _imaginary = [];
    private double[] _turnCosines = [], _turnSines = [];
    private Vector512<double>[] _cosines = [], _sines = [];
    private int _length;
    private long _turned;
    private double _sum;

    /// <summary>The standard deviation of Y.</summary>
    public double Spread { get; private set; }

    /// <summary>The largest Y.</summary>
    public double Reach => 0.5 * _sum;

    /// <summary>λ.</summary>
    public double Tilt { get; private set; }

    /// <summary>Δ.</summary>
    public double Spacing { get; private set; }

    /// <summary>Terms of the series, a multiple of <see cref="Group"/>.</summary>
    public int Terms { get; private set; }

    /// <summary>The first m of each group of terms.</summary>
    public ReadOnlySpan<long> Starts => _starts.AsSpan(0, Terms / Group);

    /// <summary>The real parts of a group's coefficients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Real(int group) => Vector512.LoadUnsafe(ref _real[group * Group]);

    /// <summary>Their imaginary parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Imaginary(int group) => Vector512.LoadUnsafe(ref _imaginary[group * Group]);

    /// <summary>Their frequencies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Frequencies(int group) => At(_starts[group]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> At(long start) => (Vector512.Create(start + 0.5) + Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7)) * Vector512.Create(Spacing);

    /// <summary>A bound on the sum of all errors by rounding: turning a phase adds 3e-16 to each factor, and a coefficient is 1/πm of their product.</summary>
    public double RoundingError { get; private set; }

    /// <summary>A bound on the sum of the magnitudes of all coefficients that were left out.</summary>
    public double Remainder { get; private set; }

    /// <summary>The sum of the magnitudes of those that were not.</summary>
    public double Magnitude { get; private set; }

    /// <summary>Eights of factors computed so far.</summary>
    public long Work { get; private set; }

    /// <summary>Starts with taps.</summary>
    /// <param name="taps">The taps, ascending.</param>
    public void Start(ReadOnlySpan<double> taps)
    {
        _length = TailRemainder.Room + ((taps.Length + Group - 1) / Group * Group);
        if (_taps.Length < _length)
        {
            (_taps, _frozen, _pull) = (new double[_length], new double[_length], new double[_length + 1]);
            (_turnCosines, _turnSines) = (new double[_length], new double[_length]);
            (_cosines, _sines) = (new Vector512<double>[_length], new Vector512<double>[_length]);
        }

        // Taps of no size before them change nothing.
        _taps.AsSpan(0, _length - taps.Length).Clear();
        taps.CopyTo(_taps.AsSpan(_length - taps.Length));
        double square = 0;
        _sum = 0;
        foreach (double tap in taps)
            (_sum, square) = (_sum + tap, square + (tap * tap));
        Spread = 0.5 * Math.Sqrt(square);
    }

    /// <summary>ln E exp(λY).</summary>
    public double LogGenerating(double tilt)
    {
        // ln cosh(x) = x + ln((1 + exp(−2x))/2).
        double sum = tilt * 0.5 * _sum;
        for (int from = 0; from < _length; from += Group * Factors)
        {
            Vector512<double> product = Vector512.Create(1.0);
            for (int i = from; i < Math.Min(_length, from + (Group * Factors)); i += Group)
                product *= Vector512.Create(0.5) + (Vector512.Create(0.5) * Decay(i, tilt));
            for (int i = 0; i < Group; i++)
                sum += Elementary.Log(product[i]);
        }

        return sum;
    }

    /// <summary>Works out the coefficients.</summary>
    /// <param name="tilt">λ.</param>
    /// <param name="spacing">Δ.</param>
    /// <param name="highest">Frequencies above are not asked for.</param>
    /// <param name="tolerance">What the <see cref="Remainder"/> may be.</param>
    /// <param name="mostWork">After so much of it, it is given up.</param>
    /// <returns>Whether so few coefficients do.</returns>
    public bool Expand(double tilt, double spacing, double highest, double tolerance, long mostWork)
    {
        (Tilt, Spacing, Terms, Magnitude) = (tilt, spacing, 0, 0);
        double pull = 0;
        Freeze();
        for (int i = 0; i < _length; i++)
        {
            _pull[i] = pull;
            pull += (1 - (_frozen[i] * _frozen[i])) * _taps[i] * _taps[i];
        }

        _pull[_length] = pull;
        Vector512<double> turn = Vector512.Create(0.5 * Group * spacing);
        for (int i = 0; i < _length; i += Group)
        {
            UnitCircle.Cos(turn * Vector512.LoadUnsafe(ref _taps[i]), out Vector512<double> sine).StoreUnsafe(ref _turnCosines[i]);
            sine.StoreUnsafe(ref _turnSines[i]);
        }

        _turned = -1;
        Remainder = 0;
        long limit = Work + mostWork, next = 0, retry = 0;
        // Half of it for what is left out one by one, half for what is left out in intervals; and the same for each octave.
        double octave = 0.5 * tolerance / (1 + Math.Max(0, Elementary.Log(highest / spacing))), enough = Pi * octave;
        var bounds = new TailRemainder(_taps.AsSpan(0, _length), _frozen, _pull);
        double width = 0.25 * Widest, low = 0;
        while (low < highest)
        {
            if (Work + bounds.Work > limit)
                break;
            if (width * low > 2 * Group * Spacing && next >= retry)
            {
                double product = bounds.Product(low, width, enough);
                if (product <= enough)
                {
                    // A coefficient's magnitude is below (Δ/π)·product/ω; there is one in each Δ, and perhaps one more.
                    Remainder += PerPi * product * (width + (Spacing / low));
                    low *= 1 + width;
                    next = (long)Math.Floor(low / Spacing);
                    if (product < 0.1 * enough)
                        width = Math.Min(2 * width, Widest);
                    continue;
                }

                if (width * low > 4 * Group * Spacing)
                {
                    width *= 0.5;
                    continue;
                }

                retry = next + (Direct * Group);
            }

            Append(next, octave);
            next += Group;
            low = next * Spacing;
        }

        Work += bounds.Work;
        RoundingError = 1e-16 * _length * (next + 100);
        return low >= highest;
    }

    /// <summary>How many terms have groups that begin below a frequency, and the highest of them.</summary>
    public int TermsBelow(double frequency, out double highest)
    {
        int groups = Terms / Group;
        highest = 0;
        if (groups == 0)
            return 0;
        while (groups > 1 && _starts[groups - 1] * Spacing > frequency)
            groups--;
        highest = (_starts[groups - 1] + Group) * Spacing;
        return groups * Group;
    }

    /// <summary>The coefficients from one on, where they matter.</summary>
    /// <param name="next">The first m.</param>
    /// <param name="octave">What all coefficients between a frequency and e times it may add without mattering.</param>
    [MethodImpl(Kernel.Compiled)]
    private void Append(long next, double octave)
    {
        Vector512<double> frequency = At(next);
        if (next != _turned)
            Place(frequency);
        (Vector512<double> real, Vector512<double> imaginary) = Turn();
        _turned = next + Group;
        Work += _length;
        // (Δ/π)/(λ + iω) times that.
        Vector512<double> tilt = Vector512.Create(Tilt), scale = Vector512.Create(Spacing * PerPi) / ((tilt * tilt) + (frequency * frequency));
        (real, imaginary) = (scale * ((real * tilt) + (imaginary * frequency)), scale * ((imaginary * tilt) - (real * frequency)));
        double size = Sum(Vector512.Sqrt((real * real) + (imaginary * imaginary)));
        if (size < octave * Group / (next + Group))
        {
            Remainder += size;
            return;
        }

        if (_real.Length == Terms)
        {
            Array.Resize(ref _starts, (2 * _starts.Length) + 1);
            Array.Resize(ref _real, Group * _starts.Length);
            Array.Resize(ref _imaginary, Group * _starts.Length);
        }

        _starts[Terms / Group] = next;
        real.StoreUnsafe(ref _real[Terms]);
        imaginary.StoreUnsafe(ref _imaginary[Terms]);
        Magnitude += size;
        Terms += Group;
    }

    /// <summary>Cosines and sines of all phases ωa/2, less one turn.</summary>
    private void Place(Vector512<double> frequency)
    {
        Vector512<double> half = Vector512.Create(0.5) * (frequency - Vector512.Create(Group * Spacing));
        for (int i = TailRemainder.Room; i < _length; i++)
        {
            _cosines[i] = UnitCircle.Cos(half * Vector512.Create(_taps[i]), out _sines[i]);
        }

        Work += 4 * _length;
    }

    /// <summary>Turns all phases by those of eight frequencies; the product of all factors cos + i·tanh·sin.</summary>
    [MethodImpl(Kernel.Compiled)]
    private (Vector512<double> Real, Vector512<double> Imaginary) Turn()
    {
        ref Vector512<double> cosines = ref MemoryMarshal.GetArrayDataReference(_cosines), sines = ref MemoryMarshal.GetArrayDataReference(_sines);
        ref double turnCosines = ref MemoryMarshal.GetArrayDataReference(_turnCosines), turnSines = ref MemoryMarshal.GetArrayDataReference(_turnSines);
        ref double frozen = ref MemoryMarshal.GetArrayDataReference(_frozen);
        // Two products each, so that none waits for the other; the taps are whole eights.
        Vector512<double> real = Vector512.Create(1.0), imaginary = default, otherReal = real, otherImaginary = default;
        if (Tilt == 0)
        {
            for (int i = TailRemainder.Room; i < _length; i += 2)
            {
                real *= Turn(ref Unsafe.Add(ref cosines, i), ref Unsafe.Add(ref sines, i), Unsafe.Add(ref turnCosines, i), Unsafe.Add(ref turnSines, i), out _);
                int next = i + 1;
                otherReal *= Turn(ref Unsafe.Add(ref cosines, next), ref Unsafe.Add(ref sines, next), Unsafe.Add(ref turnCosines, next), Unsafe.Add(ref turnSines, next), out _);
            }

            return (real * otherReal, default);
        }

        for (int i = TailRemainder.Room; i < _length; i += 2)
        {
            Vector512<double> cosine = Turn(ref Unsafe.Add(ref cosines, i), ref Unsafe.Add(ref sines, i), Unsafe.Add(ref turnCosines, i), Unsafe.Add(ref turnSines, i), out Vector512<double> sine);
            sine *= Vector512.Create(Unsafe.Add(ref frozen, i));
            (real, imaginary) = ((real * cosine) - (imaginary * sine), (real * sine) + (imaginary * cosine));
            int next = i + 1;
            cosine = Turn(ref Unsafe.Add(ref cosines, next), ref Unsafe.Add(ref sines, next), Unsafe.Add(ref turnCosines, next), Unsafe.Add(ref turnSines, next), out sine);
            sine *= Vector512.Create(Unsafe.Add(ref frozen, next));
            (otherReal, otherImaginary) = ((otherReal * cosine) - (otherImaginary * sine), (otherReal * sine) + (otherImaginary * cosine));
        }

        return ((real * otherReal) - (imaginary * otherImaginary), (real * otherImaginary) + (imaginary * otherReal));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Turn(ref Vector512<double> cosine, ref Vector512<double> sine, double turnCosine, double turnSine, out Vector512<double> turned)
    {
        Vector512<double> x = Vector512.Create(turnCosine), y = Vector512.Create(turnSine), before = cosine;
        cosine = (before * x) - (sine * y);
        turned = (sine * x) + (before * y);
        sine = turned;
        return cosine;
    }

    /// <summary>The mean and the variance of Y at a tilt: Σ (a/2)·tanh(λa/2) and Σ (a/2)²/cosh²(λa/2).</summary>
    [MethodImpl(Kernel.Compiled)]
    public (double Mean, double Variance) Moments(double tilt)
    {
        Vector512<double> mean = default, variance = default, one = Vector512.Create(1.0);
        for (int i = 0; i < _length; i += Group)
        {
            Vector512<double> decay = Decay(i, tilt), tangent = (one - decay) / (one + decay);
            Vector512<double> half = Vector512.Create(0.5) * Vector512.LoadUnsafe(ref _taps[i]);
            mean += half * tangent;
            variance += half * half * (one - (tangent * tangent));
        }

        return (Sum(mean), Sum(variance));
    }

    /// <summary>tanh(λa/2) of all taps.</summary>
    private void Freeze()
    {
        for (int i = 0; i < _length; i += Group)
        {
            Vector512<double> decay = Decay(i, Tilt);
            ((Vector512.Create(1.0) - decay) / (Vector512.Create(1.0) + decay)).StoreUnsafe(ref _frozen[i]);
        }
    }

    /// <summary>exp(−λa) of the taps from one on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> Decay(int from, double tilt) =>
        TailAverage.Exp(-Vector512.Min(Vector512.LoadUnsafe(ref _taps[from]) * Vector512.Create(tilt), Vector512.Create(LargestExponent)));

    internal static double Sum(Vector512<double> x) => x[0] + x[4] + (x[2] + x[6]) + (x[1] + x[5] + (x[3] + x[7]));
}
