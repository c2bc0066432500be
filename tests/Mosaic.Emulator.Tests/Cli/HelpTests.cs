using System.CommandLine;
using Mosaic.Cli;
using Mosaic.Cli.Commands;

namespace Mosaic.Emulator.Tests.Cli;

/// <summary>What the commands say of themselves.</summary>
public class HelpTests
{
    public static TheoryData<string> Commands => [.. All(Program.Root()).Select(path => string.Join(' ', path.Select(command => command.Name)))];

    /// <summary>Each command shows examples of itself, which are right.</summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public void EveryCommand_HasExamples_ThatParse(string path)
    {
        RootCommand root = Program.Root();
        Command command = path.Split(' ').Aggregate((Command)root, (parent, name) => parent.Subcommands.Single(sub => string.Equals(sub.Name, name, StringComparison.Ordinal)));
        var documented = Assert.IsType<ExampleCommand>(command);
        Assert.Contains(documented.Examples, example => example.StartsWith($"mosaic {path} ", StringComparison.Ordinal) || example.Equals($"mosaic {path}", StringComparison.Ordinal));
        Assert.All(documented.Examples, example => Assert.Empty(root.Parse(example.Split('>')[0].Trim()["mosaic ".Length..]).Errors));

        using var output = new StringWriter();
        Assert.Equal(0, root.Parse($"{path} --help").Invoke(new InvocationConfiguration { Output = output }));
        Assert.EndsWith($"  {documented.Examples[^1]}", output.ToString().TrimEnd(), StringComparison.Ordinal);
        // Whatever has a description ends it like a sentence.
        Assert.All(command.Options.Where(option => option is not System.CommandLine.Help.HelpOption).Select(option => option.Description).Concat(command.Arguments.Select(argument => argument.Description)).Append(command.Description), text => Assert.Matches(@"\S.*[.)]$", text));
    }

    /// <summary>Help that goes to a file or pipe is as wide as a page; examples are as they are typed.</summary>
    [Theory]
    [InlineData("list")]
    [InlineData("compare fec")]
    public void Help_InAPipe_FitsAPage(string path)
    {
        string[] lines = CommandLine.Run([.. path.Split(' '), "--help"]).Output.Split('\n');
        Assert.All(lines.TakeWhile(line => !line.StartsWith("Example", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 100));
    }

    /// <summary>What a shell asks for after a tab.</summary>
    [Theory]
    [InlineData("mosaic r", "run", "report")]
    [InlineData("mosaic run --pre", "--preset")]
    [InlineData("mosaic run --preset ", "mosaic-800g", "ideal")]
    [InlineData("mosaic run --set fiber.len", "fiber.lengthM=")]
    [InlineData("mosaic sweep --axis led.b", "led.bandwidthGHz=")]
    [InlineData("mosaic list mosaic-", "mosaic-800g", "mosaic-800g-spared")]
    [InlineData("mosaic compare ", "fec", "deskew")]
    public void TheShell_IsToldHowItMayGoOn(string line, params string[] expected)
    {
        (int code, string output, _) = CommandLine.Run($"[suggest:{line.Length}]", line);
        Assert.Equal(0, code);
        Assert.Subset(output.Split('\n').ToHashSet(StringComparer.Ordinal), expected.ToHashSet(StringComparer.Ordinal));
    }

    private static IEnumerable<Command[]> All(Command command) =>
        command.Subcommands.SelectMany(sub => All(sub).Select(path => (Command[])[sub, .. path]).Prepend([sub]));
}
