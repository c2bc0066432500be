using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;

namespace Mosaic.Emulator.Tests.Cli;

public sealed class FecCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ManyBatches_ComeBack_AndTheCodeStreamIsTheLibrarys()
    {
        // Five batches and a piece.
        const int Groups = 333;
        byte[] message = Bytes(Groups * 2570, 1);
        Write("message", message);
        Assert.Equal((0, "1,332 words of kp4 encoded\n", ""), Run("encode --code kp4 --interleave 4 --in message --out code"));

        IBlockCode code = CodeCatalog.Create("kp4", 4);
        var words = new ulong[BitString.WordCount((long)Groups * code.GroupMessageBits)];
        Buffer.BlockCopy(message, 0, words, 0, message.Length);
        var expected = new ulong[BitString.WordCount((long)Groups * code.GroupCodeBits)];
        code.Encode(words, expected, Groups);
        var stream = new byte[Groups * 2720];
        Buffer.BlockCopy(expected, 0, stream, 0, stream.Length);
        Assert.Equal(stream, Read("code"));

        // Byte 5 of a group is bits 0 … 7 of symbol 1 of its first word.
        stream[5] ^= 0x81;
        stream[(300 * 2720) + 5] ^= 0x10;
        Write("code", stream);
        Assert.Equal(
            (0, "1,332 words of kp4: 1,330 clean, 2 corrected (2 symbols), 0 uncorrectable\n", ""),
            Run("decode --code kp4 --interleave 4 --in code --out back"));
        Assert.Equal(message, Read("back"));
    }

    [Fact]
    public void WordsThatAreNotWholeBytes_AreFilledUpWithZeroBits()
    {
        // 777 and 889 bits.
        byte[] message = Bytes(98, 2);
        message[^1] &= 1;
        Write("message", message);
        Assert.Equal((0, "1 word of rs-127-111-0x89-1 encoded\n", ""), Run("encode --code rs-127-111-0x89-1 --in message --out code"));
        Assert.Equal(112, Read("code").Length);
        Assert.InRange(Read("code")[^1], 0, 1);
        Assert.Equal(0, Run("decode --code rs-127-111-0x89-1 --in code --out back").ExitCode);
        Assert.Equal(message, Read("back"));
    }

    [Theory]
    [InlineData("rs-7-3-0xb-1")]
    [InlineData("rs-15-9-0x13-0")]
    [InlineData("rs-31-25-0x25-1")]
    [InlineData("rs-63-47-0x43-1")]
    [InlineData("rs-127-111-0x89-1")]
    [InlineData("rs-204-188-0x11d-0")]
    [InlineData("rs-255-223")]
    [InlineData("rs-511-479-0x211-1")]
    [InlineData("kr4")]
    [InlineData("rs-2047-2015-0x805-1")]
    [InlineData("rs-4095-4063-0x1053-0")]
    [InlineData("bch-15-7")]
    [InlineData("bch-1023-923")]
    [InlineData("hamming-72-64")]
    public void SymbolsOfOneToTwelveBits_ComeBackThroughAsManyErrorsAsTheCodeCorrects(string name)
    {
        // Eight groups are whole bytes whatever the code; a burst at the start of each spreads over its three words.
        IBlockCode code = CodeCatalog.Create(name, 3);
        byte[] message = Bytes(code.GroupMessageBits, 4);
        Write("message", message);
        Assert.Equal((0, $"24 words of {name} encoded\n", ""), Run($"encode --code {name} --interleave 3 --in message --out code"));
        byte[] stream = Read("code");
        Assert.Equal(code.GroupCodeBits, stream.Length);
        for (int bit = 0; bit < 8 * stream.Length; bit++)
        {
            if (bit % code.GroupCodeBits < code.CorrectableSymbols * code.Interleave * code.SymbolBits)
                stream[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Write("code", stream);
        Assert.Equal(
            (0, $"24 words of {name}: 0 clean, 24 corrected ({24 * code.CorrectableSymbols} symbols), 0 uncorrectable\n", ""),
            Run($"decode --code {name} --interleave 3 --in code --out back"));
        Assert.Equal(message, Read("back"));
    }

    [Fact]
    public void UncorrectableWords_EndWithOne_AndErasuresHelp()
    {
        byte[] message = Bytes(239, 3);
        Write("message", message);
        Run("encode --code rs-255-239 --in message --out code");
        byte[] stream = Read("code");
        for (int i = 0; i < 16; i++)
            stream[i * 3] ^= 0x55;
        Write("code", stream);
        Assert.Equal((1, "1 word of rs-255-239: 0 clean, 0 corrected (0 symbols), 1 uncorrectable\n", ""), Run("decode --code rs-255-239 --in code --out back"));
        Assert.Equal(stream[..239], Read("back"));

        byte[] marks = new byte[32];
        for (int i = 0; i < 16; i++)
            marks[i * 3 / 8] |= (byte)(1 << (i * 3 % 8));
        Write("marks", marks);
        Assert.Equal(
            (0, "1 word of rs-255-239: 0 clean, 1 corrected (16 symbols), 0 uncorrectable\n", ""),
            Run("decode --code rs-255-239 --in code --out back --erasures marks"));
        Assert.Equal(message, Read("back"));
    }

    /// <summary>The Clause 177 code by its signs: a wrong parity bit is corrected, a wrong message bit seen.</summary>
    [Fact]
    public void ASoftCode_DecodesHardBits()
    {
        byte[] message = Bytes(30, 5);
        Write("message", message);
        Assert.Equal((0, "2 words of clause177 encoded\n", ""), Run("encode --code clause177 --in message --out code"));
        byte[] stream = Read("code");
        stream[15] ^= 0x10;
        stream[16] ^= 0x10;
        Write("code", stream);
        Assert.Equal((1, "2 words of clause177: 0 clean, 1 corrected (1 symbols), 1 uncorrectable\n", ""), Run("decode --code clause177 --in code --out back"));
        message[15] ^= 0x10;
        Assert.Equal(message, Read("back"));
    }

    [Theory]
    [InlineData(2, "encode --code kp4 --interleave 4 --in partial --out out", "mosaic: --in: 'FOLDER/partial' has 5144 bits; kp4 needs a multiple of 20560 (4 interleaved words), filled up to a byte")]
    [InlineData(2, "encode --code kp4 --in filled --out out", "mosaic: --in: 'FOLDER/filled' has 5144 bits; the last 4 after 1 times 5140 are not all zero")]
    [InlineData(2, "decode --code rs-255-239 --in word --out out --erasures partial", "mosaic: --erasures: 'FOLDER/partial' has 5144 bits; ")]
    [InlineData(2, "encode --code kp5 --in word --out out", "mosaic: --code: there is no 'kp5'; did you mean 'kp4'?; codes are clause177, kp4")]
    [InlineData(2, "encode --code bch-0-0 --in word --out out", "mosaic: --code: 'bch-0-0': n: 0 is not allowed; it is an integer from 5 to 16383\n")]
    [InlineData(2, "encode --code hamming-32016-32000+hamming-4-1 --interleave 1024 --in word --out out", "mosaic: --code, --interleave: 'hamming-32016-32000+hamming-4-1' x 1024: A batch would have ")]
    [InlineData(2, "encode --code kp4 --interleave 0 --in word --out out", "mosaic: --interleave: 0 is not allowed; it is an integer from 1 to 1024")]
    [InlineData(2, "encode --code kp4 --in word", "mosaic: ")]
    [InlineData(2, "", "mosaic: ")]
    [InlineData(4, "encode --code kp4 --in missing --out out", "mosaic: --in: cannot read ")]
    [InlineData(4, "decode --code rs-255-239 --in word --out no/such/out", "mosaic: --out: cannot write ")]
    [InlineData(4, "decode --code rs-255-239 --in word --out out --erasures missing", "mosaic: --erasures: cannot read ")]
    public void WhatIsWrong_IsOneLineAndAnExitCode(int expected, string arguments, string message)
    {
        Write("partial", new byte[643]);
        Write("filled", [.. new byte[642], 0x10]);
        Write("word", new byte[255]);
        (int code, string output, string error) = Run(arguments);
        Assert.Equal((expected, ""), (code, output));
        Assert.StartsWith(message.Replace("FOLDER", _folder, StringComparison.Ordinal), error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
        Assert.Equal(3, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void NothingIsEncodedToNothing()
    {
        Write("message", []);
        Assert.Equal((0, "0 words of kp4 encoded\n", ""), Run("encode --code kp4 --in message --out code"));
        Assert.Empty(Read("code"));
    }

    /// <summary>Runs the command; words that name files are taken to be in the folder.</summary>
    private (int ExitCode, string Output, string Error) Run(string arguments)
    {
        string[] words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 1; i < words.Length; i++)
        {
            if (words[i - 1] is "--in" or "--out" or "--erasures")
                words[i] = Path.Combine(_folder, words[i]);
        }

        return CommandLine.Run(["fec", .. words]);
    }

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(_folder, name), bytes);

    private byte[] Read(string name) => File.ReadAllBytes(Path.Combine(_folder, name));

    private static byte[] Bytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
