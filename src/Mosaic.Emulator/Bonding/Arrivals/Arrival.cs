using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding.Arrivals;

/// <summary>
/// How the lanes arrive behind the receiver: each at a port of its own, in any order, late by a number of UI of its own.
/// Since the delay is any number of UI, so is the bit phase at which a port's words start. Delays may drift from there.
/// </summary>
public sealed class Arrival
{
    private readonly int[] _laneOfPort;
    private readonly int[] _portOfLane;
    private readonly int[] _delayOfPort;

    private Arrival(int[] laneOfPort, int[] delayOfPort, DelayDrift? drift)
    {
        _laneOfPort = laneOfPort;
        _delayOfPort = delayOfPort;
        Drift = drift;
        MaxDelayUi = delayOfPort.Max() + (drift?.MaxUi ?? 0);
        _portOfLane = new int[laneOfPort.Length];
        for (int port = 0; port < laneOfPort.Length; port++)
        {
            _portOfLane[laneOfPort[port]] = port;
        }
    }

    /// <summary>Ports; as many as lanes.</summary>
    public int Ports => _laneOfPort.Length;

    /// <summary>The largest delay, in UI, however long it drifts.</summary>
    public int MaxDelayUi { get; }

    /// <summary>How delays change with time; null if they do not.</summary>
    public DelayDrift? Drift { get; }

    /// <summary>Draws an arrival from the seed.</summary>
    /// <param name="ownDelaysUi">What each lane is late by before it reaches the ports, in UI, 0 or more.</param>
    /// <param name="delayUi">Delay common to all lanes, in UI, 0 or more.</param>
    /// <param name="skewUi">Each lane is late by a further 0 … <paramref name="skewUi"/> UI, uniformly.</param>
    /// <param name="shuffle">Whether the lanes arrive in a random order.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="drift">What each lane is late by in addition, at each time; null for nothing.</param>
    public static Arrival Draw(ReadOnlySpan<int> ownDelaysUi, int delayUi, int skewUi, bool shuffle, ulong seed, uint trial, DelayDrift? drift = null)
    {
        int lanes = ownDelaysUi.Length;
        var order = new int[lanes];
        var delays = new int[lanes];
        var delayStream = new RandomAddress(seed, RandomPurpose.ArrivalDelay, trial);
        var orderStream = new RandomAddress(seed, RandomPurpose.ArrivalOrder, trial);
        for (int i = 0; i < lanes; i++)
        {
            // Fisher–Yates, from the front.
            int other = shuffle ? Below((uint)i + 1, orderStream.Block((uint)i).Low) : i;
            order[i] = order[other];
            order[other] = i;
        }

        for (int port = 0; port < lanes; port++)
        {
            int lane = order[port];
            delays[port] = ownDelaysUi[lane] + delayUi + Below((uint)skewUi + 1, delayStream.Block((uint)lane).Low);
        }

        return new Arrival(order, delays, drift);
    }

    /// <summary>The lane that arrives at a port.</summary>
    /// <param name="port">Port, 0 … Ports−1.</param>
    public int LaneOf(int port) => _laneOfPort[port];

    /// <summary>The port at which a lane arrives.</summary>
    /// <param name="lane">Lane, 0 … Ports−1.</param>
    public int PortOf(int lane) => _portOfLane[lane];

    /// <summary>How late a port's lane is at the beginning, in UI.</summary>
    /// <param name="port">Port, 0 … Ports−1.</param>
    public int DelayOf(int port) => _delayOfPort[port] + (Drift?.At(_laneOfPort[port], 0) ?? 0);

    /// <summary>The least and the most that a port's lane is ever late by, in UI, unless it slips.</summary>
    /// <param name="port">Port, 0 … Ports−1.</param>
    public (int Least, int Most) DelaysOf(int port) => (_delayOfPort[port], _delayOfPort[port] + (Drift?.MaxUi ?? 0));

    // A multiple of 2⁻⁶⁴ scaled up: uniform to one part in 2⁴⁰ for the bounds used here.
    private static int Below(uint bound, ulong word) => (int)Math.BigMul(word, bound, out _);
}
