using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// The error probabilities of many bits of a lane in a row, given what is sent: currents as the waveform engine adds them up, and from
/// them margins and tails, four UI at a time. Equal to <see cref="LaneProbability.At"/>, bit for bit.
/// </summary>
internal sealed class ErrorProbabilities
{
    /// <summary>UI of a step.</summary>
    public const int BlockUi = 4 * WaveformTables.Block.Vectors;

    private readonly LaneDecisionModel _model;
    private readonly WaveformTables _currents;
    private readonly WaveformTables? _displacements;
    private readonly int _row;
    private readonly double[] _powers = Elementary.PowersOfTwo;

    /// <param name="model">The lane.</param>
    /// <param name="lane">Its row.</param>
    /// <param name="stride">Words from row to row of the blocks that are sent.</param>
    /// <param name="marginWords">Words before each row.</param>
    public ErrorProbabilities(LaneDecisionModel model, int lane, int stride, int marginWords)
    {
        (_model, _row) = (model, (lane * stride) + marginWords);
        _currents = new WaveformTables(model.Paths.Select(path => (path, path.Coefficients)), stride, marginWords);
        _displacements = model.HasJitter
            ? new WaveformTables(model.Paths.Where(path => path.Displacements.Length > 0).Select(path => (path, path.Displacements)), stride, marginWords)
            : null;
    }

    /// <summary>Numbers of work space that <see cref="Fill"/> needs.</summary>
    public int Workspace => _currents.Length + (_displacements?.Length ?? 0);

    /// <summary>Fills a span with the probabilities of consecutive bits.</summary>
    /// <param name="sent">All lanes' rows.</param>
    /// <param name="firstUi">The UI of the first, a multiple of <see cref="BlockUi"/>.</param>
    /// <param name="probabilities">Receives them; a multiple of <see cref="BlockUi"/>, within the row.</param>
    /// <param name="workspace">At least <see cref="Workspace"/> numbers.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Fill(LinkBlock sent, int firstUi, Span<double> probabilities, Span<double> workspace)
    {
        _currents.Write(workspace);
        _displacements?.Write(workspace[_currents.Length..]);
        ref double tables = ref MemoryMarshal.GetReference(workspace), target = ref MemoryMarshal.GetReference(probabilities);
        ref double powers = ref MemoryMarshal.GetArrayDataReference(_powers);
        ref ulong rows = ref MemoryMarshal.GetReference(sent.Storage);
        Vector256<double> a = Vector256.Create(_model.NoiseA), b = Vector256.Create(_model.NoiseB), c = Vector256.Create(_model.NoiseC);
        Vector256<double> threshold = Vector256.Create((double)_model.Threshold);
        Vector256<ulong> places = Vector256.Create(1UL, 2, 4, 8), sign = Vector256.Create(1UL << 63);
        WaveformTables.Block displacements = default;
        for (int start = 0; start < probabilities.Length; start += BlockUi)
        {
            int ui = firstUi + start;
            _currents.Sum(ref rows, ui, ref tables, _model.OffLevel, out WaveformTables.Block currents);
            _displacements?.Sum(ref rows, ui, ref Unsafe.Add(ref tables, _currents.Length), 0, out displacements);
            ulong bits = Unsafe.Add(ref rows, _row + (ui >> 6)) >> ui;
            for (int i = 0; i < WaveformTables.Block.Vectors; i++, bits >>= 4)
            {
                Vector256<double> current = currents[i], displacement = displacements[i];
                Vector256<double> variance = a + (current * (b + (current * c))) + (displacement * displacement);

                // I − T for a 1, T − I for a 0.
                Vector256<ulong> zeros = Vector256.Equals(Vector256.Create(bits) & places, Vector256<ulong>.Zero);
                Vector256<double> excess = ((current - threshold).AsUInt64() ^ (zeros & sign)).AsDouble();
                Gaussian.Tails(excess / Vector256.Sqrt(variance), ref powers).StoreUnsafe(ref target, (nuint)(start + (4 * i)));
            }
        }
    }
}
