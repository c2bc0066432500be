using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Experiments;

/// <summary>What a result was computed on. It changes times only.</summary>
/// <param name="Processor">The processor's name where the system says it, else its architecture.</param>
/// <param name="Processors">Processors that the process may use.</param>
/// <param name="System">Operating system.</param>
/// <param name="Runtime">The .NET runtime.</param>
public sealed record Machine(string Processor, int Processors, string System, string Runtime)
{
    private const string ProcessorFile = "/proc/cpuinfo";

    /// <summary>This machine.</summary>
    public static Machine Current { get; } = new(ProcessorName(), Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);

    private static string ProcessorName()
    {
        try
        {
            string? line = File.Exists(ProcessorFile) ? File.ReadLines(ProcessorFile).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
            return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }
    }
}
