using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics.Prediction.Spectra;

/// <summary>The frequencies at which the neighbours' light matters, in blocks, and M(z)/M(s)/z there, z = s + iω: first the blocks are found, then the products computed.</summary>
internal sealed class LightFrequencies
{
    // By so many frequencies an angle may be larger from which that of a block is made.
    private const double Farther = LightRuns.Blocks * LightSpectrum.Block;

    // Of a factor in a block and in eight intervals, in points of a table.
    private const int WorkOfFactor = 14, WorkOfLook = 5;

    // What a run takes, and of how many of its blocks on that is less than one by one.
    private const int WorkOfRun = 34, LeastRun = 3;

    private readonly List<int> _blocks = [];
    private readonly double[] _eightReal = new double[LightRuns.Blocks * LightSpectrum.Block], _eightImaginary = new double[LightRuns.Blocks * LightSpectrum.Block];
    private Vector512<double> _itself, _factors;
    private double[] _numbers = [], _real = [], _imaginary = [];
    private int _count;
    private double _tilt, _step, _least;
    private bool _falls;

    /// <summary>The light.</summary>
    public LightSpectrum Light { get; } = new();

    /// <summary>What was computed so far.</summary>
    public long Work { get; private set; }

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
    /// <param name="most">So many blocks are too many.</param>
    /// <returns>Whether they are fewer.</returns>
    [MethodImpl(Kernel.Compiled)]
    public bool Find(double tilt, double step, double end, double least, double most)
    {
        (_tilt, _step, _least) = (tilt, step, least);
        _blocks.Clear();
        Light.Begin(step);
        int blocks = (int)Math.Ceiling(((end / step) - 0.5) / LightSpectrum.Block), wide = Light.Wide;
        // Where half a turn of the largest tap is not over, products only fall.
        _falls = Light.Largest * end <= Math.PI;
        bool all = _falls || Light.Smallest > Least(blocks);
        // Of taps that are nearly alike, a period is about eight intervals: eight that are as far apart are all of interest, or mostly none.
        int apart = Math.Clamp(blocks / (LightSpectrum.Block * wide), 1, LightSpectrum.Block), intervals = LightSpectrum.Block * apart;
        // Where all that was looked at matters, so will most of what follows: half as much again is not looked at.
        int blind = 0, seen = 0;
        Span<byte> found = stackalloc byte[LightSpectrum.Block];
        for (int first = 0; first < blocks && _blocks.Count < most; first += intervals * wide)
        {
            found.Fill(byte.MaxValue);
            for (int i = 0; i < apart && !all && blind == 0; i++)
            {
                int block = first + (i * wide);
                found[i] = (byte)Light.Look(block, apart, Least(block), out int used);
                Work += WorkOfLook * used;
            }

            seen = found.ContainsAnyExcept(byte.MaxValue) ? 0 : seen + 1;
            blind = blind > 0 ? blind - 1 : seen / 2;
            for (int i = 0; i < intervals; i++)
            {
                int from = first + (i * wide), to = (found[i % apart] >> (i / apart) & 1) != 0 ? Math.Min(from + wide, blocks) : from;
                for (int block = from; block < to; block++)
                    _blocks.Add(block);
            }
        }

        return _blocks.Count < most;
    }

    /// <summary>Computes the products of the blocks that were found, but those that turn out not to matter.</summary>
    /// <param name="middle">The mean light.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Compute(double middle)
    {
        // Blocks are taken two at a time.
        int most = (_blocks.Count + 1) & ~1;
        if (_numbers.Length < most)
            (_numbers, _real, _imaginary) = (new double[2 * most], new double[2 * most * LightSpectrum.Block], new double[2 * most * LightSpectrum.Block]);
        (_count, _itself, _factors) = (0, default, default);
        ReadOnlySpan<int> blocks = CollectionsMarshal.AsSpan(_blocks);
        for (int i = 0, next; i < blocks.Length; i = next)
        {
            int run = blocks[i] / LightRuns.Blocks;
            for (next = i + 1; next < blocks.Length && blocks[next] / LightRuns.Blocks == run; next++)
            {
            }

            bool received = next - i < LeastRun ? Single(blocks[i..next], middle) : Together(run, blocks[i..next], middle);
            if (!received && _falls)
                break;
        }

        Angles = (TailAverage.Total(_itself) * _step, TailAverage.Total(_factors) * _step);
        if (_count % 2 != 0)
        {
            _numbers[_count] = double.PositiveInfinity;
            _real.AsSpan(_count * LightSpectrum.Block, LightSpectrum.Block).Clear();
            _imaginary.AsSpan(_count * LightSpectrum.Block, LightSpectrum.Block).Clear();
            _count++;
        }
    }

    /// <summary>Blocks one by one.</summary>
    /// <returns>Whether the last of them matters.</returns>
    private bool Single(ReadOnlySpan<int> blocks, double middle)
    {
        bool received = false;
        foreach (int block in blocks)
        {
            received = Light.At(block, Least(block), _eightReal, _eightImaginary, out int used);
            Work += WorkOfFactor * used;
            if (received)
                Add(block, _eightReal, _eightImaginary, middle);
            else if (_falls)
                break;
        }

        return received;
    }

    /// <summary>Blocks of one run.</summary>
    /// <returns>Whether the last of them matters.</returns>
    private bool Together(int run, ReadOnlySpan<int> blocks, double middle)
    {
        Light.Runs.Compute(run, _eightReal, _eightImaginary);
        Work += WorkOfRun * Light.Count;
        bool received = false;
        foreach (int block in blocks)
        {
            int from = (block - (run * LightRuns.Blocks)) * LightSpectrum.Block;
            Span<double> real = _eightReal.AsSpan(from, LightSpectrum.Block), imaginary = _eightImaginary.AsSpan(from, LightSpectrum.Block);
            Vector512<double> size = Vector512.Abs(Vector512.LoadUnsafe(ref real[0])) + Vector512.Abs(Vector512.LoadUnsafe(ref imaginary[0]));
            received = Vector512.GreaterThanOrEqualAny(size, Vector512.Create(Least(block)));
            if (received)
                Add(block, real, imaginary, middle);
        }

        return received;
    }

    private void Add(int block, ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary, double middle)
    {
        double number = 0.5 + (LightSpectrum.Block * (double)block);
        Vector512<double> tilt = Vector512.Create(_tilt), frequency = (Vector512.Create(number) + Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7)) * Vector512.Create(_step);
        Vector512<double> square = Vector512.Create(1.0) / ((tilt * tilt) + (frequency * frequency)), re = Vector512.Create(real), im = Vector512.Create(imaginary);
        Vector512<double> size = Vector512.Abs(re) + Vector512.Abs(im), relative = Vector512.Sqrt(square);
        _itself += frequency * relative * size;
        _factors += (frequency + Vector512.Create(Farther * _step)) * relative * Vector512.Min(Vector512.Create(middle), Vector512.Create(Light.Sensitivity) * size);
        (((re * tilt) + (im * frequency)) * square).StoreUnsafe(ref _real[_count * LightSpectrum.Block]);
        (((im * tilt) - (re * frequency)) * square).StoreUnsafe(ref _imaginary[_count * LightSpectrum.Block]);
        _numbers[_count++] = number;
    }

    private double Least(int block) => _least * (0.5 + (LightSpectrum.Block * (double)block)) * _step / _tilt;
}
