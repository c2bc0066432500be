using System.Numerics;
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
public sealed class ReedSolomonCode : IBlockCode
{
    private readonly ReedSolomonParameters _parameters;
    private readonly BatchRemainder _remainder;
    private readonly int _slabs;
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
        _slabs = BitPlanes.SlabsOfBatch(interleave);
        Interleave = interleave;
        _workspaces = new DefaultObjectPool<Workspace>(new WorkspacePolicy(this));
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
    public int BatchGroups => _slabs * BitPlanes.SlabGroups;

    /// <inheritdoc/>
    public bool IsLinearHardDecision => true;

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<ulong> message, Span<ulong> code, int groups)
    {
        BlockCodeArguments.CheckEncode(this, message, code, groups);
        Workspace workspace = _workspaces.Get();
        for (int first = 0; first < groups; first += BatchGroups)
            EncodeBatch(message, code, first, int.Min(BatchGroups, groups - first), workspace);
        _workspaces.Return(workspace);
        BlockCodeArguments.ClearPast(code, (long)groups * GroupCodeBits);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<ulong> received, Span<ulong> message, Span<short> verdicts, int groups)
    {
        BlockCodeArguments.CheckDecode(this, received, message, verdicts, groups);
        Workspace workspace = _workspaces.Get();
        for (int first = 0; first < groups; first += BatchGroups)
            DecodeBatch(received, message, verdicts, first, int.Min(BatchGroups, groups - first), workspace);
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

    private void DecodeBatch(
        ReadOnlySpan<ulong> received, Span<ulong> message, Span<short> verdicts, int first, int groups, Workspace workspace)
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

        verdicts.Slice(first * Interleave, groups * Interleave).Clear();
        for (int slab = 0; slab * BitPlanes.SlabGroups < groups; slab++)
            DecodeSlab(message, verdicts, first, slab, workspace);
    }

    /// <summary>Copies the messages of groups from one stream to another, with so many bits from group to group in each.</summary>
    private void CopyMessages(ReadOnlySpan<ulong> from, int fromBits, Span<ulong> to, int toBits, int first, int groups)
    {
        for (int group = first; group < first + groups; group++)
            BitString.Copy(from, (long)group * fromBits, to, (long)group * toBits, GroupMessageBits);
    }

    /// <summary>Decodes the dirty words of a slab; groups that are not there are zeros, and so clean.</summary>
    private void DecodeSlab(Span<ulong> message, Span<short> verdicts, int first, int slab, Workspace workspace)
    {
        ReadOnlySpan<ulong> dirty = workspace.Dirty().Slice(slab * Interleave, Interleave);
        if (!dirty.ContainsAnyExcept(0UL))
            return;

        workspace.Planes.Store(workspace.Rows, slab, _remainder.Syndromes, _parameters.ParitySymbols);
        for (int position = 0; position < Interleave; position++)
        {
            for (ulong words = dirty[position]; words != 0; words &= words - 1)
            {
                int row = BitOperations.TrailingZeroCount(words);
                int group = first + (slab * BitPlanes.SlabGroups) + row;
                verdicts[(group * Interleave) + position] = DecodeWord(message, group, row, position, workspace);
            }
        }
    }

    private short DecodeWord(Span<ulong> message, int group, int row, int position, Workspace workspace)
    {
        SyndromeDecoder decoder = workspace.Decoder;
        ReadOnlySpan<ulong> rows = workspace.Rows;
        int symbolStep = Interleave * SymbolBits, offset = position * SymbolBits;
        long bit = (64L * row * workspace.Planes.RowWords(_parameters.ParitySymbols)) + offset;
        foreach (ref ushort syndrome in decoder.Syndromes)
        {
            syndrome = (ushort)BitString.ReadBits(rows, bit, SymbolBits);
            bit += symbolStep;
        }

        short verdict = decoder.TrySolveSingle() ? (short)1 : decoder.Solve();
        for (int i = 0; i < verdict; i++)
        {
            if (decoder.Positions[i] >= MessageSymbols)
                continue;

            long at = ((long)group * GroupMessageBits) + ((long)decoder.Positions[i] * symbolStep) + offset;
            BitString.WriteBits(message, at, SymbolBits, BitString.Read64(message, at) ^ decoder.Values[i]);
        }

        return verdict;
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
            Decoder = new SyndromeDecoder(code._parameters);
            _dirty = new ulong[Planes.Blocks * BitPlanes.PlaneWords];
            _rows = new ulong[BitPlanes.SlabGroups * Planes.RowWords(code._parameters.ParitySymbols)];
        }

        public BitPlanes Planes { get; }

        public SyndromeDecoder Decoder { get; }

        public Span<ulong> Tables => _tables.Span;

        /// <summary>Rows of a slab: parity, or syndromes in the same order.</summary>
        public Span<ulong> Rows => _rows;

        /// <summary>A bit for each codeword of the batch, by lane words.</summary>
        public Span<ulong> Dirty() => _dirty;

        public Span<ulong> Dirty(int block) => _dirty.AsSpan(block * BitPlanes.PlaneWords, BitPlanes.PlaneWords);
    }

    private sealed class WorkspacePolicy(ReedSolomonCode code) : PooledObjectPolicy<Workspace>
    {
        public override Workspace Create() => new(code);

        public override bool Return(Workspace obj) => true;
    }
}
