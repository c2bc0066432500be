using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics.Tensors;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// Which part of each LED's light each photodiode receives, without losses: C of the current I = ρ·loss·Σⱼ CᵢⱼPⱼ.
/// Couplings 50 dB below the strongest of their receiver are dropped; a lane's own coupling never is.
/// </summary>
public sealed class CouplingMatrix
{
    /// <summary>−50 dB of optical power: what is weaker than this beside the direct light is left out.</summary>
    internal const double Floor = 1e-5;

    /// <summary>
    /// What all photodiodes together may receive of an LED where no losses are stated. Where a matrix is given in parts of the direct
    /// light, it is more than 1; at 2 the neighbours' light is as much as the direct, and the eye is closed.
    /// </summary>
    internal const double MostLight = 2;

    private const int RowsAtOnce = 64;

    private readonly Coupling[][] _rows;

    private CouplingMatrix(Coupling[][] rows) => _rows = rows;

    /// <summary>Number of lit channels; each is receiver and source.</summary>
    public int Count => _rows.Length;

    /// <summary>Mean over the channels of the part of an LED's light that reaches its own photodiode, 0 … 1.</summary>
    public double Direct { get; private init; }

    /// <summary>Mean coupling between side neighbours over <see cref="Direct"/>, in dB; null where there is none.</summary>
    public double? NearestDb { get; private init; }

    /// <summary>Mean coupling between diagonal neighbours over <see cref="Direct"/>, in dB; null where there is none.</summary>
    public double? DiagonalDb { get; private init; }

    /// <summary>Sum of all dropped couplings over the sum of all couplings.</summary>
    public double DroppedFraction { get; private init; }

    /// <summary>The couplings into one receiver: its own LED first, then the others by falling strength.</summary>
    /// <param name="receiver">Channel, 0 … <see cref="Count"/>−1.</param>
    public ReadOnlySpan<Coupling> Row(int receiver) => _rows[receiver];

    /// <summary>The matrix of a link.</summary>
    /// <param name="options">The link; its array, imaging, aperture, fibre and number of lit channels are used.</param>
    /// <exception cref="ArgumentException">Crosstalk is <c>file</c>, and there is no matrix or one of the wrong size.</exception>
    /// <exception cref="ValidationException">There are more than <see cref="OpticalLink.MaxTaps"/> couplings; or, by <c>kernel</c> or
    /// <c>file</c>, photodiodes receive more light than an LED sends, and more than twice as much.</exception>
    public static CouplingMatrix Create(OpticalLinkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int count = options.LitChannels ?? options.Array.Rows * options.Array.Columns;
        switch (options.Optics.Crosstalk)
        {
            case OpticsOptions.None:
                var identity = new Coupling[count][];
                for (int i = 0; i < count; i++)
                    identity[i] = [new Coupling(i, 1)];
                return new CouplingMatrix(identity) { Direct = 1 };

            case OpticsOptions.Kernel:
                var kernel = new CrosstalkKernel(options.Array, options.Optics);
                return FromRows(options, count, kernel.FillRow, "optics.nearestDb, optics.diagonalDb");

            case OpticsOptions.Measured:
                MeasuredCoupling measured = options.MeasuredCoupling
                    ?? throw new ArgumentException("Crosstalk file needs a measured matrix.", nameof(options));
                int channels = options.Array.Rows * options.Array.Columns;
                if (measured.Count != channels)
                    throw new ArgumentException("The measured matrix is not that of the array's channels.", nameof(options));
                return FromRows(options, count, measured.FillRow, "optics.file");

            default:
                if (options.Receiver.ApertureUm > options.Array.PitchUm)
                {
                    throw new ValidationException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"receiver.apertureUm: {options.Receiver.ApertureUm} is not allowed where photodiodes are {options.Array.PitchUm} µm apart (array.pitchUm), and would lie one over the other; it is at most {options.Array.PitchUm} there"));
                }

