using System.Diagnostics;

namespace Mosaic.Emulator.Link.Frames;

/// <summary>The stages of the path, in the order in which a frame passes them.</summary>
public enum LinkStage
{
    /// <summary>Making and scrambling payload.</summary>
    Traffic,

    /// <summary>FEC encoding.</summary>
    Encode,

    /// <summary>Code stream to lanes, words across them, markers, padding, margins.</summary>
    Stripe,

    /// <summary>The channel.</summary>
    Channel,

    /// <summary>Reading the lanes from the ports, shifted and in order.</summary>
    Deskew,

    /// <summary>Words across the lanes decoded, lanes to code stream.</summary>
    Gather,

    /// <summary>FEC checking and decoding.</summary>
    Decode,

    /// <summary>Comparing with what was sent, counting, fingerprint.</summary>
    Compare,
}

/// <summary>One worker's time by stage.</summary>
internal sealed class StageClock
{
    private readonly long[] _ticks = new long[Enum.GetValues<LinkStage>().Length];
    private long _mark;

    /// <summary>Starts the time of the first stage.</summary>
    public void Start() => _mark = Stopwatch.GetTimestamp();

    /// <summary>The time since the last mark was this stage's.</summary>
    public void Mark(LinkStage stage)
    {
        long now = Stopwatch.GetTimestamp();
        _ticks[(int)stage] += now - _mark;
        _mark = now;
    }

    /// <summary>Seconds in a stage.</summary>
    public double Seconds(LinkStage stage) => _ticks[(int)stage] / (double)Stopwatch.Frequency;
}
