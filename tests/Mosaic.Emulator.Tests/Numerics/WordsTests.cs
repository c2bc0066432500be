using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Numerics;

/// <summary>Numbers side by side are the same numbers one by one, whatever instructions there are.</summary>
[Trait("Isa", "true")]
public class WordsTests
{
    private static readonly ulong[] A = [0, 1, 0xFFFFFFFF, 0x100000000, 0x8000000000000000, ulong.MaxValue, 0x123456789ABCDEF0, 63];
    private static readonly ulong[] B = [5, ulong.MaxValue, 0xFFFFFFFF, 1, 64, 63, 65, 32];

    [Fact]
    public void Operations_AreThoseOfOneNumber()
    {
        Check<Words4>();
        Check<Words8>();
    }

    /// <summary>Four generators side by side make the blocks of the definition, whatever is above their counters' words.</summary>
    [Fact]
    public void Philox_IsTheDefinition()
    {
        Blocks<Words4>();
        Blocks<Words8>();
    }

    /// <summary>For all masks: what is taken out comes first, in order, and goes back where it was.</summary>
    [Fact]
    public void Compress_IsUndoneByExpand()
    {
        CompressAndExpand<Words4>();
        CompressAndExpand<Words8>();
    }

    private static void CompressAndExpand<TWords>()
        where TWords : struct, IWords<TWords>
    {
        ulong[] ones = new ulong[8], compressed = new ulong[8], expanded = new ulong[8];
        for (int mask = 0; mask < 1 << TWords.Count; mask++)
        {
            for (int i = 0; i < TWords.Count; i++)
            {
                ones[i] = (mask >> i & 1) != 0 ? ulong.MaxValue : 0;
            }

            int[] set = [.. Enumerable.Range(0, TWords.Count).Where(i => ones[i] != 0)];
            TWords.Load(ref A[0]).StoreSome(TWords.Load(ref ones[0]), ref compressed[0], 0);
            Assert.Equal(set.Select(i => A[i]), compressed.Take(set.Length));
            Array.Clear(compressed);
            TWords.Load(ref A[0]).StoreFew(TWords.Load(ref ones[0]), set.Length, ref compressed[0], 0);
            Assert.Equal(set.Select(i => A[i]), compressed.Take(set.Length));
            TWords.Expand(TWords.Load(ref A[0]), TWords.Load(ref ones[0])).Store(ref expanded[0]);
            Assert.Equal(Enumerable.Range(0, TWords.Count).Select(i => ones[i] == 0 ? 0 : A[Array.IndexOf(set, i)]), expanded.Take(TWords.Count));
        }
    }

