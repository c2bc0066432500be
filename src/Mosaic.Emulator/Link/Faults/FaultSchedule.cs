using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Faults;

/// <summary>
/// What is wrong with the link in each frame: a pure function of the configuration and the frame. Power and noise become
/// another channel, bursts and stuck lanes other bits (<see cref="BitFaults"/>), slips another arrival
/// (<see cref="SlipFaults"/>). Safe to ask from many threads.
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
        (Bits, Slips) = (new BitFaults(faults, layout.DataUi), new SlipFaults(faults, layout.FrameUi));
        _drifts = [.. faults.Where(fault => fault.Kind is FaultKind.Drift)];
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

    /// <summary>Lanes that are stuck, and bursts.</summary>
    public BitFaults Bits { get; }

    /// <summary>Lanes that slip.</summary>
    public SlipFaults Slips { get; }

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
            if (fault.IsActive(frame))
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

    private void FillState(long frame, Span<LaneChange> state)
    {
        for (int i = 0; i < state.Length; i++)
        {
            double lossDb = 0, noiseDb = 0;
            bool dead = false;
            foreach (FaultOptions fault in _optical[i].Faults)
            {
                if (fault.IsActive(frame))
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
