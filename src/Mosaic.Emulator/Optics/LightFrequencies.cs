using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics;

/// <summary>The frequencies at which the neighbours' light matters, in blocks, and M(z)/M(s)/z there, z = s + iω: first the blocks are found, then the products computed.</summary>
internal sealed class LightFrequencies
{
    // Of a factor in a block and in eight intervals, in points of a table.
    private const int WorkOfFactor = 7, WorkOfLook = 5;

    private readonly List<int> _blocks = [];
    private double[] _numbers = [], _real = [], _imaginary = [];
    private int _count;
    private double _tilt, _step, _least;
    private bool _falls;

    /// <summary>The light.</summary>
    public LightSpectrum Light { get; } = new();

    /// <summary>What was computed so far.</summary>
    public long Work { get; private set; }

    /// <summary>Blocks that were found.</summary>
    public int Found => _blocks.Count;

    /// <summary>The number of the first frequency of each block; there is an even number of blocks.</summary>
    public ReadOnlySpan<double> Numbers => _numbers.AsSpan(0, _count);

    /// <summary>Real parts of M(z)/M(s)/z.</summary>
    public ReadOnlySpan<double> Real => _real.AsSpan(0, _count * LightSpectrum.Block);

    /// <summary>Imaginary parts.</summary>
    public ReadOnlySpan<double> Imaginary => _imaginary.AsSpan(0, _count * LightSpectrum.Block);

    /// <summary>∫ω·|M(z)/z| dω, and the same with what the product is off by for each part that the angles of all factors are off by.</summary>
    public (double Itself, double Factors) Angles { get; private set; }

    /// <summary>Finds the blocks that may matter.</summary>
    /// <param name="tilt">s.</param>
    /// <param name="step">The distance of frequencies.</param>
    /// <param name="end">The last frequency.</param>
    /// <param name="least">What does not matter, at frequencies where z is about s.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Find(double tilt, double step, double end, double least)
    {
        (_tilt, _step, _least) = (tilt, step, least);
        _blocks.Clear();
        Light.Begin(step);
        int blocks = (int)Math.Ceiling(((end / step) - 0.5) / LightSpectrum.Block), wide = Light.Wide;
        // Where half a turn of the largest tap is not over, products only fall.
        _falls = Light.Largest * end <= Math.PI;
        bool all = _falls || Light.Smallest > Least(blocks);
        for (int first = 0; first < blocks; first += LightSpectrum.Block * wide)
        {
            int used = 0;
            uint found = all ? 0xFF : Light.Look(first, Least(first), out used);
            Work += WorkOfLook * used;
            for (; found != 0; found &= found - 1)
            {
                int from = first + (BitOperations.TrailingZeroCount(found) * wide);
                for (int block = from; block < Math.Min(from + wide, blocks); block++)
                    _blocks.Add(block);
            }
        }
    }

    /// <summary>Computes the products of the blocks that were found, but those that turn out not to matter.</summary>
    /// <param name="middle">The mean light.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Compute(double middle)
    {
        // Blocks are taken two at a time.
        int most = (_blocks.Count + 1) & ~1, count = 0;
        if (_numbers.Length < most)
            (_numbers, _real, _imaginary) = (new double[2 * most], new double[2 * most * LightSpectrum.Block], new double[2 * most * LightSpectrum.Block]);
        Vector512<double> tilt = Vector512.Create(_tilt), eight = Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7), itself = default, factors = default;
        foreach (int block in CollectionsMarshal.AsSpan(_blocks))
        {
            Span<double> real = _real.AsSpan(count * LightSpectrum.Block, LightSpectrum.Block), imaginary = _imaginary.AsSpan(count * LightSpectrum.Block, LightSpectrum.Block);
            bool received = Light.At(block, Least(block), real, imaginary, out int used);
            Work += WorkOfFactor * used;
            if (!received && _falls)
                break;
            if (!received)
                continue;
            double number = 0.5 + (LightSpectrum.Block * (double)block);
            Vector512<double> frequency = (Vector512.Create(number) + eight) * Vector512.Create(_step), square = Vector512.Create(1.0) / ((tilt * tilt) + (frequency * frequency));
            Vector512<double> re = Vector512.LoadUnsafe(ref real[0]), im = Vector512.LoadUnsafe(ref imaginary[0]), angle = frequency * Vector512.Sqrt(square), size = Vector512.Abs(re) + Vector512.Abs(im);
            itself += angle * size;
            factors += angle * Vector512.Min(Vector512.Create(middle), Vector512.Create(Light.Sensitivity) * size);
            (((re * tilt) + (im * frequency)) * square).StoreUnsafe(ref real[0]);
            (((im * tilt) - (re * frequency)) * square).StoreUnsafe(ref imaginary[0]);
            _numbers[count++] = number;
        }

        Angles = (TailAverage.Total(itself) * _step, TailAverage.Total(factors) * _step);
        if (count % 2 != 0)
        {
            _numbers[count] = double.PositiveInfinity;
            _real.AsSpan(count * LightSpectrum.Block, LightSpectrum.Block).Clear();
            _imaginary.AsSpan(count * LightSpectrum.Block, LightSpectrum.Block).Clear();
            count++;
        }

        _count = count;
    }

    private double Least(int block) => _least * (0.5 + (LightSpectrum.Block * (double)block)) * _step / _tilt;
}
