using System.CommandLine;
using Mosaic.Cli.Plugins;
using Mosaic.Cli.Views;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic fec encode|decode</c>: a code by itself, between files of packed bits.</summary>
internal static class FecCommand
{
    private const string Streams = "Files are bit streams packed first bit first (bit 0 of byte 0 is first in time), symbol after symbol, bit 0 of a symbol first; the last byte is filled up with zero bits.";

    public static Command Create()
    {
        var command = new ExampleCommand("fec", "Encode or decode files with a code, without a link.", "mosaic fec encode --code kp4 --in message.bin --out code.bin", "mosaic fec decode --code kp4 --in code.bin --out again.bin");
        command.Subcommands.Add(Encode());
        command.Subcommands.Add(Decode());
        return command;
    }

    private static ExampleCommand Encode()
    {
        var command = new ExampleCommand("encode", $"Encode a file of messages. {Streams}", "mosaic fec encode --code kp4 --in message.bin --out code.bin");
        var options = new StreamOptions(command);
        command.SetAction(parsed =>
        {
            (IBlockCode code, string input, string output) = options.Values(parsed);
            using FileStream from = FecStream.Open(input, "--in");
            using var to = new PendingFile(output, "--out");
            long groups = FecStream.Groups(from, "--in", code, code.GroupMessageBits), total = groups;
            var message = new ulong[FecStream.BatchWords(code, code.GroupMessageBits)];
            var stream = new ulong[FecStream.BatchWords(code, code.GroupCodeBits)];
            for (; groups > 0; groups -= code.BatchGroups)
            {
                int batch = (int)long.Min(groups, code.BatchGroups);
                FecStream.Read(from, message, (long)batch * code.GroupMessageBits);
                code.Encode(message, stream, batch);
                FecStream.Write(to.Stream, stream, (long)batch * code.GroupCodeBits);
            }

            to.Commit();
            Console.Out.WriteLine($"{Words(total * code.Interleave, code)} encoded");
            return ExitCode.Done;
        });
        return command;
    }

    private static ExampleCommand Decode()
    {
        var command = new ExampleCommand("decode", $"Decode a file of codewords; ends with 1 if any are uncorrectable, their messages as received. {Streams}", "mosaic fec decode --code kp4 --in received.bin --out message.bin");
        var options = new StreamOptions(command);
        var erasures = new Option<string?>("--erasures") { Description = "A bit for each symbol of --in, packed likewise: 1 is erased.", HelpName = "FILE" };
        command.Options.Add(erasures);
        command.SetAction(parsed =>
        {
            (IBlockCode code, string input, string output) = options.Values(parsed);
            using FileStream from = FecStream.Open(input, "--in");
            using FileStream? marks = parsed.GetValue(erasures) is { } path ? FecStream.Open(path, "--erasures") : null;
            long groups = FecStream.Groups(from, "--in", code, code.GroupCodeBits);
            using var to = new PendingFile(output, "--out");
            DecodeCounts counts = DecodeFile(code, from, marks, to.Stream, groups);
            to.Commit();
            Console.Out.WriteLine($"{Words(counts.Words, code)}: {Format.Count(counts.Clean)} clean, {Format.Count(counts.Corrected)} corrected ({Format.Count(counts.Symbols)} symbols), {Format.Count(counts.Uncorrectable)} uncorrectable");
            return counts.Uncorrectable > 0 ? ExitCode.CheckFailed : ExitCode.Done;
        });
        return command;
    }

    private static DecodeCounts DecodeFile(IBlockCode code, FileStream from, FileStream? marks, Stream to, long groups)
    {
        IErasureBlockCode? erasureCode = null;
        int markBits = code.CodewordSymbols * code.Interleave;
        if (marks is not null)
        {
            erasureCode = code as IErasureBlockCode ?? throw new ConfigurationException($"--erasures: {code.Name} has no use for erasures");
            if (FecStream.Groups(marks, "--erasures", code, markBits) != groups)
            {
                throw new ConfigurationException($"--erasures: '{marks.Name}' has {marks.Length * 8} bits; a bit for each of the {groups * markBits} symbols of --in is needed");
            }
        }

        var received = new ulong[FecStream.BatchWords(code, code.GroupCodeBits)];
        var erased = new ulong[marks is null ? 0 : FecStream.BatchWords(code, markBits)];
        var message = new ulong[FecStream.BatchWords(code, code.GroupMessageBits)];
        var verdicts = new short[code.BatchGroups * code.Interleave];
        var counts = default(DecodeCounts);
        for (; groups > 0; groups -= code.BatchGroups)
        {
            int batch = (int)long.Min(groups, code.BatchGroups);
            FecStream.Read(from, received, (long)batch * code.GroupCodeBits);
            if (marks is null)
            {
                code.Decode(received, message, verdicts, batch);
            }
            else
            {
                FecStream.Read(marks, erased, (long)batch * markBits);
                erasureCode!.Decode(received, erased, message, verdicts, batch);
            }

            FecStream.Write(to, message, (long)batch * code.GroupMessageBits);
            counts = counts.Add(verdicts.AsSpan(0, batch * code.Interleave));
        }

        return counts;
    }

    private static string Words(long count, IBlockCode code) => $"{Format.Count(count, "word")} of {code.Name}";

    /// <summary>What both directions take.</summary>
    private sealed class StreamOptions
    {
        private readonly Option<string> _code = new("--code") { Description = $"{string.Join(", ", CodeCatalog.Names)}, or one of {CodeCatalog.Forms}, plugin:file#type, as in bch-127-120 or rs-127-111-0x89-1.", HelpName = "NAME", Required = true };
        private readonly Option<string> _input = new("--in") { Description = "File to read.", HelpName = "FILE", Required = true };
        private readonly Option<string> _output = new("--out") { Description = "File to write.", HelpName = "FILE", Required = true };
        private readonly Option<int> _interleave = NumberOption.Create("--interleave", "Codewords whose symbols take turns (default 1).", 1, 1024, 1);

        public StreamOptions(Command command)
        {
            foreach (Option option in (ReadOnlySpan<Option>)[_code, _input, _output, _interleave])
            {
                command.Options.Add(option);
            }
        }

        public (IBlockCode Code, string Input, string Output) Values(ParseResult parsed)
        {
            int interleave = parsed.GetValue(_interleave);
            string name = parsed.GetRequiredValue(_code);
            try
            {
                return (CodeCatalog.Create(name, interleave, PluginLoader.Codes("--code", [name])), parsed.GetRequiredValue(_input), parsed.GetRequiredValue(_output));
            }
            catch (ArgumentException e)
            {
                throw CodeRefusal.Of(e, name, interleave, "--code", "--interleave");
            }
        }
    }

    /// <summary>What a decoder said of words.</summary>
    private readonly record struct DecodeCounts(long Words, long Clean, long Corrected, long Symbols, long Uncorrectable)
    {
        public DecodeCounts Add(ReadOnlySpan<short> verdicts)
        {
            (long clean, long symbols, long uncorrectable) = (0, 0, 0);
            foreach (short verdict in verdicts)
            {
                clean += verdict == DecodeVerdict.Clean ? 1 : 0;
                symbols += short.Max(verdict, 0);
                uncorrectable += verdict < 0 ? 1 : 0;
            }

            return new(Words + verdicts.Length, Clean + clean, Corrected + verdicts.Length - clean - uncorrectable, Symbols + symbols, Uncorrectable + uncorrectable);
        }
    }
}
