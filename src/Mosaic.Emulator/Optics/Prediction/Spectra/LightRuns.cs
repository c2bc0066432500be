using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics.Prediction.Spectra;

/// <summary>The products of <see cref="LightSpectrum"/> at 64 frequencies that follow each other, eight blocks, all in registers.</summary>
/// <remarks>
/// From one block to the next all angles of a tap grow by the same: sines and cosines are made for the middle of a run, and shifted to its blocks. From one run to the next they are turned, and made anew now and
/// then, so that rounding does not add up.
/// </remarks>
internal sealed class LightRuns
{
    /// <summary>Blocks of a run.</summary>
    public const int Blocks = 8;

    private const int Block = LightSpectrum.Block;

    // The first frequency between the fourth and the fifth block.
    private const double Middle = 0.5 + (0.5 * (Blocks - 1) * Block);

    // The shift from one run to the next, behind those from the middle of a run to its blocks.
    private const int Turn = Blocks / 2;

    // So many runs to the same start; and of more taps sines and cosines do not stay in the cache.
    private const int Anew = 8, MostTurned = 256;

    // On cache lines: eight at a time are one.
    private readonly ArraySegment<double> _sines = AlignedWords.AllocateSegment<double>(MostTurned * Block), _cosines = AlignedWords.AllocateSegment<double>(MostTurned * Block);

    // Of each tap: of what the angle grows by from the middle of a run to its blocks, and to the next.
    private ArraySegment<double> _shiftSines, _shiftCosines;
    private double[] _steps = [], _tangents = [];
    private int _count, _next;
    private bool _shifted;

    private static Vector512<double> Shifts => Vector512.Create(0.5 * Block, 1.5 * Block, 2.5 * Block, 3.5 * Block, Blocks * Block, 0, 0, 0);

    /// <summary>What a product may be off by at most, of its largest, for so many taps: 1.5e-15 for each turn of those that are turned, as much for the shift to a block, and 1e-15 for sine and cosine themselves.</summary>
    /// <param name="taps">Their number.</param>
    public static double Rounding(int taps) => (1.5e-15 * (Anew - 1) * Math.Min(taps, MostTurned)) + (2.5e-15 * taps);

    /// <summary>Turns to taps.</summary>
    /// <param name="steps">x of each tap, for each of the distance of frequencies: is looked at until the next.</param>
    /// <param name="tangents">t.</param>
    /// <param name="count">The number of taps.</param>
    public void Begin(double[] steps, double[] tangents, int count) => (_steps, _tangents, _count, _next, _shifted) = (steps, tangents, count, -1, false);

    private void Shift()
    {
        _shifted = true;
        if (_shiftSines.Count < _count * Block)
            (_shiftSines, _shiftCosines) = (AlignedWords.AllocateSegment<double>(2 * _count * Block), AlignedWords.AllocateSegment<double>(2 * _count * Block));
        for (int i = 0; i < _count; i++)
        {
            (Vector512<double> sin, Vector512<double> cos) = Spectrum.SinCos(Shifts * Vector512.Create(_steps[i]));
            sin.StoreUnsafe(ref Of(_shiftSines, i));
            cos.StoreUnsafe(ref Of(_shiftCosines, i));
        }
    }

    /// <summary>Eight blocks one after the other: what takes as long as two or three by themselves.</summary>
    /// <param name="run">The number of the first, over eight.</param>
    /// <param name="real">Receives the real parts.</param>
    /// <param name="imaginary">Receives the imaginary parts.</param>
    /// <remarks>Sines and cosines are made, or turned, for the middle, between the fourth and the fifth: two blocks that are as far from it, up and down, take the same products of these.</remarks>
    [MethodImpl(Kernel.Compiled)]
    public void Compute(int run, Span<double> real, Span<double> imaginary)
    {
        if (!_shifted)
            Shift();
        Vector512<double> place = Vector512.Create(Middle + (Blocks * Block * (double)run)) + Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7);
        bool turned = run == _next && run % Anew != 0;
        _next = run + 1;
        Vector512<double> re0 = Vector512.Create(1.0), re1 = re0, re2 = re0, re3 = re0, re4 = re0, re5 = re0, re6 = re0, re7 = re0;
        Vector512<double> im0 = default, im1 = default, im2 = default, im3 = default, im4 = default, im5 = default, im6 = default, im7 = default;
        for (int i = 0; i < _count; i++)
        {
            (Vector512<double> sin, Vector512<double> cos) = turned && i < MostTurned ? Turned(i) : Made(i, place);
            Vector512<double> tangentCos = cos * Vector512.Create(_tangents[i]), tangentSin = sin * Vector512.Create(_tangents[i]);
            (Vector512<double> cosDown, Vector512<double> sinDown, Vector512<double> cosUp, Vector512<double> sinUp) = Shifted(i, 0, cos, sin, tangentCos, tangentSin);
            (re3, im3) = LightSpectrum.Times(re3, im3, cosDown, sinDown);
            (re4, im4) = LightSpectrum.Times(re4, im4, cosUp, sinUp);
            (cosDown, sinDown, cosUp, sinUp) = Shifted(i, 1, cos, sin, tangentCos, tangentSin);
            (re2, im2) = LightSpectrum.Times(re2, im2, cosDown, sinDown);
            (re5, im5) = LightSpectrum.Times(re5, im5, cosUp, sinUp);
            (cosDown, sinDown, cosUp, sinUp) = Shifted(i, 2, cos, sin, tangentCos, tangentSin);
            (re1, im1) = LightSpectrum.Times(re1, im1, cosDown, sinDown);
            (re6, im6) = LightSpectrum.Times(re6, im6, cosUp, sinUp);
            (cosDown, sinDown, cosUp, sinUp) = Shifted(i, 3, cos, sin, tangentCos, tangentSin);
            (re0, im0) = LightSpectrum.Times(re0, im0, cosDown, sinDown);
            (re7, im7) = LightSpectrum.Times(re7, im7, cosUp, sinUp);
        }

