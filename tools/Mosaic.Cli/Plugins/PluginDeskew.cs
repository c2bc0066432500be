using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Plugins;

/// <summary>A user's deskew behind a guard: what it throws, and lanes that there are not, end the work with a line that names it.</summary>
internal sealed class PluginDeskew(string what, int ports, IDeskew deskew) : IDeskew
{
    public string Name => Guarded(nameof(Name), () => deskew.Name) is { Length: > 0 } name ? name : throw new ConfigurationException($"{what}: Name is empty");

    public bool IsAligned => Guarded(nameof(IsAligned), () => deskew.IsAligned);

    public long? LockTimeUi => Guarded(nameof(LockTimeUi), () => deskew.LockTimeUi);

    public long LockLosses => Guarded(nameof(LockLosses), () => deskew.LockLosses);

    public long StateBits => Guarded(nameof(StateBits), () => deskew.StateBits);

    public void Observe(IPortStreams streams) => Guarded(nameof(Observe), () => deskew.Observe(streams));

    public void Skip(long frames) => Guarded(nameof(Skip), () => deskew.Skip(frames));

    public void CopyAlignments(Span<PortAlignment> alignments)
    {
        try
        {
            deskew.CopyAlignments(alignments);
        }
        catch (Exception e) when (e is not ConfigurationException)
        {
            throw PluginLoader.Failed(what, nameof(CopyAlignments), e);
        }

        foreach (PortAlignment alignment in alignments)
        {
            CheckLane(nameof(CopyAlignments), alignment.Lane, -1);
        }
    }

    public IReadOnlyList<(int Lane, long? SkewUi)> Missing()
    {
        IReadOnlyList<(int Lane, long? SkewUi)> missing = Guarded(nameof(Missing), deskew.Missing) ?? throw new ConfigurationException($"{what}: Missing gave null");
        foreach ((int lane, _) in missing)
        {
            CheckLane(nameof(Missing), lane, 0);
        }

        return missing;
    }

    private void CheckLane(string where, int lane, int least)
    {
        if (lane < least || lane >= ports)
        {
            throw new ConfigurationException($"{what}: {where} gave lane {lane}; it is a number from {least} to {ports - 1}");
        }
    }

    private void Guarded(string where, Action action) => Guarded(where, () =>
    {
        action();
        return true;
    });

    private T Guarded<T>(string where, Func<T> function)
    {
        try
        {
            return function();
        }
        catch (Exception e) when (e is not ConfigurationException)
        {
            throw PluginLoader.Failed(what, where, e);
        }
    }
}
