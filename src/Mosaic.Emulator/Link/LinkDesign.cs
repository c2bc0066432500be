using System.Collections.Immutable;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Bonding.LaneCode;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Probes;
using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link;

/// <summary>
/// Everything about a link that does not change while it runs: the parts that its options name, fitted to each other.
/// Immutable; shared by all workers.
/// </summary>
public sealed class LinkDesign
{
    private readonly DeskewFactory _deskew;
    private readonly bool[] _dead;
    private readonly Lazy<bool> _isSystematic;
    private readonly Lazy<IChannel> _channel;

    /// <summary>Fits the parts together.</summary>
    /// <param name="options">The options.</param>
    /// <param name="measured">The matrix that <c>optics.file</c> names, where <c>optics.crosstalk</c> is <c>file</c>.</param>
    /// <param name="own">Codes and deskews of one's own that <c>fec.code</c> and <c>deskew.algorithm</c> may name, or null.</param>
    /// <exception cref="ConfigurationException">Options contradict each other, or the matrix does.</exception>
    public LinkDesign(LinkOptions options, MeasuredCoupling? measured = null, OwnAlgorithms? own = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionsBinder.Check(options);
        Options = options;
        LinkRules.CheckLanes(options, options.Array.Rows * options.Array.Columns);
        LinkParts.CheckMatrix(options, measured);
        Code = LinkParts.Code(options.Fec, own);
        Groups = options.Bonding.FrameBatches * Code.BatchGroups;
        LinkMemory.Check(options, Code, Groups);
        LinkRules.CheckCount(options.Stop, Code);
        MessageWords = (int)((long)Groups * Code.GroupMessageBits / 64);
        CodeWords = (int)((long)Groups * Code.GroupCodeBits / 64);
        // Two batches fill the bit planes of a code where vectors have 512 bits.
        Sections = FrameSection.Cut(Groups, Code, 2 * Code.BatchGroups);
        Batches = FrameSection.Cut(Groups, Code, Code.BatchGroups);
        _isSystematic = new(() => SystematicCode.Is(Code));
        Layout = new FrameLayout(
            options.Bonding.DataLanes, Code.SymbolBits, Code.Interleave, (long)Groups * Code.Interleave * Code.CodewordSymbols, options.Bonding.Unit, Code.CodewordSymbols, options.Bonding.LaneParity);
        Striping = new Striping(Layout);
        Secded = options.Bonding.LaneSecded ? new LaneSecded(options.Bonding.DataLanes) : null;
        Lanes = options.Bonding.DataLanes + options.Bonding.CheckLanes;
        LinkRules.CheckRepair(options);
        RepairController brought = CreateRepair();
        _dead = LinkParts.DrawDead(options);
        brought.MapOut(_dead);
        BroughtUp = brought.Maps.Last;
        Optics = LinkParts.Optics(options, measured);
        // Preparing it takes longer than to predict what it does.
        _channel = new(() => options.Engine switch
        {
            "waveform" => new WaveformChannel(Optics.Lanes, Layout.FrameWords),
            _ => new BitTrueChannel(Optics.Lanes, Layout.FrameWords),
        });
        int margin = ReachMargin.Words(Optics.Lanes);
        SoftCode = Code as ISoftBlockCode;
        if (SoftCode is not null && Channel is not ISoftChannel)
        {
            throw LinkRules.Contradiction($"engine, fec.code: {Code.Name} decodes log-likelihoods, and {options.Engine} gives hard bits only; it takes engine waveform");
        }

        if (SoftCode is not null && Secded is not null)
        {
            throw LinkRules.Contradiction($"bonding.laneSecded, fec.code: words across the lanes correct hard decisions, and {Code.Name} decodes log-likelihoods");
        }

        if (margin > AlignmentMarker.Words)
        {
            throw LinkRules.Contradiction($"lane.skewSpreadPs, fiber.skewSpreadPsPerM: neighbours reach further than {AlignmentMarker.LengthUi} UI into each other's past; less skew or less dispersion is needed");
        }

        if (Layout.DataUi < margin * 64)
        {
            throw LinkRules.Contradiction($"bonding.frameBatches: a frame of {Layout.FrameUi} UI is too short for neighbours that reach {margin * 64} UI into each other's past");
        }

        Probes = LaneProbe.Of(this);
        LinkRules.CheckTraffic(options.Traffic);
        FaultRules.Check(options.Faults, Channels);
        Faults = new FaultSchedule(options.Faults, _dead, Optics, _channel, Layout);
        LinkRules.CheckDeskew(options);
        _deskew = LinkParts.Deskew(options.Deskew.Algorithm, Secded, own);
        Looks = new EventLooks(this);
        if (EventRun.IsNamedBy(options))
        {
            EventRules.Check(this);
        }
    }

    /// <summary>The options.</summary>
    public LinkOptions Options { get; }

    /// <summary>The code.</summary>
    public IBlockCode Code { get; }