        ref double re = ref real[..(Blocks * Block)][0], im = ref imaginary[..(Blocks * Block)][0];
        re0.StoreUnsafe(ref re, 0 * Block);
        re1.StoreUnsafe(ref re, 1 * Block);
        re2.StoreUnsafe(ref re, 2 * Block);
        re3.StoreUnsafe(ref re, 3 * Block);
        re4.StoreUnsafe(ref re, 4 * Block);
        re5.StoreUnsafe(ref re, 5 * Block);
        re6.StoreUnsafe(ref re, 6 * Block);
        re7.StoreUnsafe(ref re, 7 * Block);
        im0.StoreUnsafe(ref im, 0 * Block);
        im1.StoreUnsafe(ref im, 1 * Block);
        im2.StoreUnsafe(ref im, 2 * Block);
        im3.StoreUnsafe(ref im, 3 * Block);
        im4.StoreUnsafe(ref im, 4 * Block);
        im5.StoreUnsafe(ref im, 5 * Block);
        im6.StoreUnsafe(ref im, 6 * Block);
        im7.StoreUnsafe(ref im, 7 * Block);
    }

    /// <summary>The definition of <see cref="Compute"/>: the product at a frequency.</summary>
    /// <param name="frequency">n.</param>
    /// <param name="turns">How many times sines and cosines were turned for its run.</param>
    public (double Real, double Imaginary) Scalar(int frequency, int turns)
    {
        int block = frequency / Block % Blocks, run = frequency / (Blocks * Block);
        double re = 1, im = 0, place = Middle + (Blocks * Block * (double)run) + (frequency % Block);
        for (int i = 0; i < _count; i++)
        {
            (double sin, double cos) = Spectrum.SinCos((place - (i < MostTurned ? turns * Blocks * Block : 0)) * _steps[i]);
            (double turnSin, double turnCos) = (Of(_shiftSines, i, Turn), Of(_shiftCosines, i, Turn));
            for (int turn = 0; i < MostTurned && turn < turns; turn++)
                (sin, cos) = ((sin * turnCos) + (cos * turnSin), (cos * turnCos) - (sin * turnSin));
            int shift = block < Blocks / 2 ? (Blocks / 2) - 1 - block : block - (Blocks / 2);
            double shiftSin = Of(_shiftSines, i, shift), shiftCos = Of(_shiftCosines, i, shift);
            double cosCos = cos * shiftCos, sinSin = sin * shiftSin, sinCos = sin * _tangents[i] * shiftCos, cosSin = cos * _tangents[i] * shiftSin;
            (re, im) = block < Blocks / 2 ? LightSpectrum.Times(re, im, cosCos + sinSin, sinCos - cosSin) : LightSpectrum.Times(re, im, cosCos - sinSin, sinCos + cosSin);
        }

        return (re, im);
    }

    /// <summary>Cosines, and sines times the tangent, of the two blocks that are so far from the middle of a run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector512<double> CosDown, Vector512<double> SinDown, Vector512<double> CosUp, Vector512<double> SinUp) Shifted(
        int tap, int shift, Vector512<double> cos, Vector512<double> sin, Vector512<double> tangentCos, Vector512<double> tangentSin)
    {
        Vector512<double> shiftSin = Vector512.Create(Of(_shiftSines, tap, shift)), shiftCos = Vector512.Create(Of(_shiftCosines, tap, shift));
        Vector512<double> cosCos = cos * shiftCos, sinSin = sin * shiftSin, sinCos = tangentSin * shiftCos, cosSin = tangentCos * shiftSin;
        return (cosCos + sinSin, sinCos - cosSin, cosCos - sinSin, sinCos + cosSin);
    }

    /// <summary>Sine and cosine of a tap in the middle of the run after the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector512<double> Sin, Vector512<double> Cos) Turned(int tap)
    {
        ref double sine = ref Of(_sines, tap), cosine = ref Of(_cosines, tap);
        Vector512<double> turnSin = Vector512.Create(Of(_shiftSines, tap, Turn)), turnCos = Vector512.Create(Of(_shiftCosines, tap, Turn));
        Vector512<double> sin = Vector512.LoadUnsafe(ref sine), cos = Vector512.LoadUnsafe(ref cosine);
        (sin, cos) = ((sin * turnCos) + (cos * turnSin), (cos * turnCos) - (sin * turnSin));
        sin.StoreUnsafe(ref sine);
        cos.StoreUnsafe(ref cosine);
        return (sin, cos);
    }

    /// <summary>The same in a run of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector512<double> Sin, Vector512<double> Cos) Made(int tap, Vector512<double> place)
    {
        (Vector512<double> sin, Vector512<double> cos) = Spectrum.SinCos(place * Vector512.Create(_steps[tap]));
        if (tap < MostTurned)
        {
            sin.StoreUnsafe(ref Of(_sines, tap));
            cos.StoreUnsafe(ref Of(_cosines, tap));
        }

        return (sin, cos);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref double Of(ArraySegment<double> all, int tap, int which = 0) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(all.Array!), all.Offset + (tap * Block) + which);
}