    private static void Check<TWords>()
        where TWords : struct, IWords<TWords>
    {
        Same<TWords>((a, b) => a + b, (a, b) => a + b);
        Same<TWords>((a, b) => a - b, (a, b) => a - b);
        Same<TWords>((a, b) => a & b, (a, b) => a & b);
        Same<TWords>((a, b) => a | b, (a, b) => a | b);
        Same<TWords>((a, b) => a ^ b, (a, b) => a ^ b);
        Same<TWords>((a, _) => a << 7, (a, _) => a << 7);
        Same<TWords>((a, _) => a >>> 7, (a, _) => a >> 7);
        Same<TWords>(TWords.Multiply, (a, b) => (ulong)(uint)a * (uint)b);
        Same<TWords>(TWords.ShiftLeft, (a, b) => b < 64 ? a << (int)b : 0);
        Same<TWords>(TWords.ShiftRight, (a, b) => b < 64 ? a >> (int)b : 0);
        Same<TWords>(TWords.IsLess, (a, b) => a < b ? ulong.MaxValue : 0);
        Same<TWords>(TWords.Min, Math.Min);
        Same<TWords>((a, _) => TWords.IsNegative(a), (a, _) => a >> 63 != 0 ? ulong.MaxValue : 0);
        Same<TWords>(TWords.Without, (a, b) => a & ~b);
        Same<TWords>((a, b) => TWords.Select(b, a, a ^ TWords.Ones), (a, b) => (a & b) | (~a & ~b));
        uint[] small = [1, uint.MaxValue, 7, 0, 3, 9, 1u << 31, 2];
        double[] scaled = [1, 2, 3, 4, 0.1, 0.2, 0.3, 1e-9];
        ulong[] widened = new ulong[8];
        for (int i = 0; i < 8; i += TWords.Count)
        {
            TWords words = TWords.Widen(ref small[0], i);
            words.Store(ref widened[0], i);
            (TWords.Load(ref A[0], i) >>> 11).Scale(ref scaled[0], i, 1.0 / (1UL << 53));
            Assert.Equal(Enumerable.Range(0, TWords.Count).Sum(j => (long)(A[i + j] >> 63 << j)), (long)TWords.Load(ref A[0], i).Mask);
            Assert.Equal(B[i..(i + TWords.Count)].Aggregate(0UL, (sum, b) => unchecked(sum + b)), TWords.Load(ref B[0], i).Sum);
        }

        ulong[] pairs = new ulong[16], numbers = new ulong[8], indices = [3, 0, 7, 7, 1, 5, 2, 6], entries = new ulong[8], bytes = [3, 0, 56, 55, 17, 42, 8, 31], unaligned = new ulong[8];
        ulong[] table = GC.AllocateArray<ulong>(8, pinned: true);
        B.CopyTo(table, 0);
        for (int i = 0; i < 8; i += TWords.Count)
        {
            TWords.StorePairs(TWords.Load(ref A[0], i), TWords.Load(ref B[0], i), ref pairs[0], 2 * i);
            (TWords.Numbers + TWords.Create((ulong)i)).Store(ref numbers[0], i);
            float[] singles = [.. Enumerable.Range(i, TWords.Count).Select(j => (3 - j) * 1e12f)], halves = new float[8];
            ulong[] integers = new ulong[8];
            TWords.Of(Vector256.Create([.. singles, .. new float[8 - TWords.Count]])).Store(ref integers[0]);
            Assert.Equal(singles.Select(x => (long)x), integers.Take(TWords.Count).Select(x => (long)x));
            TWords.Load(ref A[0], i).Singles().CopyTo(halves);
            Assert.Equal(Enumerable.Range(i, TWords.Count).Select(j => (uint)A[j]), halves.Take(TWords.Count).Select(BitConverter.SingleToUInt32Bits));
            TWords.Gather(ref table[0], TWords.Load(ref indices[0], i)).Store(ref entries[0], i);
            TWords.GatherAt(ref table[0], TWords.Load(ref bytes[0], i)).Store(ref unaligned[0], i);
        }

        Assert.Equal(A.Zip(B, (a, b) => (ulong[])[a, b]).SelectMany(pair => pair), pairs);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], numbers);
        Assert.Equal(indices.Select(index => B[index]), entries);
        Assert.Equal(bytes.Select(at => MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(table.AsSpan())[(int)at..])), unaligned);
        Assert.Equal(small.Select(x => (ulong)x), widened);
        double[] factors = [1, 2, 3, 4, 0.1, 0.2, 0.3, 1e-9];
        Assert.Equal(A.Select((a, i) => RandomAddress.ToUnit(a) * factors[i]), scaled);
    }

    private static void Same<TWords>(Func<TWords, TWords, TWords> many, Func<ulong, ulong, ulong> one)
        where TWords : struct, IWords<TWords>
    {
        ulong[] results = new ulong[8];
        for (int i = 0; i < 8; i += TWords.Count)
        {
            many(TWords.Load(ref A[0], i), TWords.Load(ref B[0], i)).Store(ref results[0], i);
        }

        Assert.Equal(A.Zip(B, one), results);
    }

    private static void Blocks<TWords>()
        where TWords : struct, IWords<TWords>
    {
        const ulong Key = 0x0123456789ABCDEF;
        TWords c0 = TWords.Load(ref A[0]), c1 = TWords.Load(ref B[0]), c2 = TWords.Create(77), c3 = TWords.Create(3);
        PhiloxLanes<TWords> a = new(c0, c1, c2, c3), b = new(c1, c0, c2, c3), c = new(c0, c1, c3, c2), d = new(c3, c2, c1, c0);
        PhiloxLanes<TWords>.Run(ref a, ref b, ref c, ref d, Key);
        ulong[] low = new ulong[8], high = new ulong[8];
        void Expect(PhiloxLanes<TWords> made, Func<int, (uint C0, uint C1, uint C2, uint C3)> counter)
        {
            made.Low.Store(ref low[0]);
            made.High.Store(ref high[0]);
            for (int i = 0; i < TWords.Count; i++)
            {
                (uint c0, uint c1, uint c2, uint c3) = counter(i);
                Assert.Equal(Philox.Block(Key, c0, c1, c2, c3), (low[i], high[i]));
            }
        }

        Expect(a, i => ((uint)A[i], (uint)B[i], 77, 3));
        Expect(b, i => ((uint)B[i], (uint)A[i], 77, 3));
        Expect(c, i => ((uint)A[i], (uint)B[i], 3, 77));
        Expect(d, i => (3, 77, (uint)B[i], (uint)A[i]));
    }
}