    /// <summary>The code, where it decodes log-likelihoods; else null.</summary>
    internal ISoftBlockCode? SoftCode { get; }

    /// <summary>Groups of interleaved codewords in a frame.</summary>
    public int Groups { get; }

    /// <summary>What goes through neighbouring stages together.</summary>
    internal FrameSection[] Sections { get; }

    /// <summary>Sections of one batch of the code.</summary>
    internal FrameSection[] Batches { get; }

    /// <summary>Whether the code stream of every group begins with its message stream.</summary>
    internal bool IsSystematic => _isSystematic.Value;

    /// <summary>Message words of a frame.</summary>
    public int MessageWords { get; }

    /// <summary>Message bits of a frame: the payload it carries.</summary>
    public long MessageBits => (long)MessageWords * 64;

    /// <summary>Code words of a frame.</summary>
    public int CodeWords { get; }

    /// <summary>How a frame lies on the lanes.</summary>
    public FrameLayout Layout { get; }

    /// <summary>From the code stream to the lanes and back.</summary>
    public Striping Striping { get; }

    /// <summary>The words across the lanes, or null.</summary>
    public LaneSecded? Secded { get; }

    /// <summary>Lanes with data or check bits.</summary>
    public int Lanes { get; }

    /// <summary>Channels that are equipped: one for each lane, and the spares.</summary>
    public int Channels => Options.Bonding.Channels;

    /// <summary>Which lane each channel carries once the link is up, where its test finds the channels that are dead and no other.</summary>
    public LaneMap BroughtUp { get; }

    /// <summary>The optical path.</summary>
    public OpticalLink Optics { get; }

    /// <summary>The channel, as brought up.</summary>
    public IChannel Channel => _channel.Value;

    /// <summary>What goes wrong with it in which frame.</summary>
    internal FaultSchedule Faults { get; }

    /// <summary>Where engine <c>event</c> looks.</summary>
    internal EventLooks Looks { get; }

    /// <summary>The probes.</summary>
    internal ImmutableArray<LaneProbe> Probes { get; }

    /// <summary>The code as a comparer sees it.</summary>
    public CodeShape Shape => new(Code.SymbolBits, Code.CodewordSymbols, Code.MessageSymbols, Code.Interleave);

    /// <summary>Payload that the modelled link carries, in Gb/s.</summary>
    public double PayloadGbps => MessageBits / (double)Layout.FrameUi * Options.Lane.BitRateGbps;

    /// <summary>Each lane arrives late by 0 … this many UI, besides its optical skew: <c>arrival.skewUi</c>, or its preset's.</summary>
    public int ArrivalSkewUi => Options.Arrival.SkewUiAt(Options.Lane.BitRateGbps);

    /// <summary>Draws how the lanes arrive in a trial.</summary>
    /// <param name="trial">The trial.</param>
    /// <exception cref="ConfigurationException">A lane arrives more than a frame late, or slips to where it would be early.</exception>
    public Arrival DrawArrival(uint trial)
    {
        // Optical skew, counted from the earliest lane, in whole UI: the rest of a UI is the receiver's re-timing.
        double earliest = Optics.SkewUi.Min();
        int[] own = [.. Optics.SkewUi.Select(skew => (int)Math.Floor(skew - earliest))];
        DelayDrift? drift = Options.Arrival.DrawDrift(Channels, Options.Lane.BitRateGbps, Options.Seed, trial);
        var arrival = Arrival.Draw(own, Options.Arrival.DelayUi, ArrivalSkewUi, Options.Arrival.Shuffle, Options.Seed, trial, drift);
        if (arrival.MaxDelayUi >= Layout.FrameUi)
        {
            throw LinkRules.Contradiction($"arrival.delayUi, arrival.skewUi{(drift is null ? "" : ", arrival.variationUi")}: a lane would arrive {arrival.MaxDelayUi} UI late; that must be less than a frame of {Layout.FrameUi} UI (bonding.frameBatches)");
        }

        Faults.Slips.Check(arrival);
        return arrival;
    }

    /// <summary>Makes the deskew, with all ports hunting.</summary>
    public IDeskew CreateDeskew() => _deskew(Channels, Layout.FrameUi, Options.Deskew.MaxSkewUi);

    /// <summary>Whether lanes are watched as the link runs: there is something to do about those that fail.</summary>
    internal bool IsWatched => Secded is not null || Options.Bonding.SpareLanes > 0 || Options.Bonding.LaneParity;

    /// <summary>Makes what looks after the lanes, all of them on the channels of their numbers.</summary>
    internal RepairController CreateRepair()
    {
        RepairOptions repair = Options.Repair;
        return new RepairController(
            Channels, Lanes, repair.RepairMode, repair.LatencyFrames, new ChannelMonitor(Channels, repair.FailBer, repair.ClearBer, repair.FailFrames));
    }

    /// <summary>Whether a channel is without light from the start.</summary>
    internal bool IsDead(int channel) => _dead[channel];
}
