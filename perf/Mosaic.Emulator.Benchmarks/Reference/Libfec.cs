using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Benchmarks.Reference;

/// <summary>Phil Karn's libfec (Debian: libfec-dev), RS(544,514) by its general codec: symbols as 32-bit integers, a word a call.</summary>
internal sealed partial class Libfec
{
    private const int N = PlainReedSolomon.N, K = PlainReedSolomon.K;
    private readonly nint _code = InitRsInt(10, 0x409, 0, 1, N - K, 1023 - N);

    /// <summary>Whether the library is there.</summary>
    public static bool IsInstalled { get; } = NativeLibrary.TryLoad("libfec.so.0", out _) || NativeLibrary.TryLoad("libfec.so", out _);

    /// <summary>Puts the parity behind a message.</summary>
    public void Encode(Span<int> word)
    {
        unsafe
        {
            fixed (int* symbols = word)
            {
                EncodeRsInt(_code, symbols, symbols + K);
            }
        }
    }

    /// <summary>Corrects a word in place; how many symbols, or −1.</summary>
    public int Decode(Span<int> word)
    {
        unsafe
        {
            fixed (int* symbols = word)
            {
                return DecodeRsInt(_code, symbols, null, 0);
            }
        }
    }

    [LibraryImport("libfec.so.0", EntryPoint = "init_rs_int")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint InitRsInt(int symbolSize, int polynomial, int firstRoot, int primitive, int roots, int pad);

    [LibraryImport("libfec.so.0", EntryPoint = "encode_rs_int")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial void EncodeRsInt(nint code, int* data, int* parity);

    [LibraryImport("libfec.so.0", EntryPoint = "decode_rs_int")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int DecodeRsInt(nint code, int* data, int* erasures, int count);
}
