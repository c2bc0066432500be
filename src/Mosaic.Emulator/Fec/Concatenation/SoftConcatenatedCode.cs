using Microsoft.Extensions.ObjectPool;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec.Binary;

namespace Mosaic.Emulator.Fec.Concatenation;

/// <summary>
/// A concatenation whose inner code takes log-likelihoods: the inner code decides on every bit, and the outer code decodes its
/// decisions. Streams and verdicts are those of <see cref="ConcatenatedCode"/>.
/// </summary>
public sealed class SoftConcatenatedCode : ConcatenatedCode, ISoftBlockCode
{
    private readonly ISoftBlockCode _inner;
    private readonly DefaultObjectPool<Workspace> _workspaces;

    /// <summary>Concatenates.</summary>
    /// <param name="outer">The outer code, c codewords a group.</param>
    /// <param name="makeInner">Makes the inner code, an <see cref="ISoftBlockCode"/>, with so many words a group.</param>
    /// <exception cref="ArgumentException">The inner code takes no log-likelihoods.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A group or a batch is longer than 2³¹ bits.</exception>
    public SoftConcatenatedCode(IBlockCode outer, BlockCodeFactory makeInner)
        : base(outer, makeInner)
    {
        _inner = Inner as ISoftBlockCode ?? throw new ArgumentException($"{Inner.Name} takes no log-likelihoods.", nameof(makeInner));
        _workspaces = new DefaultObjectPool<Workspace>(new MadePolicy<Workspace>(() => new Workspace(this)), int.MaxValue);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<sbyte> received, Span<ulong> message, Span<short> verdicts, int groups)
    {
        BlockCodeArguments.CheckDecode(this, received, message, verdicts, groups);
        Workspace workspace = _workspaces.Get();
        for (int first = 0; first < groups; first += Outer.BatchGroups)
        {
            int batch = int.Min(Outer.BatchGroups, groups - first);
            var outerCode = new BitAppender(workspace.OuterCode, 0);
            for (int group = first; group < first + batch; group++)
            {
                // What fills up the group behind the inner code's says nothing, and so does what fills up its message.
                ReadOnlySpan<sbyte> soft = received.Slice((int)((long)group * GroupCodeBits), _inner.GroupCodeBits);
                _inner.Decode(soft, workspace.InnerMessage, workspace.InnerVerdicts, 1);
                outerCode.Append(workspace.InnerMessage, 0, Outer.GroupCodeBits);
            }

            outerCode.Flush();
            // A batch is a multiple of 64 groups, so it begins with a word.
            Outer.Decode(workspace.OuterCode, message[(int)((long)first * GroupMessageBits / 64)..], verdicts[(first * Interleave)..], batch);
        }

        _workspaces.Return(workspace);
    }

    /// <summary>What one thread works with: the streams between the codes.</summary>
    private sealed class Workspace(SoftConcatenatedCode code)
    {
        public ulong[] OuterCode { get; } = new ulong[BitString.WordCount((long)code.Outer.BatchGroups * code.Outer.GroupCodeBits)];

        public ulong[] InnerMessage { get; } = new ulong[BitString.WordCount(code.Inner.GroupMessageBits)];

        public short[] InnerVerdicts { get; } = new short[code.Inner.Interleave];
    }
}
