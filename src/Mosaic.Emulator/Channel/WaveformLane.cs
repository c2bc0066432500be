using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>The samples of one lane, one a UI: the current from every bit that leaks in, and Gaussian noise of its deviation.</summary>
/// <remarks>
/// UI 8k … 8k+7 of a frame take step k of the eight generators of the lane's address: generator i makes the radius and generator
/// 4+i the angle of the pair that goes to UI 8k+i and 8k+4+i.
/// </remarks>
internal sealed class WaveformLane
{
    private const int BlockUi = 32; // a random word each

    private readonly WaveformTables _currents;
    private readonly WaveformTables? _displacements;

    /// <param name="model">The lane.</param>
    /// <param name="stride">Words from row to row of the blocks that are sent.</param>
    /// <param name="marginWords">Words before each row.</param>
    public WaveformLane(LaneDecisionModel model, int stride, int marginWords)
    {
        Model = model;
        _currents = new WaveformTables(model.Paths.Select(path => (path, path.Coefficients)), stride, marginWords);
        _displacements = model.HasJitter
            ? new WaveformTables(model.Paths.Where(path => path.Displacements.Length > 0).Select(path => (path, path.Displacements)), stride, marginWords)
            : null;
    }

    /// <summary>The lane.</summary>
    public LaneDecisionModel Model { get; }

    /// <summary>Numbers of work space that <see cref="Scan"/> needs.</summary>
    public int Workspace => _currents.Length + (_displacements?.Length ?? 0);

    /// <summary>Makes the samples of whole words of UI, in order.</summary>
    /// <typeparam name="TSink">Takes them; a struct, so that the call is inlined.</typeparam>
    /// <param name="sent">All lanes' rows.</param>
    /// <param name="words">Words of the row.</param>
    /// <param name="address">The lane's random numbers.</param>
    /// <param name="workspace">At least <see cref="Workspace"/> numbers.</param>
    /// <param name="sink">The sink.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Scan<TSink>(LinkBlock sent, int words, RandomAddress address, Span<double> workspace, ref TSink sink)
        where TSink : struct, IWaveformSink, allows ref struct
    {
        _currents.Write(workspace);
        _displacements?.Write(workspace[_currents.Length..]);
        ref double tables = ref MemoryMarshal.GetReference(workspace);
        ref ulong rows = ref MemoryMarshal.GetReference(sent.Storage);
        Vector256<double> a = Vector256.Create(Model.NoiseA), b = Vector256.Create(Model.NoiseB), c = Vector256.Create(Model.NoiseC);
        var random = new Xoshiro256x8(address);
        Span<ulong> random32 = stackalloc ulong[BlockUi];
        ref ulong draws = ref MemoryMarshal.GetReference(random32);
        WaveformTables.Block displacements = default;
        for (int start = 0; start < words * 64; start += BlockUi)
        {
            _currents.Sum(ref rows, start, ref tables, Model.OffLevel, out WaveformTables.Block currents);
            _displacements?.Sum(ref rows, start, ref Unsafe.Add(ref tables, _currents.Length), 0, out displacements);
            random.Fill(random32);
            for (int i = 0; i < WaveformTables.Block.Vectors; i += 2)
            {
                Vector256<ulong> radii = Vector256.LoadUnsafe(ref draws, (nuint)(i * 4)), angles = Vector256.LoadUnsafe(ref draws, (nuint)((i * 4) + 4));
                (Vector256<double> half, Vector256<double> cosine, Vector256<double> sine) = NormalPairs.FromWords(radii, angles);
                Vector256<double> low = currents[i], high = currents[i + 1];
                Vector256<double> lowVariance = a + (low * (b + (low * c))), highVariance = a + (high * (b + (high * c)));
                if (_displacements is not null)
                {
                    lowVariance += displacements[i] * displacements[i];
                    highVariance += displacements[i + 1] * displacements[i + 1];
                }

                sink.Take(
                    start + (4 * i),
                    new WaveformSamples(low, lowVariance, half, cosine),
                    new WaveformSamples(high, highVariance, half, sine));
            }
        }
    }
}
