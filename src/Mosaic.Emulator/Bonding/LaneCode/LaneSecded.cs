using System.Diagnostics;
using System.Numerics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding.LaneCode;

/// <summary>
/// One SECDED word across the lanes in every UI: rows of check lanes behind the rows of data lanes, each the XOR of the data
/// rows whose column in <see cref="SecdedColumns"/> has its bit. It hides one lane that fails, without delay, and names it.
/// Immutable; any number of threads may use one.
/// </summary>
/// <remarks>
/// A data lane's column is its address in Hamming's code, and a bit that makes the weight odd: what <see cref="ColumnSums"/> adds up.
/// <see cref="LaneSecdedDefinition"/> says the same plainly.
/// </remarks>
public sealed class LaneSecded
{
    private const int Tile = ColumnSums.Tile;
    private readonly SecdedColumns _columns;
    private readonly ColumnSums _sums;

    /// <summary>Makes the words of a link.</summary>
    /// <param name="dataLanes">Lanes with data, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public LaneSecded(int dataLanes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dataLanes, AlignmentMarker.MaxLanes);
        _columns = new SecdedColumns(dataLanes);
        _sums = new ColumnSums(_columns.Columns[..dataLanes], CheckLanes);
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
        // No error, one alone, and more: an even number and an odd. Only positive numbers are added, so that what is rare is right too.
        double none = 1, one = 0, even = 0, odd = 0;
        var behind = new double[DataLanes]; // ln of the probability that no later lane is wrong
        double log = 0;
        for (int lane = lanes.Length - 1; lane >= 0; lane--)
        {
            double p = lanes[lane], q = 1 - p;
            (none, one, even, odd) = (none * q, (one * q) + (none * p), (even * q) + ((one + odd) * p), (odd * q) + (even * p));
            if (lane < DataLanes)
                behind[lane] = log;
            log += Elementary.Log1P(-p);
        }

        double mistaken = odd / (1 << (CheckLanes - 1)), before = 0;
        var left = new double[DataLanes];
        for (int lane = 0; lane < DataLanes; lane++)
        {
            left[lane] = Math.Min(1, (lanes[lane] * -Elementary.ExpM1(before + behind[lane])) + mistaken);
            before += Elementary.Log1P(-lanes[lane]);
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
        Span<ulong> work = stackalloc ulong[_sums.WorkWords];
        for (int word = firstWord, end = firstWord + words, count; word < end; word += count)
        {
            count = Math.Min(Tile, end - word);
            var dataRows = new DataRows(rows, word, count);
            _sums.Sum(ref dataRows, count, work);
            for (int check = 0; check < CheckLanes; check++)
            {
                ColumnSums.SumOf(check, work)[..count].CopyTo(rows.Row(DataLanes + check)[word..]);
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
        Span<ulong> work = stackalloc ulong[_sums.WorkWords];
        Span<ulong> anyWrong = stackalloc ulong[Tile], syndrome = stackalloc ulong[CheckLanes];
        long detected = 0;
        for (int first = 0, count; first < rows.Words; first += count)
        {
            count = Math.Min(Tile, rows.Words - first);
            var dataRows = new DataRows(rows, first, count);
            _sums.Sum(ref dataRows, count, work);
            Span<ulong> wrong = anyWrong[..count];
            wrong.Clear();
            for (int check = 0; check < CheckLanes; check++)
            {
                AddReceived(rows.Row(DataLanes + check).Slice(first, count), ColumnSums.SumOf(check, work)[..count], wrong);
            }

            for (int word = 0; (word += wrong[word..].IndexOfAnyExcept(0UL) is var next and >= 0 ? next : count) < count; word++)
            {
                for (int check = 0; check < CheckLanes; check++)
                {
                    syndrome[check] = ColumnSums.SumOf(check, work)[word];
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

    /// <summary>Sums become syndromes by what was received, and are gathered into what is wrong at all.</summary>
    private static void AddReceived(ReadOnlySpan<ulong> received, Span<ulong> sum, Span<ulong> wrong)
    {
        Debug.Assert(received.Length == sum.Length && sum.Length == wrong.Length, "All are one tile.");
        System.Numerics.Tensors.TensorPrimitives.Xor(received, sum, sum);
        System.Numerics.Tensors.TensorPrimitives.BitwiseOr(sum, wrong, wrong);
    }

    /// <summary>Rows of a block: those with eight addresses in a row lie evenly spaced.</summary>
    private readonly struct DataRows(LinkBlock block, int firstWord, int words) : ColumnSums.IRows
    {
        private readonly LinkBlock _block = block;
        private readonly int _firstWord = firstWord;
        private readonly int _words = words;

        public ref ulong Eight(ReadOnlySpan<int> rows, Span<ulong> room, out int stride)
        {
            if (!rows.Contains(ColumnSums.None))
            {
                stride = _block.Stride;
                return ref _block.Row(rows[0])[_firstWord];
            }

            room.Clear();
            for (int i = 0; i < rows.Length; i++)
            {
                if (rows[i] != ColumnSums.None)
                {
                    _block.Row(rows[i]).Slice(_firstWord, _words).CopyTo(room[(i * Tile)..]);
                }
            }

            stride = Tile;
            return ref room[0];
        }
    }
}