                var geometry = new SpotGeometry(
                    options.Array, options.Optics, options.Receiver.ApertureUm, count, options.Fiber.CouplingPerM * options.Fiber.LengthM);
                return FromRows(options, count, geometry.FillRow);
        }
    }

    /// <param name="options">The link.</param>
    /// <param name="count">Number of lit channels.</param>
    /// <param name="fillRow">Fills the couplings of one receiver, one per source.</param>
    /// <param name="stated">Keys of the couplings, where nothing but their values keeps light from coming from nowhere.</param>
    private static CouplingMatrix FromRows(OpticalLinkOptions options, int count, Action<int, Span<double>> fillRow, string? stated = null)
    {
        int columns = options.Array.Columns;
        var rows = new Coupling[count][];
        double total = 0, dropped = 0;
        long couplings = 0;
        int most = 0;
        Mean direct = default, nearest = default, diagonal = default;
        var light = new double[count];
        // Not all at once: light that is too much is refused before it takes much memory.
        int atOnce = Math.Min(RowsAtOnce, count);
        var filled = new double[atOnce][];
        var left = new double[atOnce];
        for (int from = 0; from < count; from += atOnce)
        {
            int to = Math.Min(from + atOnce, count);
            Parallel.For(from, to, () => new CouplingPicker(count), (i, _, picker) =>
            {
                double[] row = filled[i - from] ??= new double[count];
                fillRow(i, row);
                rows[i] = picker.Of(i, row, out left[i - from]);
                return picker;
            }, _ => { });
            // One after the other, since the order of a sum matters.
            for (int i = from; i < to; i++)
            {
                double[] row = filled[i - from];
                if (stated is not null)
                    TensorPrimitives.Add(light, row, light);
                direct.Add(row[i]);
                AddNeighbours(i, row);
                dropped += left[i - from];
                total += left[i - from];
                foreach (Coupling coupling in rows[i])
                    total += coupling.Value;
                couplings += rows[i].Length;
                most = Math.Max(most, rows[i].Length);
                if (couplings <= OpticalLink.MaxTaps)
                    continue;
                // That there is too much of it says more, if it is so already.
                if (stated is not null)
                    RefuseLightFromNowhere(options, light, stated);
                throw new ValidationException(OpticalLink.TooManyTaps(options, count, most, most));
            }
        }

        if (stated is not null)
            RefuseLightFromNowhere(options, light, stated);

        void AddNeighbours(int i, double[] row)
        {
            for (int down = -1; down <= 1; down++)
            {
                for (int right = -1; right <= 1; right++)
                {
                    int column = i % columns + right, j = i + down * columns + right;
                    if (column < 0 || column >= columns || j < 0 || j >= count || j == i)
                        continue;
                    if (down == 0 || right == 0)
                        nearest.Add(row[j]);
                    else
                        diagonal.Add(row[j]);
                }
            }
        }

        return new CouplingMatrix(rows)
        {
            Direct = direct.Value,
            NearestDb = Decibels(nearest.Value / direct.Value),
            DiagonalDb = Decibels(diagonal.Value / direct.Value),
            DroppedFraction = total > 0 ? dropped / total : 0,
        };
    }

    /// <summary>Refuses couplings by which photodiodes get more of an LED's light than it sends.</summary>
    private static void RefuseLightFromNowhere(OpticalLinkOptions options, double[] light, string keys)
    {
        double lossDb = options.Optics.LossDb(options.Fiber), most = Math.Max(MostLight, Elementary.Pow10(lossDb / 10));
        int brightest = TensorPrimitives.IndexOfMax<double>(light);
        // A little more is rounding.
        if (light[brightest] > most * (1 + 1e-9))
        {
            throw new ValidationException(string.Create(
                CultureInfo.InvariantCulture,
                $"{keys}: what all photodiodes receive of LED {brightest} adds up to {light[brightest]:0.####} times what arrives, which is not allowed; it is 0 to {most:0.####} with losses of {lossDb:0.###} dB"));
        }
    }

    private static double? Decibels(double ratio) =>
        ratio > 0 && double.IsFinite(ratio) ? 10 * Elementary.Log10(ratio) : null;

    private struct Mean
    {
        private double _sum;
        private long _count;

        public readonly double Value => _sum / _count;

        public void Add(double value)
        {
            _sum += value;
            _count++;
        }
    }
}
