using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Benchmarks.Reference;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Benchmarks.Comparison;

/// <summary>
/// What one would use instead, on the same machine in the same run: kp4 by libfec, and the whole path as plain C#. Their rates are
/// no goals; that is what is to be beaten.
/// </summary>
[ShowGbps]
[MemoryDiagnoser]
public class OthersBenchmark
{
    private const int MessageBits = PlainReedSolomon.K * PlainReedSolomon.SymbolBits;
    private readonly PlainReedSolomon _plain = new();
    private readonly ushort[] _word = new ushort[PlainReedSolomon.N];
    private readonly Dictionary<int, int[]> _received = [];
    private readonly int[] _copy = new int[PlainReedSolomon.N];
    private Libfec? _libfec;
    private PlainLink _link = null!;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (int i = 0; i < PlainReedSolomon.K; i++)
            _word[i] = (ushort)random.Next(1024);
        _plain.Encode(_word);
        foreach (int errors in new[] { 0, 1, 2, 8, 15 })
        {
            int[] received = [.. _word.Select(symbol => (int)symbol)];
            for (int i = 0; i < errors; i++)
                received[(37 * i) + 5] ^= 1 + i;
            _received[errors] = received;
        }

        _link = new PlainLink(new LinkDesign(new LinkConfiguration().Set("fiber.lengthM", "25.7").Build()).Optics.Lanes);
        _libfec = Libfec.IsInstalled ? new Libfec() : null;
        Check();
    }

    [Benchmark]
    [Goal(0, MessageBits)]
    public void LibfecEncode() => Codec().Encode(_received[0]);

    [Benchmark]
    [Goal(0, MessageBits)]
    public int LibfecCheck() => Decode(0);

    [Benchmark]
    [Goal(0, MessageBits)]
    public int LibfecCorrect1() => Decode(1);

    [Benchmark]
    [Goal(0, MessageBits)]
    public int LibfecCorrect2() => Decode(2);

    [Benchmark]
    [Goal(0, MessageBits)]
    public int LibfecCorrect8() => Decode(8);

    [Benchmark]
    [Goal(0, MessageBits)]
    public int LibfecCorrect15() => Decode(15);

    [Benchmark]
    [Goal(0, MessageBits)]
    public void PlainEncode() => _plain.Encode(_word);

    /// <summary>The same work in several places of memory.</summary>
    internal Action[] PlainEncodes() => [() => _plain.Encode<byte>(_word), () => _plain.Encode<short>(_word), () => _plain.Encode<int>(_word), () => _plain.Encode<long>(_word)];

    [Benchmark]
    [Goal(0, PlainLink.PayloadBits)]
    public long PlainPath() => _link.Send().Before;

    private Libfec Codec() => _libfec ?? throw new InvalidOperationException("libfec is not installed (Debian: apt-get install libfec-dev).");

    private int Decode(int errors)
    {
        _received[errors].CopyTo(_copy, 0);
        return Codec().Decode(_copy);
    }

    /// <summary>What is compared does the same: words decode to what was sent, and the plain path has the error ratio that is foretold.</summary>
    private void Check()
    {
        foreach ((int errors, int[] received) in _received)
        {
            ushort[] word = [.. received.Select(symbol => (ushort)symbol)];
            if (_plain.Decode(word) != errors || !word.AsSpan().SequenceEqual(_word))
                throw new InvalidOperationException($"The plain decoder does not correct {errors} symbols.");
            if (_libfec is null)
                continue;
            received.CopyTo(_copy, 0);
            if (_libfec.Decode(_copy) != errors || !_copy.AsSpan().SequenceEqual(_received[0]))
                throw new InvalidOperationException($"libfec does not correct {errors} symbols.");
        }

        (long before, long behind) = _link.Send();
        if (before is < 10 or > 200 || behind != 0)
            throw new InvalidOperationException($"The plain path has {before} errors where some 60 are expected, and {behind} behind the decoder.");
    }
}
