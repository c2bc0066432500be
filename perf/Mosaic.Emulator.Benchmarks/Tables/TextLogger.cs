using BenchmarkDotNet.Loggers;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>Tells which benchmark is being run, and what has gone wrong.</summary>
/// <param name="writer">Where to.</param>
internal sealed class TextLogger(TextWriter writer) : ILogger
{
    private LogKind _kind;

    /// <inheritdoc/>
    public string Id => nameof(TextLogger);

    /// <inheritdoc/>
    public int Priority => 0;

    /// <inheritdoc/>
    public void Write(LogKind logKind, string text)
    {
        _kind = logKind;
        if (IsTold(text))
            writer.Write(text);
    }

    /// <inheritdoc/>
    public void WriteLine() => WriteLine(_kind, "");

    /// <inheritdoc/>
    public void WriteLine(LogKind logKind, string text)
    {
        _kind = logKind;
        if (IsTold(text))
            writer.WriteLine(text);
    }

    /// <inheritdoc/>
    public void Flush() => writer.Flush();

    private bool IsTold(string text) => _kind == LogKind.Error || text.StartsWith("// Benchmark:", StringComparison.Ordinal);
}
