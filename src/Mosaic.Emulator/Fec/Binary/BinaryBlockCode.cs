using Microsoft.Extensions.ObjectPool;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec.BitSliced;

namespace Mosaic.Emulator.Fec.Binary;

/// <summary>
/// Systematic binary codes on bit planes, many words at once; a symbol is a bit. A word is checked by its residue, the check
/// bits of its message XORed with its own. Only words that have one are decoded one by one, each from a syndrome that a
/// transpose hands over in one piece.
/// </summary>
public abstract class BinaryBlockCode : IBlockCode
{
    private readonly ParityFolds _parity;
    private readonly SyndromeFolds? _syndromes;
    private readonly int _fillGroups;
    private readonly ObjectPool<Workspace> _workspaces;

    /// <summary>Makes a code.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="interleave">c, 1 or more.</param>
    /// <param name="correctable">t.</param>
    /// <param name="messageBits">k.</param>
    /// <param name="parity">From words to residues.</param>
    /// <param name="syndromes">From residues to the syndromes that the corrector takes, or null where it takes residues.</param>
    private protected BinaryBlockCode(string name, int interleave, int correctable, int messageBits, ParityFolds parity, SyndromeFolds? syndromes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interleave, 1);
        (Name, Interleave, CorrectableSymbols, MessageSymbols) = (name, interleave, correctable, messageBits);
        CodewordSymbols = messageBits + parity.CheckBits;
        _parity = parity;
        _syndromes = syndromes;
        BatchGroups = BlockCodeArguments.BatchGroups((long)CodewordSymbols * interleave, interleave);
        _fillGroups = BitPlanes.SlabsAtOnce(interleave) * BitPlanes.SlabGroups;
        _workspaces = new DefaultObjectPool<Workspace>(new MadePolicy<Workspace>(() => new Workspace(this)), int.MaxValue);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int SymbolBits => 1;

    /// <inheritdoc/>
    public int CodewordSymbols { get; }

    /// <inheritdoc/>
    public int MessageSymbols { get; }

    /// <inheritdoc/>
    public int CorrectableSymbols { get; }

    /// <inheritdoc/>
    public int Interleave { get; }

    /// <inheritdoc/>
    public int GroupMessageBits => MessageSymbols * Interleave;

    /// <inheritdoc/>
    public int GroupCodeBits => CodewordSymbols * Interleave;

    /// <inheritdoc/>
    public int BatchGroups { get; }

    /// <inheritdoc/>
    public bool IsLinearHardDecision => true;

