using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics.Prediction.Tables;

/// <summary>A table, and the small taps that it will be averaged over together.</summary>
internal sealed class TableLevel
{
    // Points a deviation of the first grid, whose points are exact. There are twice as many until interpolation by sixteen of them errs by little enough. A tail is some 14 deviations
    // wide, if it is as steep everywhere; where it is much wider, there are fewer to begin with.
    private const double StepsPerDeviation = 1.15, StepsPerTilt = 0.325, WidthOfTail = 28;
    private const int MostDoublings = 7, FewestSteps = 2;

    // How many times as much as from all points interpolation by sixteen, and by eight, errs by from every second: of a tail, with so few points a deviation, at least.
    private static readonly double[] HalfOfMany = [2, 1 << 3, 1 << 6, 1 << 11, 1 << 14, 1 << 15], HalfOfFew = [2, 1 << 2, 1 << 4, 1 << 6, 1 << 7];

    private SymmetricMoments _group;
    private double _groupSum, _groupLog, _logRest;
    private AllowedError _tolerance;

    public DecisionTable Table { get; } = new();

    /// <summary>The sum of all taps that it has been averaged over: by so much the function was moved.</summary>
    public double Applied { get; private set; }

    public int Interpolations { get; set; }

    /// <summary>Starts with tails.</summary>
    /// <returns>Whether interpolation errs by as little as it may, and the sum of tails has not done more than the last work by then.</returns>
    public bool Start(TailSum sum, ReadOnlySpan<OwnTail> tails, double finest, in AllowedError tolerance, double logRest, long lastWork)
    {
        (_group, _groupSum, _groupLog, _logRest, _tolerance, Applied, Interpolations) = (default, 0, 0, logRest, tolerance, 0, 0);
        double width = 0;
        foreach (ref readonly OwnTail tail in tails)
            width += (tail.End - tail.Begin) / tails.Length;
        int doublings = Math.Clamp(FewestSteps - Math.ILogB(width / (WidthOfTail * finest)), 0, FewestSteps);
        Table.Start(sum, tails, Math.ScaleB(finest, FewestSteps - doublings) / (StepsPerDeviation + (StepsPerTilt * tolerance.Tilt * finest)));
        AllowedError allowed = Allowed();
        for (; !Table.IsSmooth(TableKernels.Many, allowed.Times(Of(HalfOfMany, doublings))); doublings++)
        {
            if (doublings == MostDoublings || sum.Work > lastWork)
                return false;
            Table.Fill(sum, tails);
        }

        for (; !Table.IsSmooth(TableKernels.Few, allowed.Times(Of(HalfOfFew, doublings))); doublings++)
        {
            if (++Interpolations > MostDoublings)
                return false;
            Table.Refine();
        }

        Coarsen();
        return true;
    }

    private static double Of(double[] factors, int doublings) => factors[Math.Min(doublings, factors.Length - 1)];

    public bool IsLarge(double tap) => 0.5 * tap / Table.Step > TapKernel.GroupReach;

    [MethodImpl(Kernel.Compiled)]
    public void Average(double tap, double log)
    {
        if (_group.Reach > 0 && _group.Reach + (0.5 * tap / Table.Step) > TapKernel.GroupReach)
            Close();
        if (!IsLarge(tap))
        {
            _group.Add(0.5 * tap / Table.Step);
            (_groupSum, _groupLog) = (_groupSum + tap, _groupLog + log);
            return;
        }

        Table.Average(tap);
        Interpolations++;
        (Applied, _logRest) = (Applied + tap, _logRest - log);
        Coarsen();
    }

    [MethodImpl(Kernel.Compiled)]
    public void Close()
    {
        if (!(_group.Reach > 0))
            return;
        Table.Average(_group, 0.5 * _groupSum);
        Interpolations++;
        (Applied, _logRest) = (Applied + _groupSum, _logRest - _groupLog);
        (_group, _groupSum, _groupLog) = (default, 0, 0);
        Coarsen();
    }

    [MethodImpl(Kernel.Compiled)]
    public void Coarsen() => Table.Coarsen(Allowed());

    /// <summary>What a step of interpolation may err by in the table, which has been moved by what was applied.</summary>
    private AllowedError Allowed() => _tolerance with { Exponent = (_tolerance.Tilt * (Table.Origin - Applied)) - _logRest };
}
