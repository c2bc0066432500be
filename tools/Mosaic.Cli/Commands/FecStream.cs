using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Commands;

/// <summary>Bit streams of whole groups in files, a batch at a time.</summary>
internal static class FecStream
{
    /// <summary>Opens a file to read.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FileStream Open(string path, string option)
    {
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
            if (stream.CanSeek)
            {
                return stream;
            }

            stream.Dispose();
            throw new IOException("its length is not known");
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new IOException($"{option}: cannot read '{path}' ({FileTrouble.Why(path, e)})", e);
        }
    }

    /// <summary>The groups in a file: what is left of its last byte after them must be zero bits.</summary>
    /// <exception cref="ConfigurationException">A group is not complete, or bits that fill up are not zero.</exception>
    public static long Groups(FileStream file, string option, IBlockCode code, int groupBits)
    {
        long bits = file.Length * 8, groups = bits / groupBits, fill = bits % groupBits;
        // Groups shorter than a byte may fit into the bits that fill up: they are taken for words of zeros.
        if (fill >= 8)
        {
            string unit = code.Interleave == 1 ? "a word" : $"{code.Interleave} interleaved words";
            throw new ConfigurationException($"{option}: '{file.Name}' has {bits} bits; {code.Name} needs a multiple of {groupBits} ({unit}), filled up to a byte");
        }

        if (fill > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            int last = file.ReadByte();
            file.Seek(0, SeekOrigin.Begin);
            if (last >> (int)(8 - fill) != 0)
            {
                throw new ConfigurationException($"{option}: '{file.Name}' has {bits} bits; the last {fill} after {groups} times {groupBits} are not all zero");
            }
        }

        return groups;
    }

    /// <summary>Words that hold a batch.</summary>
    public static int BatchWords(IBlockCode code, int groupBits) => BitString.WordCount((long)code.BatchGroups * groupBits);

    /// <summary>Reads the next bits; whole words but for the last time.</summary>
    public static void Read(FileStream file, Span<ulong> words, long bits) =>
        file.ReadExactly(MemoryMarshal.AsBytes(words)[..(int)((bits + 7) / 8)]);

    /// <summary>Writes bits; whole words but for the last time.</summary>
    public static void Write(Stream file, ReadOnlySpan<ulong> words, long bits) =>
        file.Write(MemoryMarshal.AsBytes(words)[..(int)((bits + 7) / 8)]);
}
