using Mosaic.Emulator.Link.Frames;

namespace Mosaic.Emulator.Link.Probes;

/// <summary>What the probes of a link saw, of the frames that belong to the result, of those before them, and of the one in which the last of them arrived.</summary>
internal sealed class ProbeTally(LinkDesign design)
{
    private readonly ProbeCounts[] _counts = [.. design.Probes.Select(probe => new ProbeCounts(probe.Models.Length, probe.Levels))];

    /// <summary>Adds a frame.</summary>
    public void Add(FrameSlot slot)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i].Add(slot.Probes[i]);
        }
    }

    /// <summary>The report; null without probes.</summary>
    public IReadOnlyList<ProbeReport>? Report() =>
        _counts.Length == 0 ? null : [.. design.Probes.Zip(_counts, (probe, counts) => ProbeReport.From(design, probe, counts))];
}
