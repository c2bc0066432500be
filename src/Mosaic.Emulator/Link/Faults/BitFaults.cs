using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Faults;

/// <summary>Faults that become other bits: transmitters that are stuck, and bursts. Safe to ask from many threads.</summary>
/// <param name="faults">The faults, checked by <see cref="FaultRules"/>.</param>
/// <param name="mostUi">UI of a frame behind its markers, which a burst may fill.</param>
internal sealed class BitFaults(FaultList faults, int mostUi)
{
    private readonly FaultOptions[] _stuck = [.. faults.Where(fault => fault.Kind is FaultKind.StuckOne)];
    private readonly FaultOptions[] _bursts = [.. faults.Where(fault => fault.Kind is FaultKind.Burst)];

    /// <summary>Makes the rows of stuck lanes what their transmitters send, also around the frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="map">Which lane each channel carries; those without one are switched off, stuck or not.</param>
    /// <param name="sent">All rows, as meant.</param>
    public void Stick(long frame, LaneMap map, LinkBlock sent)
    {
        foreach (FaultOptions fault in _stuck)
        {
            if (fault.IsActive(frame) && map.IsLit(fault.Lane!.Value))
            {
                sent.Before(fault.Lane.Value).Fill(ulong.MaxValue);
                sent.Row(fault.Lane.Value).Fill(ulong.MaxValue);
                sent.After(fault.Lane.Value).Fill(ulong.MaxValue);
            }
        }
    }

    /// <summary>Channels whose transmitters are stuck in a frame.</summary>
    /// <param name="frame">The frame.</param>
    public IEnumerable<int> Stuck(long frame) => _stuck.Where(fault => fault.IsActive(frame)).Select(fault => fault.Lane!.Value).Distinct();

    /// <summary>Whether a channel sends something else than it should in a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="map">Which lane each channel carries.</param>
    public bool IsStuck(long frame, int channel, LaneMap map)
    {
        foreach (FaultOptions fault in _stuck)
        {
            if (fault.Lane == channel && fault.IsActive(frame) && map.IsLit(channel))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether all channels send what they should in a frame, and no burst takes its place.</summary>
    /// <param name="frame">The frame.</param>
    public bool AreTrue(long frame)
    {
        foreach (FaultOptions fault in _stuck)
        {
            if (fault.IsActive(frame))
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

        return Math.Min(longest, mostUi);
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
}
