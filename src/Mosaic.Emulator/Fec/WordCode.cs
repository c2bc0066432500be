using Microsoft.Extensions.ObjectPool;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Fec;

/// <summary>
/// A code that is written one word of symbols at a time, with the streams and the interleave taken care of: the short way to a
/// code of one's own. Words may be coded by several threads at once, so a word's work must not use fields that change.
/// </summary>
public abstract class WordCode : IBlockCode
{
    private readonly ObjectPool<Buffers> _buffers;

    /// <summary>Makes a code.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="symbolBits">m, bits of a symbol, 1 … 16.</param>
    /// <param name="codewordSymbols">n, symbols of a codeword, 1 or more.</param>
    /// <param name="messageSymbols">k, symbols of a message, 1 … n.</param>
    /// <param name="correctableSymbols">t: up to so many wrong symbols are always corrected; 0 … n.</param>
    /// <param name="interleave">c, codewords of a group, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range, or a batch is longer than 2³¹ bits.</exception>
    protected WordCode(string name, int symbolBits, int codewordSymbols, int messageSymbols, int correctableSymbols, int interleave)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(symbolBits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(symbolBits, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(codewordSymbols, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(messageSymbols, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(messageSymbols, codewordSymbols);
        ArgumentOutOfRangeException.ThrowIfNegative(correctableSymbols);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(correctableSymbols, codewordSymbols);
        ArgumentOutOfRangeException.ThrowIfLessThan(interleave, 1);
        (Name, SymbolBits, CodewordSymbols, MessageSymbols) = (name, symbolBits, codewordSymbols, messageSymbols);
        (CorrectableSymbols, Interleave) = (correctableSymbols, interleave);
        BatchGroups = BlockCodeArguments.BatchGroups((long)codewordSymbols * symbolBits * interleave, interleave);
        _buffers = new DefaultObjectPool<Buffers>(new MadePolicy<Buffers>(() => new Buffers(this)), int.MaxValue);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int SymbolBits { get; }

    /// <inheritdoc/>
    public int CodewordSymbols { get; }

    /// <inheritdoc/>
    public int MessageSymbols { get; }

    /// <inheritdoc/>
    public int CorrectableSymbols { get; }

    /// <inheritdoc/>
    public int Interleave { get; }

    /// <inheritdoc/>
    public int GroupMessageBits => MessageSymbols * SymbolBits * Interleave;

    /// <inheritdoc/>
    public int GroupCodeBits => CodewordSymbols * SymbolBits * Interleave;

    /// <inheritdoc/>
    public int BatchGroups { get; }

    /// <inheritdoc/>
    public virtual bool IsLinearHardDecision => false;

    /// <inheritdoc/>
    public virtual bool IsBoundedDistance => false;

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<ulong> message, Span<ulong> code, int groups)
    {
        BlockCodeArguments.CheckEncode(this, message, code, groups);
        Buffers buffers = _buffers.Get();
        for (int word = 0; word < groups * Interleave; word++)
        {
            Read(message, word, buffers.Message);
            EncodeWord(buffers.Message, buffers.Codeword);
            Write(code, word, buffers.Codeword);
        }

        _buffers.Return(buffers);
        BlockCodeArguments.ClearPast(code, (long)groups * GroupCodeBits);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<ulong> received, Span<ulong> message, Span<short> verdicts, int groups)
    {
        BlockCodeArguments.CheckDecode(this, received, message, verdicts, groups);
        Buffers buffers = _buffers.Get();
        for (int word = 0; word < groups * Interleave; word++)
        {
            Read(received, word, buffers.Codeword);
            verdicts[word] = DecodeWord(buffers.Codeword, buffers.Message);
            Write(message, word, buffers.Message);
        }

        _buffers.Return(buffers);
        BlockCodeArguments.ClearPast(message, (long)groups * GroupMessageBits);
    }

    /// <summary>Encodes a word.</summary>
    /// <param name="message">k symbols, each in the lowest m bits.</param>
    /// <param name="codeword">Receives n symbols; it holds anything before.</param>
    protected abstract void EncodeWord(ReadOnlySpan<ushort> message, Span<ushort> codeword);

    /// <summary>Decodes a word.</summary>
    /// <param name="received">n symbols as received.</param>
    /// <param name="message">Receives k symbols, those of an uncorrectable word as received; it holds anything before.</param>
    /// <returns>A <see cref="DecodeVerdict"/>: the number of symbols corrected, or −1.</returns>
    protected abstract short DecodeWord(ReadOnlySpan<ushort> received, Span<ushort> message);

    private void Read(ReadOnlySpan<ulong> stream, int word, Span<ushort> symbols)
    {
        (int group, int position) = Math.DivRem(word, Interleave);
        long bit = ((long)group * symbols.Length * Interleave * SymbolBits) + (position * SymbolBits);
        foreach (ref ushort symbol in symbols)
        {
            symbol = (ushort)BitString.ReadBits(stream, bit, SymbolBits);
            bit += Interleave * SymbolBits;
        }
    }

    private void Write(Span<ulong> stream, int word, ReadOnlySpan<ushort> symbols)
    {
        (int group, int position) = Math.DivRem(word, Interleave);
        long bit = ((long)group * symbols.Length * Interleave * SymbolBits) + (position * SymbolBits);
        foreach (ushort symbol in symbols)
        {
            BitString.WriteBits(stream, bit, SymbolBits, symbol);
            bit += Interleave * SymbolBits;
        }
    }

    private sealed class Buffers(WordCode code)
    {
        public ushort[] Message { get; } = new ushort[code.MessageSymbols];

        public ushort[] Codeword { get; } = new ushort[code.CodewordSymbols];
    }
}
