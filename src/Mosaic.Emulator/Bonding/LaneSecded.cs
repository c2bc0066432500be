using System.Diagnostics;
using System.Numerics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding;

/// <summary>
/// One SECDED word across the lanes in every UI: rows of check lanes behind the rows of data lanes, each the XOR of the data
/// rows whose column in <see cref="SecdedColumns"/> has its bit. It hides one lane that fails, without delay, and names it.
/// Immutable; any number of threads may use one.
/// </summary>
/// <remarks>
/// A data lane's column is its address in Hamming's code, and a bit that makes the weight odd. So the sums are those of a tree:
/// eight addresses in a row give three sums, one for each of their lower bits, and their total, which goes on as one of eight
/// at the next level. Two XORs a row and word, and one pass over the rows: <see cref="LaneSecdedDefinition"/> says the same plainly.
/// </remarks>
public sealed class LaneSecded
{
    // Words of each row at a time: eight rows and all sums stay in L1, and a row's part is several lines.
    private const int Tile = 64;
    private const int None = -1;

    private readonly SecdedColumns _columns;
    private readonly int[] _laneAt; // by address; padded to whole eights
    private readonly int _levels;

    /// <summary>Makes the words of a link.</summary>
    /// <param name="dataLanes">Lanes with data, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public LaneSecded(int dataLanes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dataLanes, AlignmentMarker.MaxLanes);
        _columns = new SecdedColumns(dataLanes);
        int addressBits = CheckLanes - 1, mask = (1 << addressBits) - 1;
        _levels = (addressBits + 2) / 3;
        int last = _columns.Columns[dataLanes - 1] & mask;
        _laneAt = new int[(last / 8 * 8) + 8];
        Array.Fill(_laneAt, None);
        for (int lane = 0; lane < dataLanes; lane++)
        {
            _laneAt[_columns.Columns[lane] & mask] = lane;
        }
    }

    /// <summary>Lanes with data: rows 0 … DataLanes−1.</summary>
    public int DataLanes => _columns.DataBits;

    /// <summary>Check lanes: the rows after those.</summary>
    public int CheckLanes => _columns.CheckBits;

    /// <summary>Both together.</summary>
    public int Lanes => _columns.Length;

    /// <summary>The check lanes that a number of data lanes needs: 10 for 400.</summary>
    /// <param name="dataLanes">Lanes with data, 1 or more.</param>
    public static int CheckLanesOf(int dataLanes) => new SecdedColumns(dataLanes).CheckBits;

    /// <summary>The column of each lane.</summary>
    internal SecdedColumns Columns => _columns;

    /// <summary>
    /// Probabilities that a bit of each data lane is still wrong behind the decoder, where lanes err independently: it was, and another
    /// one too; or three or more others were, an odd number of them, and it was taken for the one. Of the columns of odd weight that
    /// such a sum can be, as many are lanes as there are.
    /// </summary>
    /// <param name="lanes">By lane, check lanes included: the probability that a bit is wrong before.</param>
    /// <returns>By data lane.</returns>
    public double[] Residual(ReadOnlySpan<double> lanes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(lanes.Length, Lanes, nameof(lanes));
        double log = 0, odds = 0, odd = 1;
        int certain = 0;
        foreach (double p in lanes)
        {
            certain += p == 1 ? 1 : 0;
            log += p == 1 ? 0 : Elementary.Log1P(-p);
            odds += p == 1 ? 0 : p / (1 - p);
            odd *= 1 - (2 * p);
        }

        // One error alone, and any odd number.
        double none = certain == 0 ? Elementary.Exp(log) : 0, one = certain == 1 ? Elementary.Exp(log) : none * odds;
        double mistaken = Math.Max(0, ((1 - odd) / 2) - one) / (1 << (CheckLanes - 1));
        var left = new double[DataLanes];
        for (int lane = 0; lane < DataLanes; lane++)
        {
            double alone = lanes[lane] == 1 ? one : none / (1 - lanes[lane]);
            left[lane] = Math.Min(1, (lanes[lane] * (1 - alone)) + mistaken);
        }

        return left;
    }

    /// <summary>What to do about each syndrome.</summary>
    /// <param name="erased">Lanes known to have failed, each once; those after the third are taken for good, since four columns may add up to 0.</param>
    public SecdedVerdicts Verdicts(params ReadOnlySpan<int> erased) => new(_columns, erased);

    /// <summary>Fills the check lanes' rows.</summary>
    /// <param name="rows">Rows of all lanes.</param>
    /// <param name="firstWord">The first word of each row that is coded.</param>
    /// <param name="words">How many are.</param>
    public void Encode(LinkBlock rows, int firstWord, int words)
    {
        Check(rows, firstWord, words);
        Span<ulong> work = stackalloc ulong[WorkRows * Tile];
        work.Clear();
        for (int word = firstWord, end = firstWord + words, count; word < end; word += count)
        {
            count = Math.Min(Tile, end - word);
            Sum(rows, word, count, work);
            for (int check = 0; check < CheckLanes; check++)
            {
                SumOf(check, work)[..count].CopyTo(rows.Row(DataLanes + check)[word..]);
            }
        }
    }

    /// <summary>Corrects data lanes: of every UI one error, or what was erased and, with one lane erased, one error besides.</summary>
    /// <param name="rows">Rows of all lanes, coded over their whole length; data lanes are corrected in place, check lanes are not.</param>
    /// <param name="verdicts">From <see cref="Verdicts"/>.</param>
    /// <param name="corrected">By lane, check lanes included: what was found wrong in it is added.</param>
    /// <returns>UI whose errors were detected and left as they are: there were two, or more.</returns>
    public long Decode(LinkBlock rows, SecdedVerdicts verdicts, Span<long> corrected)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(verdicts);
        Check(rows, 0, rows.Words);
        ArgumentOutOfRangeException.ThrowIfLessThan(corrected.Length, Lanes, nameof(corrected));
        Span<ulong> work = stackalloc ulong[WorkRows * Tile];
        work.Clear();
        Span<ulong> syndrome = stackalloc ulong[CheckLanes];
        long detected = 0;
        for (int first = 0, count; first < rows.Words; first += count)
        {
            count = Math.Min(Tile, rows.Words - first);
            Sum(rows, first, count, work);
            Span<ulong> wrong = work[..count];
            wrong.Clear();
            for (int check = 0; check < CheckLanes; check++)
            {
                AddReceived(rows.Row(DataLanes + check).Slice(first, count), SumOf(check, work)[..count], wrong);
            }

            for (int word = 0; (word += wrong[word..].IndexOfAnyExcept(0UL) is var next and >= 0 ? next : count) < count; word++)
            {
                for (int check = 0; check < CheckLanes; check++)
                {
                    syndrome[check] = SumOf(check, work)[word];
                }

                detected += Correct(rows, first + word, wrong[word], syndrome, verdicts, corrected);
            }
        }

        return detected;
    }

    /// <summary>Corrects one word of the rows, all UI with the same syndrome at a time: a dead lane gives hardly more than one.</summary>
    private long Correct(LinkBlock rows, int word, ulong wrong, ReadOnlySpan<ulong> planes, SecdedVerdicts verdicts, Span<long> corrected)
    {
        long detected = 0;
        while (wrong != 0)
        {
            int ui = BitOperations.TrailingZeroCount(wrong), syndrome = 0;
            ulong alike = wrong;
            for (int check = 0; check < planes.Length; check++)
            {
                ulong bit = planes[check] >> ui & 1;
                syndrome |= (int)bit << check;
                alike &= planes[check] ^ (bit - 1);
            }

            ReadOnlySpan<short> lanes = verdicts.LanesOf(syndrome);
            foreach (short lane in lanes)
            {
                corrected[lane] += BitOperations.PopCount(alike);
                if (lane < DataLanes)
                {
                    rows.Row(lane)[word] ^= alike;
                }
            }

            detected += lanes.IsEmpty ? BitOperations.PopCount(alike) : 0;
            wrong &= ~alike;
        }

        return detected;
    }

    private void Check(LinkBlock rows, int firstWord, int words)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Lanes, Lanes, nameof(rows));
        ArgumentOutOfRangeException.ThrowIfNegative(firstWord);
        ArgumentOutOfRangeException.ThrowIfNegative(words);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)firstWord + words, rows.Words, nameof(words));
    }

    // A tile of: a row to spare, the sums of all address bits, that of the odd weights; totals of eight by level; eight rows with gaps.
    private int WorkRows => 2 + (3 * _levels) + (8 * _levels) + 8;

    private Span<ulong> SumOf(int check, Span<ulong> work) => work.Slice((1 + (check == CheckLanes - 1 ? 3 * _levels : check)) * Tile, Tile);

    private Span<ulong> Totals(int level, Span<ulong> work) => work.Slice((2 + (3 * _levels) + (8 * level)) * Tile, 8 * Tile);

    /// <summary>XORs of the data rows, by check.</summary>
    private void Sum(LinkBlock rows, int firstWord, int words, Span<ulong> work)
    {
        work.Slice(Tile, ((3 * _levels) + 1) * Tile).Clear();
        Span<ulong> odd = SumOf(CheckLanes - 1, work), gaps = Totals(_levels, work);
        int blocks = _laneAt.Length / 8;
        for (int block = 0; block < blocks; block++)
        {
            ReadOnlySpan<int> lanes = _laneAt.AsSpan(block * 8, 8);
            ulong turn = 0UL - (uint)(BitOperations.PopCount((uint)block) & 1);
            Span<ulong> total = Totals(0, work).Slice(block % 8 * Tile, words);
            if (!lanes.Contains(None))
            {
                Fold(ref rows.Row(lanes[0])[firstWord], rows.Stride, total, ref work[Tile], ref odd[0], turn);
            }
            else
            {
                gaps.Clear();
                for (int i = 0; i < 8; i++)
                {
                    if (lanes[i] != None)
                    {
                        rows.Row(lanes[i]).Slice(firstWord, words).CopyTo(gaps[(i * Tile)..]);
                    }
                }

                Fold(ref gaps[0], Tile, total, ref work[Tile], ref odd[0], turn);
            }

            // Eight totals, or all there are, are the rows of the next level.
            bool last = block == blocks - 1;
            for (int level = 1, at = block; level < _levels && (at % 8 == 7 || last); level++, at /= 8)
            {
                Span<ulong> totals = Totals(level - 1, work);
                totals[((at % 8 * Tile) + Tile)..].Clear();
                Fold(ref totals[0], Tile, Totals(level, work).Slice(at / 8 % 8 * Tile, words), ref work[(1 + (3 * level)) * Tile], ref work[0], 0);
            }
        }
    }

    /// <summary>
    /// Eight rows: adds those with the first, second and third bit of their number to three sums, and those whose number has even
    /// weight, or odd where <paramref name="turn"/> is all ones, to a fourth; their total is put, not added.
    /// </summary>
    [System.Runtime.CompilerServices.MethodImpl(Kernel.Compiled)]
    private static void Fold(ref ulong rows, int stride, Span<ulong> total, ref ulong sums, ref ulong weights, ulong turn)
    {
        ref ulong x1 = ref At(ref rows, stride), x2 = ref At(ref x1, stride), x3 = ref At(ref x2, stride);
        ref ulong x4 = ref At(ref x3, stride), x5 = ref At(ref x4, stride), x6 = ref At(ref x5, stride), x7 = ref At(ref x6, stride);
        ref ulong t = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(total);
        nuint i = 0, words = (nuint)total.Length, width = (nuint)Vector<ulong>.Count;
        var turns = new Vector<ulong>(turn);
        for (; i + width <= words; i += width)
        {
            Vector<ulong> v1 = Vector.LoadUnsafe(ref x1, i), v3 = Vector.LoadUnsafe(ref x3, i), v5 = Vector.LoadUnsafe(ref x5, i), v7 = Vector.LoadUnsafe(ref x7, i);
            (v1 ^ v3 ^ v5 ^ v7 ^ Vector.LoadUnsafe(ref sums, i)).StoreUnsafe(ref sums, i);
            Vector<ulong> v6 = Vector.LoadUnsafe(ref x6, i), v2 = Vector.LoadUnsafe(ref x2, i);
            Vector<ulong> v67 = v6 ^ v7, v23 = v2 ^ v3;
            (v67 ^ v23 ^ Vector.LoadUnsafe(ref sums, i + Tile)).StoreUnsafe(ref sums, i + Tile);
            Vector<ulong> v4567 = v67 ^ v5 ^ Vector.LoadUnsafe(ref x4, i), v0 = Vector.LoadUnsafe(ref rows, i);
            (v4567 ^ Vector.LoadUnsafe(ref sums, i + (2 * Tile))).StoreUnsafe(ref sums, i + (2 * Tile));
            Vector<ulong> all = v4567 ^ v23 ^ v0 ^ v1;
            all.StoreUnsafe(ref t, i);
            (v0 ^ v3 ^ v5 ^ v6 ^ (all & turns) ^ Vector.LoadUnsafe(ref weights, i)).StoreUnsafe(ref weights, i);
        }

        for (; i < words; i++)
        {
            ulong upper = W(ref x4, i) ^ W(ref x5, i) ^ W(ref x6, i) ^ W(ref x7, i), all = upper ^ W(ref rows, i) ^ W(ref x1, i) ^ W(ref x2, i) ^ W(ref x3, i);
            W(ref sums, i) ^= W(ref x1, i) ^ W(ref x3, i) ^ W(ref x5, i) ^ W(ref x7, i);
            W(ref sums, i + Tile) ^= W(ref x2, i) ^ W(ref x3, i) ^ W(ref x6, i) ^ W(ref x7, i);
            W(ref sums, i + (2 * Tile)) ^= upper;
            W(ref t, i) = all;
            W(ref weights, i) ^= W(ref rows, i) ^ W(ref x3, i) ^ W(ref x5, i) ^ W(ref x6, i) ^ (all & turn);
        }

        static ref ulong At(ref ulong start, int words) => ref System.Runtime.CompilerServices.Unsafe.Add(ref start, words);
        static ref ulong W(ref ulong start, nuint word) => ref System.Runtime.CompilerServices.Unsafe.Add(ref start, word);
    }

    /// <summary>Sums become syndromes by what was received, and are gathered into what is wrong at all.</summary>
    private static void AddReceived(ReadOnlySpan<ulong> received, Span<ulong> sum, Span<ulong> wrong)
    {
        Debug.Assert(received.Length == sum.Length && sum.Length == wrong.Length, "All are one tile.");
        System.Numerics.Tensors.TensorPrimitives.Xor(received, sum, sum);
        System.Numerics.Tensors.TensorPrimitives.BitwiseOr(sum, wrong, wrong);
    }
}
