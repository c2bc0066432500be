using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Channel;

/// <summary>Candidates of one lane side by side: what <see cref="LaneProbability"/> says of each, in the same integers.</summary>
internal static class LaneVectors
{
    /// <summary>How many there are in the widest vector.</summary>
    public const int Widest = 8;

    /// <summary>Whether they are worth their while. Without it bytes may not lie in the order of time either.</summary>
    public static bool IsSupported => Words8.IsSupported || Avx2.IsSupported;

    /// <summary>Adds those that the own lane's bits leave to a list, and whatever there may be behind them.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="rows">The first word of the sent block's storage.</param>
    /// <param name="places">Candidates' places (<see cref="CandidateList"/>), the first <paramref name="from"/> behind this.</param>
    /// <param name="levels">Their levels.</param>
    /// <param name="from">The first.</param>
    /// <param name="to">The one behind the last; whole vectors.</param>
    /// <param name="left">The list: a candidate's number in the upper half, its pattern in the lower.</param>
    /// <param name="count">How long it is; as many more must have room as there are candidates.</param>
    /// <returns>How long it is then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Leave<TWords>(LaneProbability lane, ref ulong rows, ref ulong places, ref double levels, int from, int to, ref ulong left, int count)
        where TWords : struct, IWords<TWords>
    {
        ref ulong bounds = ref Unsafe.As<double, ulong>(ref MemoryMarshal.GetReference(lane.OwnBounds));
        ref ulong level = ref Unsafe.As<double, ulong>(ref levels);
        PathWindow own = lane.Own;
        for (nint i = from; i < to; i += TWords.Count)
        {
            TWords pattern = own.Patterns(ref rows, TWords.Load(ref places, i) & TWords.Create(uint.MaxValue));
            // Neither is negative, so that they are in the order of their bits.
            TWords isLeft = TWords.IsLess(TWords.Load(ref level, i), TWords.Gather(ref bounds, pattern));
            (((TWords.Numbers + TWords.Create((ulong)i)) << 32) | pattern).StoreSome(isLeft, ref left, count);
            count += BitOperations.PopCount(isLeft.Mask);
        }

        return count;
    }

    /// <summary>The currents of own and near paths for each of those that were left.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="rows">The first word of the sent block's storage.</param>
    /// <param name="places">All candidates' places.</param>
    /// <param name="left">The list, from its first of this lane on.</param>
    /// <param name="count">How many of them; there is room for whole vectors.</param>
    /// <param name="currents">Receives them, for whole vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sum<TWords>(LaneProbability lane, ref ulong rows, ref ulong places, ref ulong left, int count, ref ulong currents)
        where TWords : struct, IWords<TWords>
    {
        ref ulong ownCurrents = ref Unsafe.As<long, ulong>(ref MemoryMarshal.GetReference(lane.OwnCurrents));
        ref ulong table = ref Unsafe.As<long, ulong>(ref MemoryMarshal.GetReference(lane.Others.Table));
        ReadOnlySpan<PathWindow> near = lane.Near;
        for (nint i = 0; i < count; i += TWords.Count)
        {
            // Behind the last is another lane's, or none.
            TWords one = TWords.Load(ref left, i) & TWords.IsLess(TWords.Numbers + TWords.Create((ulong)i), TWords.Create((ulong)count));
            TWords ui = TWords.Gather(ref places, one >>> 32) & TWords.Create(uint.MaxValue), sum = TWords.Gather(ref ownCurrents, one & TWords.Create(uint.MaxValue));
            foreach (ref readonly PathWindow path in near)
            {
                sum += TWords.Gather(ref Unsafe.Add(ref table, path.TableStart), path.Patterns(ref rows, ui));
            }

            sum.Store(ref currents, i);
        }
    }
}
