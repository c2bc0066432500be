using Microsoft.Extensions.ObjectPool;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec.Binary;
using Mosaic.Emulator.Fec.BitSliced;

namespace Mosaic.Emulator.Fec.Concatenation;

/// <summary>
/// Two codes as one: the code stream of an outer code is the message stream of an inner one, which is decoded first. A group
/// is a group of c outer codewords and as many inner codewords as hold its code bits, W. The interleaver between the two is
/// the order of an inner group: its W words take turns with every inner symbol, so that what one of them fails to correct is
/// spread over many outer symbols, and over all outer codewords. For a systematic inner code the code stream is that of the
/// outer code and behind it the interleaved inner parity: outer symbols stay whole on their way.
/// <para>Outer bits that do not fill the last round of inner symbols are followed by zeros, and so is the group, up to a
/// multiple of c outer symbols.</para>
/// <para>Verdicts are those of the outer decoder, one for each outer codeword, counted behind the inner code: clean is a word
/// that the inner code has left nothing to correct in.</para>
/// </summary>
public class ConcatenatedCode : IBlockCode
{
    private readonly int _outerBits;
    private readonly int _fillGroups;
    private readonly ObjectPool<Workspace> _workspaces;

    /// <summary>Concatenates.</summary>
    /// <param name="outer">The outer code, c codewords a group.</param>
    /// <param name="makeInner">Makes the inner code with so many words a group; called for one word first, to see how long it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">A group or a batch is longer than 2³¹ bits.</exception>
    public ConcatenatedCode(IBlockCode outer, BlockCodeFactory makeInner)
    {
        ArgumentNullException.ThrowIfNull(outer);
        ArgumentNullException.ThrowIfNull(makeInner);
        Outer = outer;
        _outerBits = outer.GroupCodeBits;
        int wordBits = makeInner(1).GroupMessageBits;
        Inner = makeInner((_outerBits + wordBits - 1) / wordBits);
        int column = outer.Interleave * outer.SymbolBits;
        CodewordSymbols = (Inner.GroupCodeBits + column - 1) / column;
        BatchGroups = BlockCodeArguments.BatchGroups((long)CodewordSymbols * column, outer.Interleave);
        CorrectableSymbols = Guaranteed(outer, Inner);
        _fillGroups = int.Max(BitPlanes.SlabsAtOnce(outer.Interleave), BitPlanes.SlabsAtOnce(Inner.Interleave)) * BitPlanes.SlabGroups;
        _workspaces = new DefaultObjectPool<Workspace>(new MadePolicy<Workspace>(() => new Workspace(this)), int.MaxValue);
    }

    /// <summary>The outer code.</summary>
    public IBlockCode Outer { get; }

    /// <summary>The inner code; its group is a group of this code.</summary>
    public IBlockCode Inner { get; }

    /// <inheritdoc/>
    public string Name => $"{Outer.Name}+{Inner.Name}";

    /// <inheritdoc/>
    public int SymbolBits => Outer.SymbolBits;

    /// <inheritdoc/>
    public int CodewordSymbols { get; }

    /// <inheritdoc/>
    public int MessageSymbols => Outer.MessageSymbols;

    /// <inheritdoc/>
    public int CorrectableSymbols { get; }

    /// <inheritdoc/>
    public int Interleave => Outer.Interleave;

    /// <inheritdoc/>
    public int GroupMessageBits => Outer.GroupMessageBits;

    /// <inheritdoc/>
    public int GroupCodeBits => CodewordSymbols * SymbolBits * Interleave;

    /// <inheritdoc/>
    public int BatchGroups { get; }

    /// <inheritdoc/>
    public bool IsLinearHardDecision => Outer.IsLinearHardDecision && Inner.IsLinearHardDecision;

