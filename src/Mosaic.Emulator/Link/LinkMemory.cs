using System.Globalization;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Link;

/// <summary>What a run takes of memory, before anything of it is built.</summary>
internal static class LinkMemory
{
    /// <summary>The most that a run may take, in bytes.</summary>
    public const long Limit = 4L << 30;

    /// <summary>Bytes of frames in flight and of the workers, for as many workers as there can be: a link that is accepted here is accepted everywhere.</summary>
    public static long Estimate(BondingOptions bonding, IBlockCode code, int groups)
    {
        long codeBytes = (long)groups * code.GroupCodeBits / 8, messageBytes = (long)groups * code.GroupMessageBits / 8;
        // Rows on the lanes: rounded up to a round, and to an odd number of cache lines each.
        long unitBytes = bonding.Unit == StripingUnit.Codeword ? (long)code.CodewordSymbols * code.SymbolBits / 8 : 0;
        long laneBytes = codeBytes + (bonding.DataLanes * (256 + unitBytes));
        laneBytes += laneBytes / bonding.DataLanes * (bonding.Channels - bonding.DataLanes);
        long slot = messageBytes + codeBytes + laneBytes;
        // Lanes sent and aligned, and, to tell what a word across the lanes corrected, sent once more; with parities, the frame before; code and message received; planes
        // for a batch in the code; verdict and counts of each codeword.
        long worker = ((2 + (bonding.LaneSecded ? 1 : 0) + (bonding.LaneParity ? 1 : 0)) * laneBytes) + codeBytes + messageBytes + (2L * code.BatchGroups * code.GroupCodeBits / 8) + (5L * groups * code.Interleave);
        if (code is ISoftBlockCode)
        {
            // A byte for each bit: rows received and aligned, and the code stream.
            slot += 8 * laneBytes;
            worker += 8 * (laneBytes + codeBytes);
        }

        return (LinkRun.Slots * slot) + (LinkRun.BatchFrames * worker);
    }

    /// <summary>Refuses what takes too much.</summary>
    /// <exception cref="ConfigurationException">It does.</exception>
    public static void Check(LinkOptions options, IBlockCode code, int groups)
    {
        long estimate = Estimate(options.Bonding, code, groups);
        if (estimate > Limit)
        {
            throw new ConfigurationException(string.Create(
                CultureInfo.InvariantCulture,
                $"fec.code, fec.interleave, bonding.frameBatches: {code.Name} x {code.Interleave} in frames of {options.Bonding.FrameBatches} batches would take {estimate / (double)(1 << 30):0.0} GiB of memory; the limit is {Limit >> 30} GiB"));
        }
    }
}
