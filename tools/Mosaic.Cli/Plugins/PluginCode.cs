using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Plugins;

/// <summary>
/// A user's code behind a guard: numbers that contradict each other are refused when it is made, and so is a code that does not
/// give back what it encoded, or correct what it says that it does; what it throws later, and verdicts that mean nothing, end the work with a line that names it.
/// </summary>
internal class PluginCode : IBlockCode
{
    private readonly string _what;
    private readonly IBlockCode _code;

    private PluginCode(string what, string name, IBlockCode code)
    {
        (_what, Name, _code) = (what, name, code);
        // Read once: a number that changes later would be worse than a wrong one.
        (SymbolBits, CodewordSymbols, MessageSymbols, CorrectableSymbols) = (code.SymbolBits, code.CodewordSymbols, code.MessageSymbols, code.CorrectableSymbols);
        (Interleave, GroupMessageBits, GroupCodeBits, BatchGroups) = (code.Interleave, code.GroupMessageBits, code.GroupCodeBits, code.BatchGroups);
        (IsLinearHardDecision, IsBoundedDistance) = (code.IsLinearHardDecision, code.IsBoundedDistance);
    }

    public string Name { get; }

    public int SymbolBits { get; }

    public int CodewordSymbols { get; }

    public int MessageSymbols { get; }

    public int CorrectableSymbols { get; }

    public int Interleave { get; }

    public int GroupMessageBits { get; }

    public int GroupCodeBits { get; }

    public int BatchGroups { get; }

    public bool IsLinearHardDecision { get; }

    public bool IsBoundedDistance { get; }

    /// <summary>Puts a code behind the guard.</summary>
    /// <param name="what">What messages begin with.</param>
    /// <param name="name">The name that the user gave.</param>
    /// <param name="interleave">The interleave that was asked for.</param>
    /// <param name="code">The user's code.</param>
    /// <exception cref="ConfigurationException">It contradicts itself, throws, or does not give back what it encoded with as many errors as it says that it corrects.</exception>
    public static IBlockCode Guard(string what, string name, int interleave, IBlockCode code)
    {
        PluginCode guarded;
        try
        {
            guarded = code switch
            {
                ISoftBlockCode soft => new WithLogLikelihoods(what, name, soft),
                IErasureBlockCode erasures => new WithErasures(what, name, erasures),
                _ => new PluginCode(what, name, code),
            };
        }
        catch (Exception e) when (e is not ConfigurationException)
        {
            throw PluginLoader.Failed(what, "a property", e);
        }

        guarded.CheckShape(interleave);
        return CodeTrial.Fault(guarded) is { } fault ? throw new ConfigurationException($"{what}: {fault}") : guarded;
    }

    public void Encode(ReadOnlySpan<ulong> message, Span<ulong> code, int groups)
    {
        try
        {
            _code.Encode(message, code, groups);
        }
        catch (Exception e) when (e is not ConfigurationException)
        {
            throw PluginLoader.Failed(_what, nameof(Encode), e);
        }
    }

    public void Decode(ReadOnlySpan<ulong> received, Span<ulong> message, Span<short> verdicts, int groups)
    {
        try
        {
            _code.Decode(received, message, verdicts, groups);
        }
        catch (Exception e) when (e is not ConfigurationException)
        {
            throw PluginLoader.Failed(_what, nameof(Decode), e);
        }

        CheckVerdicts(verdicts, groups);
    }

    private void CheckVerdicts(ReadOnlySpan<short> verdicts, int groups)
    {
        foreach (short verdict in verdicts[..(groups * Interleave)])
        {
            Require(
                verdict >= DecodeVerdict.Uncorrectable && verdict <= CodewordSymbols,
                $"Decode gave the verdict {verdict}; it is -1, 0, or a number of corrected symbols, up to {CodewordSymbols}");
        }
    }

    private void CheckShape(int interleave)
    {
        Require(SymbolBits is >= 1 and <= 16, $"SymbolBits is {SymbolBits}; it is a number from 1 to 16");
        Require(CodewordSymbols >= 1, $"CodewordSymbols is {CodewordSymbols}; it is 1 or more");
        Require(MessageSymbols >= 1 && MessageSymbols <= CodewordSymbols, $"MessageSymbols is {MessageSymbols}; it is a number from 1 to CodewordSymbols, {CodewordSymbols}");
        Require(CorrectableSymbols >= 0 && CorrectableSymbols <= CodewordSymbols, $"CorrectableSymbols is {CorrectableSymbols}; it is a number from 0 to CodewordSymbols, {CodewordSymbols}");
        Require(Interleave == interleave, $"Interleave is {Interleave}, not {interleave} as asked for");
        long message = (long)MessageSymbols * SymbolBits * Interleave, code = (long)CodewordSymbols * SymbolBits * Interleave;
        Require(GroupMessageBits == message, $"GroupMessageBits is {GroupMessageBits}; MessageSymbols x SymbolBits x Interleave is {message}");
        Require(GroupCodeBits == code, $"GroupCodeBits is {GroupCodeBits}; CodewordSymbols x SymbolBits x Interleave is {code}");
        Require(BatchGroups > 0 && BatchGroups % 64 == 0, $"BatchGroups is {BatchGroups}; it is a multiple of 64, 64 or more");
        Require(BatchGroups * code <= int.MaxValue, $"BatchGroups is {BatchGroups}: a batch would have {BatchGroups * code} bits, more than {int.MaxValue}");
    }

    private void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new ConfigurationException($"{_what}: {otherwise}");
        }
    }

    /// <summary>A code that takes erasures.</summary>
    private sealed class WithErasures(string what, string name, IErasureBlockCode code) : PluginCode(what, name, code), IErasureBlockCode
    {
        public void Decode(ReadOnlySpan<ulong> received, ReadOnlySpan<ulong> erasures, Span<ulong> message, Span<short> verdicts, int groups)
        {
            try
            {
                code.Decode(received, erasures, message, verdicts, groups);
            }
            catch (Exception e) when (e is not ConfigurationException)
            {
                throw PluginLoader.Failed(_what, nameof(Decode), e);
            }

            CheckVerdicts(verdicts, groups);
        }
    }

    /// <summary>A code that takes log-likelihoods.</summary>
    private sealed class WithLogLikelihoods(string what, string name, ISoftBlockCode code) : PluginCode(what, name, code), ISoftBlockCode
    {
        public void Decode(ReadOnlySpan<sbyte> received, Span<ulong> message, Span<short> verdicts, int groups)
        {
            try
            {
                code.Decode(received, message, verdicts, groups);
            }
            catch (Exception e) when (e is not ConfigurationException)
            {
                throw PluginLoader.Failed(_what, nameof(Decode), e);
            }

            CheckVerdicts(verdicts, groups);
        }
    }
}
