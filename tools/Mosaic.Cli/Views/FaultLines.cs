using Mosaic.Emulator.Link.Faults;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>The faults of a run: what happened to which lane, and when.</summary>
internal static class FaultLines
{
    private const int Shown = 8;

    /// <summary>Prints one line a fault; nothing where there is none.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="faults">The faults.</param>
    /// <param name="frames">Frames of the run: faults from there on never came.</param>
    public static void Print(IAnsiConsole console, FaultList faults, long frames)
    {
        string label = "faults";
        foreach (FaultOptions fault in faults.Take(Shown))
        {
            LabelledLine.Print(console, label, Text(fault) + (fault.AtFrame >= frames ? " [dim](the run ended before)[/]" : ""));
            label = "";
        }

        if (faults.Count > Shown)
        {
            LabelledLine.Print(console, "", $"and {faults.Count - Shown} more");
        }
    }

    /// <summary>A fault in words.</summary>
    internal static string Text(FaultOptions fault) => FormattableString.Invariant(fault.Kind switch
    {
        FaultKind.Burst => $"all lanes random for {fault.Ui:#,0} UI in frame {fault.AtFrame:#,0}",
        FaultKind.Slip => $"lane {fault.Lane} slips by {fault.Ui:+#,0;-#,0} UI before frame {fault.AtFrame:#,0}",
        FaultKind.Dead => $"lane {fault.Lane} dead{When(fault)}",
        FaultKind.StuckOne => $"lane {fault.Lane} sends ones only{When(fault)}",
        FaultKind.Noisy => $"lane {fault.Lane} noisier by {fault.Db} dB{When(fault)}",
        FaultKind.Drift => $"lane {fault.Lane} weaker by {fault.Db} dB a frame{When(fault)}",
        _ => $"lane {fault.Lane} weaker by {fault.Db} dB{When(fault)}",
    });

    private static string When(FaultOptions fault) => fault.UntilFrame is { } end
        ? $" in frames {Format.Count(fault.AtFrame)} to {Format.Count(end - 1)}"
        : $" from frame {Format.Count(fault.AtFrame)} on";
}
