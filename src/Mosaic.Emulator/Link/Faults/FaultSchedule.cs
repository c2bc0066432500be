using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Faults;

/// <summary>
/// What is wrong with the link in each frame: a pure function of the configuration and the frame. Power and noise become
/// another channel, bursts and stuck lanes other bits, slips another arrival. Safe to ask from many threads.
/// </summary>
internal sealed class FaultSchedule
{
    private const double LargestLossDb = 100, LargestGainDb = 3;

    // How a refusal begins: by whose doing, and of what.
    private const string Dark = "array.deadChannels, array.deadFraction, bonding.spareLanes", Left = ": what is left of the link";

    // Each frame of a batch may have a channel of its own.
    private const int Kept = LinkRun.BatchFrames;

    private readonly OpticalLink _optics;
    private readonly Lazy<IChannel> _channel, _training;
    private readonly FrameLayout _layout;
    private readonly bool[] _dead;
    private readonly (int Lane, FaultOptions[] Faults)[] _optical;
    private readonly FaultOptions[] _drifts;
    private readonly FaultOptions[] _stuck;
    private readonly FaultOptions[] _bursts;
    private readonly (int Lane, long Frame, long Ui)[] _slips; // in time; several of a lane at once are one
    private readonly List<(LaneChange[] State, LaneMap? Map, Lazy<IChannel> Channel)> _recent = [];

    /// <summary>Makes a schedule.</summary>
    /// <param name="faults">The faults, checked by <see cref="FaultRules"/>.</param>
    /// <param name="dead">By channel: whether it is without light from the start.</param>
    /// <param name="optics">The link as brought up, were all channels alive.</param>
    /// <param name="channel">Its channel, which is made when it is asked for.</param>
    /// <param name="layout">Its frames.</param>
    /// <exception cref="ConfigurationException">What channels without light leave of the link is no link.</exception>
    public FaultSchedule(FaultList faults, bool[] dead, OpticalLink optics, Lazy<IChannel> channel, FrameLayout layout)
    {
        (_dead, _optics, _channel, _layout) = (dead, optics, channel, layout);
        IReadOnlyList<LaneDecisionModel?>? alive = dead.Contains(true) ? Lanes([], null, Dark + Left) : null;
        _training = alive is null ? channel : new(() => channel.Value.WithLanes(alive));
        FirstLasting = faults.Where(fault => fault.Kind is not FaultKind.Burst).Min(fault => (long?)fault.AtFrame);
        ILookup<string, FaultOptions> byKind = faults.ToLookup(fault => fault.Kind, StringComparer.Ordinal);
        (_drifts, _stuck, _bursts) = ([.. byKind[FaultKind.Drift]], [.. byKind[FaultKind.StuckOne]], [.. byKind[FaultKind.Burst]]);
        _slips =
        [
            .. byKind[FaultKind.Slip].GroupBy(slip => (Lane: slip.Lane!.Value, Frame: slip.AtFrame)).OrderBy(slip => slip.Key.Frame)
                .Select(slip => (slip.Key.Lane, slip.Key.Frame, slip.Sum(part => (long)part.Ui!.Value))),
        ];
        _optical =
        [
            .. faults.Where(fault => fault.Kind is FaultKind.Dead or FaultKind.Weak or FaultKind.Drift or FaultKind.Noisy)
                .GroupBy(fault => fault.Lane!.Value).OrderBy(lane => lane.Key).Select(lane => (lane.Key, lane.ToArray())),
        ];
    }

    /// <summary>The same link with other faults.</summary>
    /// <param name="faults">The faults, checked by <see cref="FaultRules"/>.</param>
    public FaultSchedule With(FaultList faults) => new(faults, _dead, _optics, _channel, _layout);

    /// <summary>The first frame with a fault that may cost a lane its lock; null: none.</summary>
    public long? FirstLasting { get; }