    /// <inheritdoc/>
    public bool IsBoundedDistance => false;

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<ulong> message, Span<ulong> code, int groups)
    {
        BlockCodeArguments.CheckEncode(this, message, code, groups);
        Workspace workspace = _workspaces.Get();
        for (int first = 0; first < groups; first += _fillGroups)
        {
            int batch = int.Min(_fillGroups, groups - first);
            Outer.Encode(Part(message, first, batch, GroupMessageBits), workspace.OuterCode, batch);
            Repack(workspace.OuterCode, _outerBits, workspace.InnerMessage, Inner.GroupMessageBits, batch);
            Inner.Encode(workspace.InnerMessage, workspace.InnerCode, batch);
            Repack(workspace.InnerCode, Inner.GroupCodeBits, Part(code, first, batch, GroupCodeBits), GroupCodeBits, batch);
        }

        _workspaces.Return(workspace);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<ulong> received, Span<ulong> message, Span<short> verdicts, int groups)
    {
        BlockCodeArguments.CheckDecode(this, received, message, verdicts, groups);
        Workspace workspace = _workspaces.Get();
        for (int first = 0; first < groups; first += _fillGroups)
        {
            int batch = int.Min(_fillGroups, groups - first);
            Repack(Part(received, first, batch, GroupCodeBits), GroupCodeBits, workspace.InnerCode, Inner.GroupCodeBits, batch);
            Inner.Decode(workspace.InnerCode, workspace.InnerMessage, workspace.InnerVerdicts, batch);
            Repack(workspace.InnerMessage, Inner.GroupMessageBits, workspace.OuterCode, _outerBits, batch);
            Outer.Decode(workspace.OuterCode, Part(message, first, batch, GroupMessageBits), verdicts[(first * Interleave)..], batch);
        }

        _workspaces.Return(workspace);
    }

    /// <summary>
    /// Wrong symbols that are corrected wherever they are. E of them are at most E·m wrong inner symbols, of which an inner word
    /// that goes wrong takes t + 1 or more; it then adds t wrong inner symbols at most, each of which touches a few outer ones.
    /// </summary>
    private static int Guaranteed(IBlockCode outer, IBlockCode inner)
    {
        if (!outer.IsBoundedDistance || !inner.IsBoundedDistance)
            return 0;

        int touched = ((inner.SymbolBits + outer.SymbolBits - 2) / outer.SymbolBits) + 1, t = inner.CorrectableSymbols, errors = 0;
        while (errors + 1 + (t * touched * ((errors + 1) * outer.SymbolBits / (t + 1))) <= outer.CorrectableSymbols)
            errors++;
        return errors;
    }

    /// <summary>Groups of one length to groups of another: cut off, or filled up with zeros.</summary>
    private static void Repack(ReadOnlySpan<ulong> from, int fromBits, Span<ulong> to, int toBits, int groups)
    {
        if (fromBits == toBits)
        {
            from[..BitString.WordCount((long)groups * fromBits)].CopyTo(to);
            return;
        }

        var output = new BitAppender(to, 0);
        for (int group = 0; group < groups; group++)
        {
            output.Append(from, (long)group * fromBits, int.Min(fromBits, toBits));
            output.AppendZeros(toBits - fromBits);
        }

        output.Flush();
    }

    /// <summary>The words of some groups, the first of which begins with a word.</summary>
    private static ReadOnlySpan<ulong> Part(ReadOnlySpan<ulong> stream, int first, int groups, int groupBits) =>
        stream.Slice((int)((long)first * groupBits / 64), BitString.WordCount((long)groups * groupBits));

    private static Span<ulong> Part(Span<ulong> stream, int first, int groups, int groupBits) =>
        stream.Slice((int)((long)first * groupBits / 64), BitString.WordCount((long)groups * groupBits));

    /// <summary>What one thread works with: the streams between the codes.</summary>
    private sealed class Workspace(ConcatenatedCode code)
    {
        public ulong[] OuterCode { get; } = new ulong[BitString.WordCount((long)code._fillGroups * code._outerBits)];

        public ulong[] InnerMessage { get; } = new ulong[BitString.WordCount((long)code._fillGroups * code.Inner.GroupMessageBits)];

        public ulong[] InnerCode { get; } = new ulong[BitString.WordCount((long)code._fillGroups * code.Inner.GroupCodeBits)];

        public short[] InnerVerdicts { get; } = new short[code._fillGroups * code.Inner.Interleave];
    }
}