    /// <inheritdoc/>
    public bool IsBoundedDistance => true;

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<ulong> message, Span<ulong> code, int groups)
    {
        BlockCodeArguments.CheckEncode(this, message, code, groups);
        Workspace workspace = _workspaces.Get();
        for (int first = 0; first < groups; first += _fillGroups)
            EncodeBatch(message, code, first, int.Min(_fillGroups, groups - first), workspace);
        _workspaces.Return(workspace);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<ulong> received, Span<ulong> message, Span<short> verdicts, int groups)
    {
        BlockCodeArguments.CheckDecode(this, received, message, verdicts, groups);
        Workspace workspace = _workspaces.Get();
        for (int first = 0; first < groups; first += _fillGroups)
            DecodeBatch(received, message, verdicts, first, int.Min(_fillGroups, groups - first), workspace);
        _workspaces.Return(workspace);
    }

    /// <summary>Makes a corrector, one for each thread.</summary>
    private protected abstract WordCorrector CreateCorrector();

    private void EncodeBatch(ReadOnlySpan<ulong> message, Span<ulong> code, int first, int groups, Workspace workspace)
    {
        BitPlanes planes = workspace.Planes;
        planes.Load(message, first, groups, GroupMessageBits, _parity.FirstPlane, MessageSymbols);
        for (int i = 0; i < LiveBlocks(groups); i++)
        {
            Span<ulong> block = planes.Block(i);
            block.Slice(_parity.Residue * BitPlanes.PlaneWords, _parity.CheckBits * BitPlanes.PlaneWords).Clear();
            _parity.Reduce(block, workspace.Tables);
        }

        var output = new BitAppender(code, (int)((long)first * GroupCodeBits / 64));
        int rowBits = 64 * planes.RowWords(_parity.CheckBits), parityBits = _parity.CheckBits * Interleave;
        for (int slab = 0, group = first; group < first + groups; slab++)
        {
            planes.Store(workspace.Rows, slab, _parity.Residue, _parity.CheckBits);
            for (int row = 0; row < BitPlanes.SlabGroups && group < first + groups; row++, group++)
            {
                output.Append(message, (long)group * GroupMessageBits, GroupMessageBits);
                output.Append(workspace.Rows, (long)row * rowBits, parityBits);
            }
        }

        output.Flush();
    }

    private void DecodeBatch(ReadOnlySpan<ulong> received, Span<ulong> message, Span<short> verdicts, int first, int groups, Workspace workspace)
    {
        BitPlanes planes = workspace.Planes;
        var output = new BitAppender(message, (int)((long)first * GroupMessageBits / 64));
        for (int group = first; group < first + groups; group++)
            output.Append(received, (long)group * GroupCodeBits, GroupMessageBits);
        output.Flush();
        verdicts.Slice(first * Interleave, groups * Interleave).Clear();

        planes.Load(received, first, groups, GroupCodeBits, _parity.FirstPlane, CodewordSymbols);
        for (int i = 0; i < LiveBlocks(groups); i++)
        {
            Span<ulong> block = planes.Block(i), dirty = workspace.Dirty;
            _parity.Reduce(block, workspace.Tables);
            if (!_parity.FindDirty(block, dirty))
                continue;

            _syndromes?.Fold(block, workspace.Tables);
            for (int lane = 0; lane < BitPlanes.PlaneWords; lane += 4)
            {
                if (dirty.Slice(lane, 4).ContainsAnyExcept(0UL))
                {
                    workspace.ReadSyndromes(block, lane);
                    CorrectLanes(message, verdicts, first, groups, (i * BitPlanes.PlaneWords) + lane, dirty.Slice(lane, 4), workspace);
                }
            }
        }
    }

    /// <summary>Corrects the words of four lane words whose syndromes have been read.</summary>
    private void CorrectLanes(
        Span<ulong> message, Span<short> verdicts, int first, int groups, int firstLane, ReadOnlySpan<ulong> dirty, Workspace workspace)
    {
        Span<int> positions = workspace.Positions;
        for (int i = 0; i < dirty.Length; i++)
        {
            (int slab, int position) = Math.DivRem(firstLane + i, Interleave);
            int slabGroup = slab * BitPlanes.SlabGroups;
            for (ulong left = dirty[i]; left != 0; left &= left - 1)
            {
                // Lane words of slabs that are missing hold what they held before.
                int row = System.Numerics.BitOperations.TrailingZeroCount(left), group = first + slabGroup + row;
                if (slabGroup + row >= groups)
                    break;

                short count = workspace.Corrector.Find(workspace.Syndrome(row, i), positions);
                verdicts[(group * Interleave) + position] = count;
                for (int error = 0; error < count; error++)
                {
                    if (positions[error] >= MessageSymbols)
                        continue;

                    long bit = ((((long)group * MessageSymbols) + positions[error]) * Interleave) + position;
                    message[(int)(bit >> 6)] ^= 1UL << (int)(bit & 63);
                }
            }
        }
    }

    /// <summary>Blocks that hold any of the first slabs.</summary>
    private int LiveBlocks(int groups)
    {
        int lanes = (groups + BitPlanes.SlabGroups - 1) / BitPlanes.SlabGroups * Interleave;
        return (lanes + BitPlanes.PlaneWords - 1) / BitPlanes.PlaneWords;
    }

    /// <summary>What one thread works with.</summary>
    private sealed class Workspace
    {
        private readonly int _syndromePlane;
        private readonly int _syndromeBits;
        private readonly int _syndromeWords;
        private readonly ulong[] _syndromes;
        private readonly ulong[] _dirty = new ulong[BitPlanes.PlaneWords];
        private readonly ulong[] _rows;
        private readonly int[] _positions;
        private readonly Memory<ulong> _matrices = AlignedWords.Allocate(4 * BitTranspose.Size);
        private readonly Memory<ulong> _tables = AlignedWords.Allocate(FoldMatrix.WorkWords);

        public Workspace(BinaryBlockCode code)
        {
            ParityFolds parity = code._parity;
            (_syndromePlane, _syndromeBits) = code._syndromes is { } folds ? (folds.FirstPlane, folds.Bits) : (parity.Residue, parity.CheckBits);
            _syndromeWords = BitString.WordCount(_syndromeBits);
            _syndromes = new ulong[4 * BitTranspose.Size * _syndromeWords];
            _positions = new int[code.CorrectableSymbols];
            Planes = new BitPlanes(1, code.Interleave, _syndromePlane + _syndromeBits);
            _rows = new ulong[BitPlanes.SlabGroups * Planes.RowWords(parity.CheckBits)];
            Corrector = code.CreateCorrector();
        }

        public BitPlanes Planes { get; }

        public WordCorrector Corrector { get; }

        public Span<ulong> Tables => _tables.Span;

        /// <summary>Rows of check bits of a slab.</summary>
        public Span<ulong> Rows => _rows;

        /// <summary>A bit for each word of a block.</summary>
        public Span<ulong> Dirty => _dirty;

        /// <summary>Wrong bits of a word.</summary>
        public Span<int> Positions => _positions;

        /// <summary>The syndrome of the word in a row of one of the four lane words.</summary>
        public ReadOnlySpan<ulong> Syndrome(int row, int lane) => _syndromes.AsSpan(((row * 4) + lane) * _syndromeWords, _syndromeWords);

        /// <summary>Turns the syndrome planes of four lane words into one syndrome for each word.</summary>
        public void ReadSyndromes(ReadOnlySpan<ulong> block, int lane)
        {
            Span<ulong> matrices = _matrices.Span;
            for (int word = 0; word < _syndromeWords; word++)
            {
                int bits = int.Min(64, _syndromeBits - (64 * word));
                for (int bit = 0; bit < bits; bit++)
                {
                    int plane = _syndromePlane + (64 * word) + bit;
                    block.Slice((plane * BitPlanes.PlaneWords) + lane, 4).CopyTo(matrices[(4 * bit)..]);
                }

                matrices[(4 * bits)..].Clear();
                BitTranspose.TransposeFour(matrices);
                for (int i = 0; i < matrices.Length; i++)
                    _syndromes[(i * _syndromeWords) + word] = matrices[i];
            }
        }
    }
}
