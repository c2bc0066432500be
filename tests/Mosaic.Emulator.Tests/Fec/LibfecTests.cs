using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.ReedSolomon;

namespace Mosaic.Emulator.Tests.Fec;

/// <summary>P. Karn's libfec, another implementation (Debian's libfec0), where it is installed.</summary>
public class LibfecTests
{
    private const int Words = 10_000;

    [LibfecTheory]
    [InlineData("kp4", 4)]
    [InlineData("kr4", 3)]
    [InlineData("rs-255-239", 8)]
    [InlineData("rs-255-223", 5)]
    public void EncodesAndDecodesTheSame(string name, int interleave)
    {
        ReedSolomonParameters parameters = ReedSolomonVectors.Parameters(name);
        int n = parameters.CodewordSymbols, k = parameters.MessageSymbols, bits = parameters.Field.Bits;
        using var libfec = new Libfec(bits, parameters.Field.Polynomial, parameters.FirstRoot, n - k, parameters.Field.Order - n);
        var random = new RandomSymbols(31);
        var reference = new ReedSolomonReference(parameters);
        List<ushort[]> messages = [], sent = [], received = [], decoded = [];
        var verdicts = new List<short>();
        for (int i = 0; i < Words; i++)
        {
            messages.Add(random.Word(k, bits));
            int[] data = Array.ConvertAll(messages[i], static symbol => (int)symbol);
            var parity = new int[n - k];
            libfec.Encode(data, parity);
            sent.Add(Array.ConvertAll([.. data, .. parity], static symbol => (ushort)symbol));

            ushort[] word = [.. sent[i]];
            random.AddErrors(word, i % 21, bits);
            received.Add([.. word]);
            data = Array.ConvertAll(word, static symbol => (int)symbol);
            int count = libfec.Decode(data);
            // libfec counts, but does not make, corrections of symbols that were not sent. What it leaves is no codeword
            // then, and the word is uncorrectable.
            libfec.Encode(data, parity);
            bool failed = count < 0 || !parity.AsSpan().SequenceEqual(data.AsSpan(k));
            verdicts.Add(failed ? DecodeVerdict.Uncorrectable : (short)count);
            decoded.Add(failed ? word : Array.ConvertAll(data, static symbol => (ushort)symbol));

            if (i % 5 != 0)
                continue;

            ushort[] own = [.. received[i]];
            Assert.Equal(verdicts[i], reference.Decode(own));
            Assert.True(decoded[i].AsSpan().SequenceEqual(own));
        }

        IBlockCode code = CodeCatalog.Create(name, interleave);
        int groups = Words / interleave;
        ulong[] stream = SymbolStream.Pack(sent, interleave, bits);
        var actual = new ulong[stream.Length];
        code.Encode(SymbolStream.Pack(messages, interleave, bits), actual, groups);
        Assert.Equal(0, BitString.HammingDistance(stream, actual, (long)groups * code.GroupCodeBits));

        ulong[] expected = SymbolStream.Pack([.. decoded.Select(word => word[..k])], interleave, bits);
        actual = new ulong[expected.Length];
        var actualVerdicts = new short[groups * interleave];
        code.Decode(SymbolStream.Pack(received, interleave, bits), actual, actualVerdicts, groups);
        Assert.Equal(verdicts.Take(actualVerdicts.Length), actualVerdicts);
        Assert.Equal(0, BitString.HammingDistance(expected, actual, (long)groups * code.GroupMessageBits));
    }

    [LibfecTheory]
    [InlineData("kp4")]
    [InlineData("rs-255-223")]
    public void DecodesErasuresTheSame(string name)
    {
        ReedSolomonParameters parameters = ReedSolomonVectors.Parameters(name);
        int n = parameters.CodewordSymbols, k = parameters.MessageSymbols, bits = parameters.Field.Bits, pad = parameters.Field.Order - n;
        using var libfec = new Libfec(bits, parameters.Field.Polynomial, parameters.FirstRoot, n - k, pad);
        var random = new RandomSymbols(32);
        var reference = new ReedSolomonReference(parameters);
        for (int i = 0; i < 500; i++)
        {
            ushort[] word = ErasureTests.Sent(reference, random, n, k, bits);
            (int[] erased, _) = ErasureTests.Impair(word, random, parameters, i % 3, bits);
            int[] received = Array.ConvertAll(word, static symbol => (int)symbol), data = [.. received], parity = new int[n - k];
            bool failed = libfec.Decode(data, erased) < 0;
            libfec.Encode(data, parity);
            // It also gives codewords beyond the bound, where it happens on one.
            int errors = Enumerable.Range(0, n).Count(symbol => data[symbol] != received[symbol] && !erased.Contains(symbol));
            failed |= !parity.AsSpan().SequenceEqual(data.AsSpan(k)) || (2 * errors) + erased.Length > n - k;

            short verdict = reference.Decode(word, erased);
            Assert.Equal(failed, verdict < 0);
            Assert.Equal(failed ? received : data, Array.ConvertAll(word, static symbol => (int)symbol));
        }
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class LibfecTheoryAttribute : TheoryAttribute
    {
        public LibfecTheoryAttribute()
        {
            if (!Libfec.IsPresent)
                Skip = "libfec is not installed (Debian: libfec-dev).";
        }
    }

    private sealed unsafe class Libfec : IDisposable
    {
        private static readonly nint Library = Load();
        private readonly delegate* unmanaged[Cdecl]<void*, int*, int*, void> _encode;
        private readonly delegate* unmanaged[Cdecl]<void*, int*, int*, int, int> _decode;
        private readonly delegate* unmanaged[Cdecl]<void*, void> _free;
        private void* _code;

        public Libfec(int symbolBits, int polynomial, int firstRoot, int roots, int pad)
        {
            _encode = (delegate* unmanaged[Cdecl]<void*, int*, int*, void>)NativeLibrary.GetExport(Library, "encode_rs_int");
            _decode = (delegate* unmanaged[Cdecl]<void*, int*, int*, int, int>)NativeLibrary.GetExport(Library, "decode_rs_int");
            _free = (delegate* unmanaged[Cdecl]<void*, void>)NativeLibrary.GetExport(Library, "free_rs_int");
            var initialize = (delegate* unmanaged[Cdecl]<int, int, int, int, int, int, void*>)NativeLibrary.GetExport(Library, "init_rs_int");
            _code = initialize(symbolBits, polynomial, firstRoot, 1, roots, pad);
            Assert.True(_code != null);
        }

        public static bool IsPresent => Library != 0;

        public void Encode(int[] data, int[] parity)
        {
            fixed (int* d = data, p = parity)
                _encode(_code, d, p);
        }

        public int Decode(int[] word) => Decode(word, []);

        /// <summary>Erasures count from the first symbol sent.</summary>
        public int Decode(int[] word, int[] erasures)
        {
            // It writes up to n − k places there.
            int[] places = new int[1024];
            erasures.CopyTo(places, 0);
            fixed (int* w = word, p = places)
                return _decode(_code, w, p, erasures.Length);
        }

        public void Dispose()
        {
            if (_code != null)
                _free(_code);
            _code = null;
        }

        private static nint Load() =>
            NativeLibrary.TryLoad("libfec.so.0", out nint library) || NativeLibrary.TryLoad("libfec.so", out library) ? library : 0;
    }
}
