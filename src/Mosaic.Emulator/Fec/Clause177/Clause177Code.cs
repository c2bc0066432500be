using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Fec.Clause177;

/// <summary>
/// The inner code of IEEE 802.3 clause 177, (128,120) with pairs of message bits XORed before its parity
/// (<see cref="Clause177Columns"/>), decoded from log-likelihoods by Chase's algorithm (<see cref="ChaseSearch"/>).
/// <para>Hard decisions can do little for it: a flipped bit of a pair looks like the other one. The one certain correction is
/// of a single wrong parity bit, which is the only kind of pattern that is nearer to the received word than any other; that is
/// made, and any other word that is no codeword is uncorrectable.</para>
/// </summary>
public sealed class Clause177Code : ISoftBlockCode
{
    /// <summary>The largest interleave.</summary>
    public const int MaxInterleave = 1024;

    private readonly Clause177Parity _parity;

    /// <summary>Makes the code.</summary>
    /// <param name="interleave">c, codewords of a group, 1 … <see cref="MaxInterleave"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interleave is out of range.</exception>
    public Clause177Code(int interleave)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interleave, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(interleave, MaxInterleave);
        Interleave = interleave;
        _parity = new Clause177Parity(interleave);
    }

    /// <summary>The code's name: <c>clause177</c>.</summary>
    public static string CatalogName => "clause177";

    /// <inheritdoc/>
    public string Name => CatalogName;

    /// <inheritdoc/>
    public int SymbolBits => 1;

    /// <inheritdoc/>
    public int CodewordSymbols => Clause177Columns.CodeBits;

    /// <inheritdoc/>
    public int MessageSymbols => Clause177Columns.MessageBits;

    /// <inheritdoc/>
    public int CorrectableSymbols => 0;

    /// <inheritdoc/>
    public int Interleave { get; }

    /// <inheritdoc/>
    public int GroupMessageBits => Clause177Columns.MessageBits * Interleave;

    /// <inheritdoc/>
    public int GroupCodeBits => Clause177Columns.CodeBits * Interleave;

    /// <inheritdoc/>
    public int BatchGroups => 64 * 43 * (Interleave & 3) switch { 0 => 1, 2 => 2, _ => 4 };

    /// <summary>Linear, but not made for hard decisions: always false.</summary>
    public bool IsLinearHardDecision => false;

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<ulong> message, Span<ulong> code, int groups)
    {
        BlockCodeArguments.CheckEncode(this, message, code, groups);
        if (_parity.IsNarrow)
            EncodeNarrow(MemoryMarshal.AsBytes(message), MemoryMarshal.AsBytes(code), groups);
        else
            EncodeWide(message, code, groups);
        BlockCodeArguments.ClearPast(code, (long)groups * GroupCodeBits);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<ulong> received, Span<ulong> message, Span<short> verdicts, int groups)
    {
        BlockCodeArguments.CheckDecode(this, received, message, verdicts, groups);
        Span<byte> syndromes = stackalloc byte[Interleave];
        for (int group = 0; group < groups; group++)
        {
            Span<short> said = verdicts.Slice(group * Interleave, Interleave);
            said.Clear();
            CopyMessage(received, group, message, group);
            if (!TryFindSyndromes(received, group, syndromes))
                continue;

            for (int word = 0; word < syndromes.Length; word++)
            {
                // A single bit of it: that parity bit is wrong, or three positions at least are.
                said[word] = syndromes[word] == 0 ? DecodeVerdict.Clean
                    : BitOperations.IsPow2(syndromes[word]) ? (short)1 : DecodeVerdict.Uncorrectable;
            }
        }

        BlockCodeArguments.ClearPast(message, (long)groups * GroupMessageBits);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<sbyte> received, Span<ulong> message, Span<short> verdicts, int groups)
    {
        BlockCodeArguments.CheckDecode(this, received, message, verdicts, groups);
        verdicts[..(groups * Interleave)].Clear();
        Span<ulong> signs = stackalloc ulong[2 * Interleave];
        Span<byte> syndromes = stackalloc byte[Interleave];
        for (int group = 0; group < groups; group++)
        {
            group = DecodeClean(received, message, group, groups, signs);
            if (group < groups && TryFindSyndromes(signs, 0, syndromes))
                DecodeGroup(received.Slice(group * GroupCodeBits, GroupCodeBits), syndromes, message, (long)group * GroupMessageBits, verdicts[(group * Interleave)..]);
        }

        BlockCodeArguments.ClearPast(message, (long)groups * GroupMessageBits);
    }

    /// <summary>
    /// Copies messages as their signs have them, from one group on, up to and with the first that is not known to be clean.
    /// </summary>
    /// <returns>That group, or the number of groups.</returns>
    [MethodImpl(Kernel.Compiled)]
    private int DecodeClean(ReadOnlySpan<sbyte> received, Span<ulong> message, int group, int groups, Span<ulong> signs)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(signs);
        int messageBytes = GroupMessageBits / 8;
        Span<byte> to = MemoryMarshal.AsBytes(message)[(messageBytes * group)..];
        received = received[(group * GroupCodeBits)..];
        for (; group < groups; group++, received = received[GroupCodeBits..], to = to[messageBytes..])
        {
            ref sbyte soft = ref MemoryMarshal.GetReference(received[..GroupCodeBits]);
            for (int i = 0; i < signs.Length; i++, soft = ref Unsafe.Add(ref soft, 64))
                signs[i] = Vector256.LoadUnsafe(ref soft).ExtractMostSignificantBits() | ((ulong)Vector256.LoadUnsafe(ref soft, 32).ExtractMostSignificantBits() << 32);
            bytes[..messageBytes].CopyTo(to);
            if (!_parity.IsNarrow || NarrowDifference(bytes) != 0)
                break;
        }

        return group;
    }

    private void DecodeGroup(ReadOnlySpan<sbyte> soft, ReadOnlySpan<byte> syndromes, Span<ulong> message, long bit, Span<short> verdicts)
    {
        Span<sbyte> single = stackalloc sbyte[Clause177Columns.CodeBits];
        for (int word = 0; word < syndromes.Length; word++)
        {
            if (syndromes[word] == 0)
                continue;

            if (Interleave > 1)
                TakeWord(soft, word, single);
            WordFlips flips = ChaseSearch.Find(in Interleave > 1 ? ref single[0] : ref soft[0], syndromes[word]);
            verdicts[word] = flips.Count == 0 ? DecodeVerdict.Uncorrectable : (short)flips.Count;
            for (ulong left = flips.Low; left != 0; left &= left - 1)
                Flip(message, bit + word + ((long)BitOperations.TrailingZeroCount(left) * Interleave));
            for (ulong left = flips.High << Clause177Columns.ParityBits >> Clause177Columns.ParityBits; left != 0; left &= left - 1)
                Flip(message, bit + word + ((64L + BitOperations.TrailingZeroCount(left)) * Interleave));
        }

        static void Flip(Span<ulong> message, long at) => message[(int)(at >> 6)] ^= 1UL << (int)at;
    }

    /// <summary>The log-likelihoods of one word of a group.</summary>
    private void TakeWord(ReadOnlySpan<sbyte> soft, int word, Span<sbyte> single)
    {
        if (Interleave == 4)
        {
            ReadOnlySpan<uint> rows = MemoryMarshal.Cast<sbyte, uint>(soft);
            Vector256<uint> low = Vector256.Create(0xFFu);
            for (int i = 0; i < single.Length; i += 32, rows = rows[32..])
            {
                Vector256<ushort> first = Vector256.Narrow((Vector256.Create(rows) >>> (8 * word)) & low, (Vector256.Create(rows[8..]) >>> (8 * word)) & low);
                Vector256<ushort> second = Vector256.Narrow((Vector256.Create(rows[16..]) >>> (8 * word)) & low, (Vector256.Create(rows[24..]) >>> (8 * word)) & low);
                Vector256.Narrow(first, second).AsSByte().CopyTo(single[i..]);
            }

            return;
        }

        for (int bit = 0, at = word; bit < single.Length; bit++, at += Interleave)
            single[bit] = soft[at];
    }

    [MethodImpl(Kernel.Compiled)]
    private void EncodeNarrow(ReadOnlySpan<byte> message, Span<byte> code, int groups)
    {
        int messageBytes = GroupMessageBits / 8;
        for (int group = 0; group < groups; group++, message = message[messageBytes..], code = code[(messageBytes + Interleave)..])
        {
            message[..messageBytes].CopyTo(code);
            ulong parity = _parity.OfNarrow(message[..messageBytes]);
            for (int i = 0; i < Interleave; i++, parity >>= 8)
                code[messageBytes + i] = (byte)parity;
        }
    }

    private void EncodeWide(ReadOnlySpan<ulong> message, Span<ulong> code, int groups)
    {
        Span<ulong> parity = stackalloc ulong[Clause177Columns.ParityBits];
        for (int group = 0; group < groups; group++)
        {
            long from = (long)group * GroupMessageBits, to = (long)group * GroupCodeBits;
            BitString.Copy(message, from, code, to, GroupMessageBits);
            for (int first = 0; first < Interleave; first += Clause177Parity.ChunkWords)
            {
                int count = int.Min(Clause177Parity.ChunkWords, Interleave - first);
                _parity.OfChunk(message, from, first, count, parity);
                for (int check = 0; check < parity.Length; check++)
                    BitString.WriteBits(code, to + GroupMessageBits + (check * Interleave) + first, count, parity[check]);
            }
        }
    }

    /// <summary>Copies the message of a group; both streams have it at a byte.</summary>
    private void CopyMessage(ReadOnlySpan<ulong> from, int fromGroup, Span<ulong> to, int toGroup)
    {
        int bytes = GroupMessageBits / 8;
        MemoryMarshal.AsBytes(from).Slice(fromGroup * (GroupCodeBits / 8), bytes).CopyTo(MemoryMarshal.AsBytes(to)[(toGroup * bytes)..]);
    }

    /// <summary>Parity computed and received, of a group of at most eight words: syndrome bit j of word w is bit j·c + w.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong NarrowDifference(ReadOnlySpan<byte> group)
    {
        ulong difference = _parity.OfNarrow(group[..^Interleave]);
        for (int i = 0; i < Interleave; i++)
            difference ^= (ulong)group[group.Length - Interleave + i] << (8 * i);
        return difference;
    }

    /// <summary>Finds the syndromes of a group's words; where all are 0, says so and leaves them as they were.</summary>
    private bool TryFindSyndromes(ReadOnlySpan<ulong> received, int group, Span<byte> syndromes)
    {
        if (_parity.IsNarrow)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(received).Slice(group * (GroupCodeBits / 8), GroupCodeBits / 8);
            ulong difference = NarrowDifference(bytes);
            for (int word = 0; difference != 0 && word < Interleave; word++)
            {
                syndromes[word] = 0;
                for (int check = 0; check < Clause177Columns.ParityBits; check++)
                    syndromes[word] |= (byte)(((difference >> ((check * Interleave) + word)) & 1) << check);
            }

            return difference != 0;
        }

        Span<ulong> parity = stackalloc ulong[Clause177Columns.ParityBits];
        long bit = (long)group * GroupCodeBits;
        syndromes.Clear();
        for (int first = 0; first < Interleave; first += Clause177Parity.ChunkWords)
        {
            int count = int.Min(Clause177Parity.ChunkWords, Interleave - first);
            _parity.OfChunk(received, bit, first, count, parity);
            for (int check = 0; check < parity.Length; check++)
            {
                ulong wrong = parity[check] ^ BitString.ReadBits(received, bit + GroupMessageBits + (check * Interleave) + first, count);
                for (; wrong != 0; wrong &= wrong - 1)
                    syndromes[first + BitOperations.TrailingZeroCount(wrong)] |= (byte)(1 << check);
            }
        }

        return syndromes.ContainsAnyExcept((byte)0);
    }
}
