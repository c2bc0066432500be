using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Plugins;

/// <summary>
/// A user's deskew behind a guard: what it throws, lanes that there are not, and an alignment without places or with impossible ones end
/// the work with a line that names it. Places that are possible and wrong are a result.
/// </summary>
/// <param name="what">What messages begin with.</param>
/// <param name="ports">Ports, as many as lanes.</param>
/// <param name="frameUi">UI from marker to marker.</param>
/// <param name="maxSkewUi">The largest skew that the buffers hold, in UI.</param>
/// <param name="deskew">The user's deskew.</param>
internal sealed class PluginDeskew(string what, int ports, int frameUi, int maxSkewUi, IDeskew deskew) : IDeskew
{
    private readonly bool[] _lit = [.. Enumerable.Repeat(true, ports)];

    public string Name => Guarded(nameof(Name), () => deskew.Name) is { Length: > 0 } name ? name : throw new ConfigurationException($"{what}: Name is empty");

    public bool IsAligned => Guarded(nameof(IsAligned), () => deskew.IsAligned);

    public long? LockTimeUi => Guarded(nameof(LockTimeUi), () => deskew.LockTimeUi);

    public long LockLosses => Guarded(nameof(LockLosses), () => deskew.LockLosses);

    public long StateBits => Guarded(nameof(StateBits), () => deskew.StateBits);

    public void Observe(IPortStreams streams) => Guarded(nameof(Observe), () => deskew.Observe(streams));

    public void Skip(long frames) => Guarded(nameof(Skip), () => deskew.Skip(frames));

    public void Expect(ReadOnlySpan<bool> lit)
    {
        lit.CopyTo(_lit);
        try
        {
            deskew.Expect(lit);
        }
        catch (Exception e) when (e is not ConfigurationException)
        {
            throw PluginLoader.Failed(what, nameof(Expect), e);
        }
    }

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

        if (IsAligned)
        {
            CheckPlaces(alignments);
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

    /// <summary>Every lane that is lit has a place, within a frame, and within the largest skew of the earliest.</summary>
    private void CheckPlaces(ReadOnlySpan<PortAlignment> alignments)
    {
        Span<bool> missing = stackalloc bool[ports];
        _lit.CopyTo(missing);
        PortAlignment earliest = new(-1, long.MaxValue);
        foreach (PortAlignment alignment in alignments)
        {
            if (alignment.Lane >= 0 && _lit[alignment.Lane])
            {
                missing[alignment.Lane] = false;
                CheckFirstFrame(alignment, 0, frameUi - 1, "no lane is late by a frame");
                earliest = alignment.FirstFrame < earliest.FirstFrame ? alignment : earliest;
            }
        }

        if (missing.IndexOf(true) is >= 0 and var lane)
        {
            throw new ConfigurationException($"{what}: IsAligned is true, and CopyAlignments gave no place to lane {lane}; each that is lit has one");
        }

        foreach (PortAlignment alignment in alignments)
        {
            if (alignment.Lane >= 0 && _lit[alignment.Lane])
            {
                CheckFirstFrame(alignment, earliest.FirstFrame, earliest.FirstFrame + maxSkewUi, $"lane {earliest.Lane} is the earliest, and deskew.maxSkewUi is {maxSkewUi}");
            }
        }
    }

    private void CheckFirstFrame(PortAlignment alignment, long least, long most, string why)
    {
        if (alignment.FirstFrame < least || alignment.FirstFrame > most)
        {
            throw new ConfigurationException($"{what}: IsAligned is true, and CopyAlignments gave lane {alignment.Lane} the FirstFrame {alignment.FirstFrame}; it is a number from {least} to {most}, since {why}");
        }
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
