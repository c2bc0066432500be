using System.Runtime.CompilerServices;
using Microsoft.Extensions.ObjectPool;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec.BitSliced;

namespace Mosaic.Emulator.Fec.ReedSolomon;

/// <summary>
/// Reed–Solomon codes on bit planes, many codewords at once. A codeword is checked by its remainder modulo g(x), which is
/// the parity of its message XORed with its own; only words that have one are decoded one by one, from the syndromes of
/// that remainder. Bounded distance: a word with no codeword within t symbols, or only one that differs in symbols that
/// were not sent, is uncorrectable. Equals <see cref="ReedSolomonReference"/> bit by bit.
/// </summary>
public sealed class ReedSolomonCode : IErasureBlockCode
{
    private readonly ReedSolomonParameters _parameters;
    private readonly BatchRemainder _remainder;
    private readonly DirectSolution _direct;
    private readonly LocatorRoots _roots;
    private readonly int _fillGroups;
    private readonly ObjectPool<Workspace> _workspaces;

    /// <summary>Makes a code.</summary>
    /// <param name="parameters">Which one.</param>
    /// <param name="interleave">c, codewords of a group, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interleave is below 1, or a group or batch is longer than 2³¹ bits.</exception>
    public ReedSolomonCode(ReedSolomonParameters parameters, int interleave)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfLessThan(interleave, 1);
        _parameters = parameters;
        _remainder = new BatchRemainder(parameters);
        _direct = new DirectSolution(parameters);
        _roots = new LocatorRoots(parameters);
        _fillGroups = BitPlanes.SlabsAtOnce(interleave) * BitPlanes.SlabGroups;
        Interleave = interleave;
        BatchGroups = BlockCodeArguments.BatchGroups((long)parameters.CodewordSymbols * parameters.Field.Bits * interleave, interleave);
        // All that ever were in use at a time are kept: the default, a number of processors, could be less and would allocate.
        _workspaces = new DefaultObjectPool<Workspace>(new MadePolicy<Workspace>(() => new Workspace(this)), int.MaxValue);
    }

    /// <inheritdoc/>
    public string Name => _parameters.Name;

    /// <inheritdoc/>
    public int SymbolBits => _parameters.Field.Bits;

    /// <inheritdoc/>
    public int CodewordSymbols => _parameters.CodewordSymbols;

    /// <inheritdoc/>
    public int MessageSymbols => _parameters.MessageSymbols;

    /// <inheritdoc/>
    public int CorrectableSymbols => _parameters.CorrectableSymbols;

    /// <inheritdoc/>
    public int Interleave { get; }

    /// <inheritdoc/>
    public int GroupMessageBits => MessageSymbols * SymbolBits * Interleave;

    /// <inheritdoc/>
    public int GroupCodeBits => CodewordSymbols * SymbolBits * Interleave;

    /// <inheritdoc/>
    public int BatchGroups { get; }

    /// <inheritdoc/>
    public bool IsLinearHardDecision => true;

    /// <inheritdoc/>
    public bool IsBoundedDistance => true;

    /// <inheritdoc/>
    public int IndependentSymbols => MessageSymbols;

    /// <inheritdoc/>
    [MethodImpl(Kernel.Compiled)]
    public void Encode(ReadOnlySpan<ulong> message, Span<ulong> code, int groups)
    {
        BlockCodeArguments.CheckEncode(this, message, code, groups);
        Workspace workspace = _workspaces.Get();
        for (int first = 0; first < groups; first += _fillGroups)
            EncodeBatch(message, code, first, int.Min(_fillGroups, groups - first), workspace);
        _workspaces.Return(workspace);
        BlockCodeArguments.ClearPast(code, (long)groups * GroupCodeBits);
    }

    /// <inheritdoc/>
    [MethodImpl(Kernel.Compiled)]
    public void Decode(ReadOnlySpan<ulong> received, Span<ulong> message, Span<short> verdicts, int groups)
    {
        BlockCodeArguments.CheckDecode(this, received, message, verdicts, groups);
        DecodeBatches(received, [], message, verdicts, groups);
    }

    /// <inheritdoc/>
    public void Decode(
        ReadOnlySpan<ulong> received, ReadOnlySpan<ulong> erasures, Span<ulong> message, Span<short> verdicts, int groups)
    {
        BlockCodeArguments.CheckDecode(this, received, message, verdicts, groups);
        BlockCodeArguments.CheckErasures(this, erasures, groups);
        DecodeBatches(received, erasures, message, verdicts, groups);
    }

    private void DecodeBatches(
        ReadOnlySpan<ulong> received, ReadOnlySpan<ulong> erasures, Span<ulong> message, Span<short> verdicts, int groups)
    {
        Workspace workspace = _workspaces.Get();
        for (int first = 0; first < groups; first += _fillGroups)
        {
            int batch = int.Min(_fillGroups, groups - first);
            CheckBatch(received, message, first, batch, workspace);
            verdicts.Slice(first * Interleave, batch * Interleave).Clear();
            for (int slab = 0; slab * BitPlanes.SlabGroups < batch; slab++)
            {
                int group = first + (slab * BitPlanes.SlabGroups), groupsOfSlab = int.Min(BitPlanes.SlabGroups, first + batch - group);
                ReadOnlySpan<ulong> dirty = workspace.Dirty().Slice(slab * Interleave, Interleave);
                if (dirty.ContainsAnyExcept(0UL))
                    workspace.Planes.Store(workspace.Rows, slab, _remainder.Syndromes, _parameters.ParitySymbols);
                workspace.Words.Decode(dirty, workspace.Rows, erasures, message, verdicts, group, groupsOfSlab);
            }
        }

        _workspaces.Return(workspace);
        BlockCodeArguments.ClearPast(message, (long)groups * GroupMessageBits);
    }

    private void EncodeBatch(ReadOnlySpan<ulong> message, Span<ulong> code, int first, int groups, Workspace workspace)
    {
        BitPlanes planes = workspace.Planes;
        int parity = _parameters.ParitySymbols, planeWords = SymbolBits * BitPlanes.PlaneWords;
        // Copied first: the copy brings the stream into the cache in order, the transposes then read it row by row.
        CopyMessages(message, GroupMessageBits, code, GroupCodeBits, first, groups);
        planes.Load(message, first, groups, GroupMessageBits, _remainder.FirstSymbol, MessageSymbols);
        for (int i = 0; i < LiveBlocks(groups); i++)
        {
            Span<ulong> block = planes.Block(i);
            block.Slice(_remainder.Remainder * planeWords, parity * planeWords).Clear();
            _remainder.Reduce(block, workspace.Tables);
        }

        for (int slab = 0, group = first; slab * BitPlanes.SlabGroups < groups; slab++)
        {
            Span<ulong> rows = workspace.Rows;
            int rowWords = planes.RowWords(parity);
            planes.Store(rows, slab, _remainder.Remainder, parity);
            for (int row = 0; row < BitPlanes.SlabGroups && group < first + groups; row++, group++)
            {
                long bit = ((long)group * GroupCodeBits) + GroupMessageBits;
                BitString.Copy(rows, 64L * row * rowWords, code, bit, GroupCodeBits - GroupMessageBits);
            }
        }
    }

    /// <summary>Copies the messages of a batch, marks its dirty words, and finds their syndromes.</summary>
    private void CheckBatch(ReadOnlySpan<ulong> received, Span<ulong> message, int first, int groups, Workspace workspace)
    {
        BitPlanes planes = workspace.Planes;
        CopyMessages(received, GroupCodeBits, message, GroupMessageBits, first, groups);
        planes.Load(received, first, groups, GroupCodeBits, _remainder.FirstSymbol, CodewordSymbols);
        for (int i = 0; i < LiveBlocks(groups); i++)
        {
            Span<ulong> block = planes.Block(i), dirty = workspace.Dirty(i);
            _remainder.Reduce(block, workspace.Tables);
            if (_remainder.FindDirty(block, dirty))
                _remainder.FindSyndromes(block, workspace.Tables);
        }
    }

    /// <summary>Copies the messages of groups from one stream to another, with so many bits from group to group in each.</summary>
    private void CopyMessages(ReadOnlySpan<ulong> from, int fromBits, Span<ulong> to, int toBits, int first, int groups)
    {
        for (int group = first; group < first + groups; group++)
            BitString.Copy(from, (long)group * fromBits, to, (long)group * toBits, GroupMessageBits);
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
        private readonly ulong[] _dirty;
        private readonly ulong[] _rows;
        private readonly Memory<ulong> _tables = AlignedWords.Allocate(FoldMatrix.WorkWords);

        public Workspace(ReedSolomonCode code)
        {
            Planes = new BitPlanes(code.SymbolBits, code.Interleave, code._remainder.BlockSymbols);
            int rowWords = Planes.RowWords(code._parameters.ParitySymbols);
            Words = new WordDecoder(code._parameters, code.Interleave, rowWords, code._direct, code._roots);
            _dirty = new ulong[Planes.Blocks * BitPlanes.PlaneWords];
            _rows = new ulong[BitPlanes.SlabGroups * rowWords];
        }

        public BitPlanes Planes { get; }

        public WordDecoder Words { get; }

        public Span<ulong> Tables => _tables.Span;

        /// <summary>Rows of a slab: parity, or syndromes in the same order.</summary>
        public Span<ulong> Rows => _rows;

        /// <summary>A bit for each codeword of the batch, by lane words.</summary>
        public Span<ulong> Dirty() => _dirty;

        public Span<ulong> Dirty(int block) => _dirty.AsSpan(block * BitPlanes.PlaneWords, BitPlanes.PlaneWords);
    }
}
