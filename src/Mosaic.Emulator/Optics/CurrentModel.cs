using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>The current of a lane in amperes: I = ρ·loss·Σⱼ Cᵢⱼ Σₖ hₖ Pⱼ(bⱼ[n−k]) + dark.</summary>
internal sealed class CurrentModel
{
    private readonly CouplingMatrix _coupling;
    private readonly PulseResponse[] _pulses;
    private readonly int[] _skew;
    private readonly double[] _zero;  // ρ·loss·P₀ of each LED in A
    private readonly double[] _swing; // ρ·loss·(P₁ − P₀)
    private readonly double _dark;
    private readonly double _jitter; // s

    public CurrentModel(
        OpticalLinkOptions options, CouplingMatrix coupling, PulseResponse[] pulses, double[] powerDbm, int[] skew)
    {
        (_coupling, _pulses, _skew) = (coupling, pulses, skew);
        _dark = options.Receiver.DarkCurrentNa * 1e-9;
        _jitter = options.Receiver.JitterPs * 1e-12;
        double lossDb = options.Optics.LossDb(options.Fiber);
        double extinction = Elementary.Pow10(options.Led.ExtinctionRatioDb / 10);
        _zero = new double[powerDbm.Length];
        _swing = new double[powerDbm.Length];
        for (int i = 0; i < powerDbm.Length; i++)
        {
            // P₁ = 2P̄r/(1+r), P₀ = 2P̄/(1+r).
            double mean = options.Receiver.ResponsivityAPerW * 1e-3 * Elementary.Pow10((powerDbm[i] - lossDb) / 10);
            _zero[i] = 2 * mean / (1 + extinction);
            _swing[i] = _zero[i] * (extinction - 1);
        }
    }

    /// <summary>
    /// The current of one lane. Taps at the outer ends of a path are left out where |C·h| is 50 dB below the strongest
    /// coupling of the receiver times h₀ of its own pulse; the cursor never is. Which ones these are does not depend on the LEDs' powers.
    /// </summary>
    /// <param name="lane">The lane.</param>
    /// <param name="changes">What has become of each lane; none: all are as built.</param>
    [MethodImpl(Kernel.Compiled)]
    public LaneCurrents Lane(int lane, ReadOnlySpan<LaneChange> changes = default)
    {
        ReadOnlySpan<Coupling> row = _coupling.Row(lane);
        double strongest = row[0].Value;
        if (row.Length > 1)
            strongest = Math.Max(strongest, row[1].Value);
        int samplingPhase = _pulses[lane].SamplingPhase;
        double floor = CouplingMatrix.Floor * strongest * _pulses[lane].Tap(0, samplingPhase);

        double offLevel = _dark, kept = 0, dropped = 0;
        var paths = new List<PathCurrents>(row.Length);
        var taps = new List<double>(row.Length);
        foreach (Coupling coupling in row)
        {
            // A later neighbour's bits are sampled earlier in their life.
            PulseResponse pulse = _pulses[coupling.Source];
            int phase = samplingPhase - (_skew[coupling.Source] - _skew[lane]);
            (int start, int end) = pulse.TapRange(phase);
            bool own = coupling.Source == lane;
            // A sampling instant far off may see nothing of the bit that it is for.
            if (own)
                (start, end) = (Math.Min(start, 0), Math.Max(end, 0));
            (int first, int last) = (start, end);
            while (first <= last && !(own && first == 0) && coupling.Value * Math.Abs(pulse.Tap(first, phase)) < floor)
                first++;
            while (last >= first && !(own && last == 0) && coupling.Value * Math.Abs(pulse.Tap(last, phase)) < floor)
                last--;

            double power = Power(coupling.Source, changes);
            double zero = _zero[coupling.Source] * power, swing = _swing[coupling.Source] * power, tapSum = 0, strength = 0;
            int begin = taps.Count;
            for (int k = start; k <= end; k++)
            {
                double tap = coupling.Value * pulse.Tap(k, phase);
                if (k < first || k > last)
                {
                    dropped += Math.Abs(tap);
                    continue;
                }

                kept += Math.Abs(tap);
                tapSum += tap;
                taps.Add(tap * swing);
                strength += Math.Abs(tap * swing);
            }

            offLevel += tapSum * zero;
            if (taps.Count > begin)
                paths.Add(new PathCurrents(coupling.Source, first, begin, taps.Count - begin, strength));
        }

        Span<PathCurrents> others = CollectionsMarshal.AsSpan(paths)[1..];
        var weakness = new double[others.Length];
        for (int i = 0; i < weakness.Length; i++)
            weakness[i] = -others[i].Strength;
        StrongestFirst.Sort(weakness, others, (a, b) => a.Source.CompareTo(b.Source));
        return new LaneCurrents(lane, offLevel, paths, taps, Displacements(row[0], paths[0], changes), kept, dropped);
    }

    /// <summary>Slope of the own waveform at the sampling instant times the jitter, tap by tap.</summary>
    private double[] Displacements(Coupling own, PathCurrents path, ReadOnlySpan<LaneChange> changes)
    {
        if (_jitter == 0)
            return [];
        PulseResponse pulse = _pulses[own.Source];
        double swing = _swing[own.Source] * Power(own.Source, changes);
        var displacements = new double[path.Count];
        for (int i = 0; i < displacements.Length; i++)
            displacements[i] = own.Value * pulse.TapSlopes[path.FirstShift + i - pulse.FirstTap] * _jitter * swing;
        return displacements;
    }

    private static double Power(int source, ReadOnlySpan<LaneChange> changes) => changes.IsEmpty ? 1 : changes[source].Power;
}
