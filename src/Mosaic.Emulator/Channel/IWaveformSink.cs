using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Channel;

/// <summary>Takes the samples of a lane as they are made.</summary>
internal interface IWaveformSink
{
    /// <summary>Takes eight samples, of consecutive UI, in two vectors.</summary>
    /// <param name="ui">The first UI, a multiple of 8.</param>
    /// <param name="first">The first four.</param>
    /// <param name="second">The other four.</param>
    void Take(int ui, in WaveformSamples first, in WaveformSamples second);
}

/// <summary>Four samples: currents, and noise √variance·√(2E)·direction, E exponential, direction a sine or a cosine.</summary>
/// <param name="Current">The currents without noise.</param>
/// <param name="Variance">The noise's variances.</param>
/// <param name="Exponential">E.</param>
/// <param name="Direction">−1 … 1.</param>
internal readonly record struct WaveformSamples(
    Vector256<double> Current, Vector256<double> Variance, Vector256<double> Exponential, Vector256<double> Direction)
{
    /// <summary>The noise's standard deviations.</summary>
    public Vector256<double> Sigma => Vector256.Sqrt(Variance);

    /// <summary>The noise in standard deviations.</summary>
    public Vector256<double> Noise => Vector256.Sqrt(Vector256.Create(2.0) * Exponential) * Direction;

    /// <summary>Current and noise, √variance·√(2E)·direction with one root for both.</summary>
    public Vector256<double> Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Current + (Vector256.Sqrt(Variance * (Exponential + Exponential)) * Direction);
    }

    /// <summary>
    /// Where current plus noise is above a threshold, by the squares with their signs, of which one is larger where the other is:
    /// decided without a root, which would cost more than all the rest.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Above(Vector256<double> threshold)
    {
        Vector256<double> missing = threshold - Current;
        Vector256<double> noise = Variance * (Exponential + Exponential) * (Direction * Vector256.Abs(Direction));
        return Vector256.GreaterThan(noise, missing * Vector256.Abs(missing));
    }
}
