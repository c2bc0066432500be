using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// Light of each LED on each aperture: a Gaussian spot and a wider Gaussian halo around the image of the LED,
/// integrated over a square. Either integral is a product of one over x, which depends on LED and receiver column, and
/// one over y, which depends on LED and receiver row. Coupling between fibre cores mixes either of them by itself
/// (<see cref="CoreMixing"/>).
/// </summary>
internal sealed class SpotGeometry
{
    private const double SqrtHalf = 0.7071067811865476;
    private const double RadiansPerDegree = 0.017453292519943295;

    private readonly int _columns;
    private readonly int _sources;
    private readonly double _haloFraction;
    private readonly double[] _spotX, _spotY, _haloX, _haloY; // [receiver column or row][source]

    /// <param name="array">The grid.</param>
    /// <param name="optics">The imaging.</param>
    /// <param name="apertureUm">Side of an aperture.</param>
    /// <param name="sources">How many of the channels shine, from the first on.</param>
    /// <param name="mixing">Core coupling h·L of side neighbours over the whole fibre.</param>
    public SpotGeometry(ArrayOptions array, OpticsOptions optics, double apertureUm, int sources, double mixing = 0)
    {
        _columns = array.Columns;
        _sources = sources;
        _haloFraction = optics.HaloFraction;
        (_spotX, _haloX) = (new double[array.Columns * sources], new double[array.Columns * sources]);
        (_spotY, _haloY) = (new double[array.Rows * sources], new double[array.Rows * sources]);

        double blur = optics.DefocusUm * Elementary.Tan(optics.DivergenceDeg * RadiansPerDegree);
        double spotSigma = Math.Sqrt(optics.SpotSigmaUm * optics.SpotSigmaUm + blur * blur);
        double angle = optics.RotationMrad * 1e-3;
        double cos = optics.Magnification * Elementary.Cos(angle), sin = optics.Magnification * Elementary.Sin(angle);
        Parallel.For(0, sources, source =>
        {
            double x = Position(source % array.Columns, array.Columns, array.PitchUm);
            double y = Position(source / array.Columns, array.Rows, array.PitchUm);
            double imageX = x * cos - y * sin + optics.OffsetXUm;
            double imageY = x * sin + y * cos + optics.OffsetYUm;
            FillAxis(_spotX, _haloX, array.Columns, source, imageX);
            FillAxis(_spotY, _haloY, array.Rows, source, imageY);
        });

        if (mixing > 0)
        {
            var columns = new CoreMixing(array.Columns, mixing);
            var rows = new CoreMixing(array.Rows, mixing);
            (_spotX, _haloX) = (columns.Apply(_spotX), columns.Apply(_haloX));
            (_spotY, _haloY) = (rows.Apply(_spotY), rows.Apply(_haloY));
        }

        void FillAxis(double[] spot, double[] halo, int count, int source, double image)
        {
            for (int i = 0; i < count; i++)
            {
                double distance = Position(i, count, array.PitchUm) - image;
                spot[i * sources + source] = WithinAperture(distance, apertureUm, spotSigma);
                halo[i * sources + source] = WithinAperture(distance, apertureUm, optics.HaloSigmaUm);
            }
        }
    }

    /// <summary>Fills the couplings of one receiver, one per source.</summary>
    public void FillRow(int receiver, Span<double> row)
    {
        ReadOnlySpan<double> spotX = _spotX.AsSpan(receiver % _columns * _sources, _sources);
        ReadOnlySpan<double> haloX = _haloX.AsSpan(receiver % _columns * _sources, _sources);
        ReadOnlySpan<double> spotY = _spotY.AsSpan(receiver / _columns * _sources, _sources);
        ReadOnlySpan<double> haloY = _haloY.AsSpan(receiver / _columns * _sources, _sources);
        for (int j = 0; j < row.Length; j++)
            row[j] = (1 - _haloFraction) * spotX[j] * spotY[j] + _haloFraction * haloX[j] * haloY[j];
    }

    /// <summary>
    /// The part of a Gaussian of deviation <paramref name="sigma"/> within ±<paramref name="width"/>/2 of a point at
    /// <paramref name="distance"/>. Far out it is a difference of tails on one side, so that nothing cancels against 1.
    /// </summary>
    internal static double WithinAperture(double distance, double width, double sigma)
    {
        double scale = SqrtHalf / sigma;
        double near = (Math.Abs(distance) - 0.5 * width) * scale, far = (Math.Abs(distance) + 0.5 * width) * scale;
        return near > 0
            ? 0.5 * (Gaussian.Erfc(near) - Gaussian.Erfc(far))
            : 0.5 * (Gaussian.Erf(-near) + Gaussian.Erf(far));
    }

    private static double Position(int index, int count, double pitch) => (index - 0.5 * (count - 1)) * pitch;
}
