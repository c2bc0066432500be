using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.Extensions.ObjectPool;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// Computes the sample of every bit, current and noise, and slices it. Slower than <see cref="BitTrueChannel"/> and the same
/// model by another way: the check on it, and the engine that has samples to look at.
/// </summary>
public sealed class WaveformChannel : ISoftChannel
{
    private readonly WaveformLane?[] _lanes;
    private readonly LaneLikelihood[] _likelihoods; // of the lanes as brought up, like their thresholds
    private readonly int _stride;
    private readonly DefaultObjectPool<double[]> _workspaces;

    /// <summary>Prepares the lanes.</summary>
    /// <param name="lanes">Decision model of each lane; the sources of its paths are lane numbers.</param>
    /// <param name="words">Words in each lane's row of a frame.</param>
    public WaveformChannel(IReadOnlyList<LaneDecisionModel> lanes, int words)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        MarginWords = ReachMargin.Words(lanes);
        _stride = LinkBlock.StrideOf(words, MarginWords);
        _lanes = [.. lanes.Select(model => new WaveformLane(model, _stride, MarginWords))];
        _likelihoods = [.. lanes.Select(model => new LaneLikelihood(model))];
        _workspaces = Pool(_lanes);
    }

    private WaveformChannel(WaveformChannel other, WaveformLane?[] lanes)
    {
        (MarginWords, _stride, _lanes, _likelihoods) = (other.MarginWords, other._stride, lanes, other._likelihoods);
        _workspaces = Pool(lanes);
    }

    /// <inheritdoc/>
    public string Name => "waveform";

    /// <inheritdoc/>
    public int MarginWords { get; }

    /// <inheritdoc/>
    public bool WorksInPlace => false;

    /// <inheritdoc/>
    public void Transmit(LinkBlock sent, LinkBlock received, RandomAddress address)
    {
        Check(sent);
        ArgumentNullException.ThrowIfNull(received);
        double[] workspace = _workspaces.Get();
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            if (_lanes[lane] is not { } receiver)
            {
                sent.Row(lane).CopyTo(received.Row(lane));
                continue;
            }

            var slicer = new Slicer(received.Row(lane), receiver.Model.Threshold);
            receiver.Scan(sent, received.Words, address with { Lane = lane }, workspace, ref slicer);
        }

        _workspaces.Return(workspace);
    }

    /// <inheritdoc/>
    public void Transmit(LinkBlock sent, LinkBlock received, SoftBlock soft, RandomAddress address)
    {
        Check(sent);
        ArgumentNullException.ThrowIfNull(received);
        ArgumentNullException.ThrowIfNull(soft);
        ArgumentOutOfRangeException.ThrowIfLessThan(soft.Ui, received.Words * 64, nameof(soft));
        double[] workspace = _workspaces.Get();
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            if (_lanes[lane] is not { } receiver)
            {
                sent.Row(lane).CopyTo(received.Row(lane));
                soft.Row(lane).Clear();
                continue;
            }

            var slicer = new SoftSlicer(received.Row(lane), receiver.Model.Threshold, soft.Row(lane), _likelihoods[lane]);
            receiver.Scan(sent, received.Words, address with { Lane = lane }, workspace, ref slicer);
        }

        _workspaces.Return(workspace);
    }

    /// <summary>What a lane's samples say of its bits.</summary>
    internal LaneLikelihood Likelihood(int lane) => _likelihoods[lane];

    /// <inheritdoc/>
    public IChannel WithLanes(IReadOnlyList<LaneDecisionModel?> lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(lanes.Count, _lanes.Length, nameof(lanes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lanes.Max(model => model?.Reach ?? 0), MarginWords * 64, nameof(lanes));
        return new WaveformChannel(this, [.. _lanes.Select((lane, i) =>
            lanes[i] is not { } model ? null
            : ReferenceEquals(lane?.Model, model) ? lane
            : new WaveformLane(model, _stride, MarginWords))]);
    }

    /// <summary>The samples of one lane without and with noise, as <see cref="Transmit(LinkBlock, LinkBlock, RandomAddress)"/> slices them.</summary>
    /// <param name="sent">One row per lane, with margins.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="address">Seed, purpose, trial and frame of the random numbers.</param>
    /// <param name="current">Receives the current of each UI, in the model's unit.</param>
    /// <param name="sigma">Receives its noise's standard deviation.</param>
    /// <param name="noise">Receives the noise, in standard deviations.</param>
    public void Samples(LinkBlock sent, int lane, RandomAddress address, Span<double> current, Span<double> sigma, Span<double> noise)
    {
        Check(sent);
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(current.Length, Math.Min(sigma.Length, noise.Length)), sent.Words * 64, nameof(current));
        double[] workspace = _workspaces.Get();
        var recorder = new Recorder(current, sigma, noise);
        (_lanes[lane] ?? throw new ArgumentException($"Nobody looks at lane {lane}.", nameof(lane))).Scan(sent, sent.Words, address with { Lane = lane }, workspace, ref recorder);
        _workspaces.Return(workspace);
    }

    private static DefaultObjectPool<double[]> Pool(WaveformLane?[] lanes)
    {
        int length = lanes.Max(lane => lane?.Workspace ?? 0);
        return new(new MadePolicy<double[]>(() => new double[length]));
    }

    private void Check(LinkBlock sent)
    {
        ArgumentNullException.ThrowIfNull(sent);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sent.MarginWords, MarginWords, nameof(sent));
        ArgumentOutOfRangeException.ThrowIfNotEqual(sent.Stride, _stride, nameof(sent));
        ArgumentOutOfRangeException.ThrowIfLessThan(sent.Lanes, _lanes.Length, nameof(sent));
    }

    /// <summary>Decides: a bit is 1 where the sample is above the threshold.</summary>
    internal readonly ref struct Slicer(Span<ulong> row, long threshold) : IWaveformSink
    {
        // Bit 0 of a word is the first in time, and so is that of its byte 0, wherever the machine keeps it.
        private static readonly int FirstByte = BitConverter.IsLittleEndian ? 0 : 7;

        private readonly ref byte _row = ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(row));
        private readonly Vector256<double> _threshold = Vector256.Create((double)threshold);
        private readonly int _firstByte = FirstByte;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(int ui, in WaveformSamples first, in WaveformSamples second)
        {
            uint low = first.Above(_threshold).ExtractMostSignificantBits();
            uint high = second.Above(_threshold).ExtractMostSignificantBits();
            Unsafe.Add(ref _row, (ui >> 3) ^ _firstByte) = (byte)(low | (high << 4));
        }
    }

    /// <summary>Decides, and says how surely.</summary>
    internal readonly ref struct SoftSlicer(Span<ulong> row, long threshold, Span<sbyte> soft, LaneLikelihood likelihood) : IWaveformSink
    {
        private readonly Slicer _slicer = new(row, threshold);
        private readonly ref byte _soft = ref Unsafe.As<sbyte, byte>(ref MemoryMarshal.GetReference(soft));
        private readonly LaneLikelihood.Coefficients _coefficients = likelihood.Spread();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(int ui, in WaveformSamples first, in WaveformSamples second)
        {
            _slicer.Take(ui, first, second);
            Vector128.CreateScalarUnsafe(LaneLikelihood.Of(first, second, _coefficients)).AsByte().GetLower().StoreUnsafe(ref _soft, (nuint)ui);
        }
    }

    /// <summary>Keeps everything.</summary>
    private readonly ref struct Recorder(Span<double> current, Span<double> sigma, Span<double> noise) : IWaveformSink
    {
        private readonly Span<double> _current = current, _sigma = sigma, _noise = noise;

        public void Take(int ui, in WaveformSamples first, in WaveformSamples second)
        {
            Keep(ui, first);
            Keep(ui + Vector256<double>.Count, second);
        }

        private void Keep(int ui, in WaveformSamples samples)
        {
            samples.Current.CopyTo(_current[ui..]);
            samples.Sigma.CopyTo(_sigma[ui..]);
            samples.Noise.CopyTo(_noise[ui..]);
        }
    }
}
