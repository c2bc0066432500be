using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Options;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>The first line of a report: which link it is about.</summary>
internal static class Heading
{
    public static void Print(IAnsiConsole console, LinkDesign design)
    {
        LinkOptions options = design.Options;
        string striping = design.Layout.Unit == StripingUnit.Symbol ? "" : $", striped by {options.Bonding.Striping}";
        console.MarkupLine(
            $"[bold]{Markup.Escape(options.Preset)}[/], {Format.Short(options.Fiber.LengthM)} m: {Format.Count(options.Bonding.DataLanes, "lane")} at {options.Lane.BitRateGbps} Gb/s, "
            + $"{Markup.Escape(ShownNames.Of(options.Fec.Code))} x {options.Fec.Interleave}{striping}, {options.Engine}, seed {options.Seed}");
    }
}