    /// <summary>Refuses slips that leave the delays that a lane can have.</summary>
    /// <param name="arrival">How the lanes arrive before any slip.</param>
    /// <exception cref="ConfigurationException">A lane would be early, or late by a frame or more.</exception>
    public void CheckSlips(Arrival arrival)
    {
        var total = new Dictionary<int, long>();
        foreach ((int lane, long frame, long ui) in _slips)
        {
            long sum = total[lane] = total.GetValueOrDefault(lane) + ui;
            (int delay, int latest) = arrival.DelaysOf(arrival.PortOf(lane));
            int most = _layout.FrameUi - 1 - latest;
            if (sum < -delay || sum > most)
            {
                throw new ConfigurationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"faults: slips of lane {lane} add up to {sum} UI at frame {frame}; with its delay of {delay} UI (arrival.delayUi, arrival.skewUi) it is an integer from {-delay} to {most}"));
            }
        }
    }

    /// <summary>The channel while the link is brought up: no faults, and spares are lit too.</summary>
    public IChannel Training => _training.Value;

    /// <summary>The channel of a frame.</summary>
    /// <param name="frame">The frame, counted from the first with payload.</param>
    /// <param name="map">Which lane each channel carries; those without one are dark.</param>
    /// <exception cref="ConfigurationException">What the faults leave of the link is no link.</exception>
    public IChannel ChannelAt(long frame, LaneMap map)
    {
        Span<LaneChange> state = stackalloc LaneChange[_optical.Length];
        FillState(frame, state);
        LaneMap? dark = map.Lanes < map.Channels ? map : null;
        return dark is null && !state.ContainsAnyExcept(LaneChange.None) ? Training : Prepared(frame, state, dark).Value;
    }

    /// <summary>Whether some light drifts in a frame, so that each frame has a channel of its own.</summary>
    /// <param name="frame">The frame.</param>
    public bool IsDrifting(long frame)
    {
        foreach (FaultOptions fault in _drifts)
        {
            if (IsActive(fault, frame))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The lanes' models without faults, by channel; null for channels that are dark.</summary>
    /// <param name="map">Which lane each channel carries.</param>
    /// <exception cref="ConfigurationException">What channels without light leave of the link is no link.</exception>
    public IReadOnlyList<LaneDecisionModel?> LanesOf(LaneMap map) => Lanes([], map.Lanes < map.Channels ? map : null, Dark + Left);

    /// <summary>Makes the rows of stuck lanes what their transmitters send, also around the frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="map">Which lane each channel carries; those without one are switched off, stuck or not.</param>
    /// <param name="sent">All rows, as meant.</param>
    public void Stick(long frame, LaneMap map, LinkBlock sent)
    {
        foreach (FaultOptions fault in _stuck)
        {
            if (IsActive(fault, frame) && map.IsLit(fault.Lane!.Value))
            {
                sent.Before(fault.Lane.Value).Fill(ulong.MaxValue);
                sent.Row(fault.Lane.Value).Fill(ulong.MaxValue);
                sent.After(fault.Lane.Value).Fill(ulong.MaxValue);
            }
        }
    }

    /// <summary>Channels whose transmitters are stuck in a frame.</summary>
    /// <param name="frame">The frame.</param>
    public IEnumerable<int> Stuck(long frame) => _stuck.Where(fault => IsActive(fault, frame)).Select(fault => fault.Lane!.Value).Distinct();

    /// <summary>Whether a channel sends something else than it should in a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="map">Which lane each channel carries.</param>
    public bool IsStuck(long frame, int channel, LaneMap map)
    {
        foreach (FaultOptions fault in _stuck)
        {
            if (fault.Lane == channel && IsActive(fault, frame) && map.IsLit(channel))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether all channels send what they should in a frame, and no burst takes its place.</summary>
    /// <param name="frame">The frame.</param>
    public bool AreBitsTrue(long frame)
    {
        foreach (FaultOptions fault in _stuck)
        {
            if (IsActive(fault, frame))
            {
                return false;
            }
        }

        return BurstUi(frame) == 0;
    }

    /// <summary>UI from the end of the markers on in which all lanes' bits are random: the longest burst of a frame.</summary>
    /// <param name="frame">The frame.</param>
    public int BurstUi(long frame)
    {
        int longest = 0;
        foreach (FaultOptions burst in _bursts)
        {
            longest = burst.AtFrame == frame ? Math.Max(longest, burst.Ui!.Value) : longest;
        }

        return Math.Min(longest, _layout.DataUi);
    }

    /// <summary>Replaces what lanes decided on by random bits, where a frame has a burst. How sure they are stays.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="received">All rows.</param>
    /// <param name="soft">Their log-likelihoods, or null.</param>
    /// <param name="address">The burst's random numbers; the lane is set here.</param>
    public void Burst(long frame, LinkBlock received, SoftBlock? soft, RandomAddress address)
    {
        const int Chunk = 64;
        int ui = BurstUi(frame);
        Span<ulong> random = stackalloc ulong[Chunk];
        for (int lane = 0; lane < received.Lanes && ui > 0; lane++)
        {
            Span<ulong> row = received.Row(lane)[AlignmentMarker.Words..];
            for (int word = 0; word * 64 < ui; word++)
            {
                if (word % Chunk == 0)
                {
                    (address with { Lane = lane }).Fill(random, (uint)word / 2);
                }

                int left = ui - (word * 64);
                ulong kept = left < 64 ? ulong.MaxValue << left : 0;
                row[word] = (row[word] & kept) | (random[word % Chunk] & ~kept);
            }

            for (int i = 0; soft is not null && i < ui; i++)
            {
                ref sbyte value = ref soft.Row(lane)[AlignmentMarker.LengthUi + i];
                value = (sbyte)((row[i >> 6] >> i & 1) != 0 ? -Math.Abs(value) : Math.Abs(value));
            }
        }
    }

    /// <summary>Makes lanes slip that do so before a frame, which is the next to be put.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="streams">What slips.</param>
    public void Slip(long frame, ArrivedFrames streams)
    {
        foreach ((int lane, long atFrame, long ui) in _slips)
        {
            if (atFrame == frame)
            {
                streams.Slip(lane, (int)ui);
            }
        }
    }

    private static bool IsActive(FaultOptions fault, long frame) =>
        frame >= fault.AtFrame && (fault.UntilFrame is not { } end || frame < end);

    private void FillState(long frame, Span<LaneChange> state)
    {
        for (int i = 0; i < state.Length; i++)
        {
            double lossDb = 0, noiseDb = 0;
            bool dead = false;
            foreach (FaultOptions fault in _optical[i].Faults)
            {
                if (IsActive(fault, frame))
                {
                    double db = fault.Db ?? 0;
                    dead |= fault.Kind is FaultKind.Dead;
                    noiseDb += fault.Kind is FaultKind.Noisy ? db : 0;
                    lossDb += fault.Kind is FaultKind.Weak ? db : fault.Kind is FaultKind.Drift ? db * (frame - fault.AtFrame + 1) : 0;
                }
            }

            state[i] = new LaneChange(
                dead ? 0 : Factor(-Math.Clamp(lossDb, -LargestGainDb, LargestLossDb)), Factor(Math.Min(noiseDb, LargestLossDb)));
        }
    }

    /// <summary>The channel of a state. Whoever asks first makes it; who asks meanwhile waits for that channel only.</summary>
    private Lazy<IChannel> Prepared(long frame, ReadOnlySpan<LaneChange> state, LaneMap? dark)
    {
        lock (_recent)
        {
            foreach ((LaneChange[] known, LaneMap? map, Lazy<IChannel> channel) in _recent)
            {
                if (ReferenceEquals(map, dark) && state.SequenceEqual(known))
                {
                    return channel;
                }
            }

            LaneChange[] kept = state.ToArray();
            var made = new Lazy<IChannel>(() => Make(kept, dark, frame));
            if (_recent.Count == Kept)
            {
                _recent.RemoveAt(0);
            }

            _recent.Add((kept, dark, made));
            return made;
        }
    }

    private static double Factor(double db) => db == 0 ? 1 : Elementary.Pow10(db / 10);

    private LaneDecisionModel?[] Lanes(ReadOnlySpan<LaneChange> state, LaneMap? dark, string what)
    {
        var changes = new LaneChange[_optics.Lanes.Count];
        Array.Fill(changes, LaneChange.None);
        for (int i = 0; i < state.Length; i++)
        {
            changes[_optical[i].Lane] = state[i];
        }

        for (int channel = 0; channel < changes.Length && dark is not null; channel++)
        {
            changes[channel] = dark.IsLit(channel) ? changes[channel] : new LaneChange(0, 1);
        }

        for (int channel = 0; channel < changes.Length; channel++)
        {
            changes[channel] = _dead[channel] ? changes[channel] with { Power = 0 } : changes[channel];
        }

        try
        {
            return [.. _optics.LanesAfter(changes).Select((model, channel) => dark?.IsLit(channel) ?? true ? model : null)];
        }
        catch (ValidationException refusal)
        {
            throw new ConfigurationException($"{what} is no link: {refusal.Message}", refusal);
        }
    }

    private IChannel Make(LaneChange[] state, LaneMap? dark, long frame)
    {
        try
        {
            return _channel.Value.WithLanes(Lanes(state, dark, At(frame)));
        }
        catch (ConfigurationException)
        {
            // Frames before those that run at once have been: the first that is refused is told, whoever asked first.
            var earlier = new LaneChange[state.Length];
            for (long first = Math.Max(0, frame - Kept); first < frame; first++)
            {
                FillState(first, earlier);
                Lanes(earlier, dark, At(first));
            }

            throw;
        }

        string At(long first) => string.Create(CultureInfo.InvariantCulture, $"{(state.Length > 0 ? "faults" : Dark)}{Left} at frame {first}");
    }
}
