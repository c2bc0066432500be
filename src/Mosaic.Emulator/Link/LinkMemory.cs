using System.Globalization;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Link;

/// <summary>What a run takes of memory, before anything of it is built.</summary>
internal static class LinkMemory
{
    /// <summary>The most that a run may take, in bytes.</summary>
    public const long Limit = 4L << 30;

    private const int CellBytes = 32;

    /// <summary>
    /// Bytes of frames in flight and of the workers: enough for any machine and any code. Where vectors deal and gather piece by piece, and the
    /// code is found to be systematic, it is a third of that.
    /// </summary>
    /// <param name="options">The link.</param>
    /// <param name="code">Its code.</param>
    /// <param name="groups">Groups of a frame.</param>
    /// <param name="workers">Workers.</param>
    public static long Estimate(LinkOptions options, IBlockCode code, int groups, int workers)
    {
        BondingOptions bonding = options.Bonding;
        long codeBytes = (long)groups * code.GroupCodeBits / 8, messageBytes = (long)groups * code.GroupMessageBits / 8;
        // Rows on the lanes: rounded up to a round, and to an odd number of cache lines each.
        long unitBytes = bonding.Unit == StripingUnit.Codeword ? (long)code.CodewordSymbols * code.SymbolBits / 8 : 0;
        long laneBytes = codeBytes + (bonding.DataLanes * (256 + unitBytes));
        laneBytes += laneBytes / bonding.DataLanes * (bonding.Channels - bonding.DataLanes);
        // Rows; what is kept of the code; the message, where it is delivered.
        long slot = laneBytes + codeBytes + messageBytes;
        // Aligned rows, a code stream sent and one received, a message received. A few batches: message and code of a section sent, of one that is
        // compared, of the end of the frame before, planes in the code. Tiles of the striping. Verdict and counts of each codeword.
        long worker = laneBytes + (2 * codeBytes) + messageBytes + (8L * code.BatchGroups * code.GroupCodeBits / 8) + (1L << 20) + (1024L * bonding.DataLanes) + (6L * groups * code.Interleave);
        // What candidates are drawn by, where errors are as frequent as they can be for that.
        bool isWaveform = string.Equals(options.Engine, "waveform", StringComparison.Ordinal);
        worker += isWaveform ? 0 : bonding.Channels * CandidateCells.Most(laneBytes / bonding.Channels * 8) * CellBytes;
        // Rows that are sent, where the channel does not work in place or they are captured; sent again, to tell what a word across the lanes corrected;
        // with parities, the frame before.
        bool apart = isWaveform || options.Capture.Errors is not null;
        worker += laneBytes * ((apart ? 1 : 0) + (bonding.LaneSecded ? 1 : 0) + (bonding.LaneParity ? 1 : 0));
        if (code is ISoftBlockCode)
        {
            // A byte for each bit: rows received and aligned, and the code stream.
            slot += 8 * laneBytes;
            worker += 8 * (laneBytes + codeBytes);
        }

        return (FrameRing.SlotsOf(workers) * slot) + (workers * worker);
    }

    /// <summary>Refuses what takes too much.</summary>
    /// <exception cref="ConfigurationException">It does.</exception>
    public static void Check(LinkOptions options, IBlockCode code, int groups)
    {
        // For as many workers as there can be: a link that is accepted here is accepted everywhere.
        long estimate = Estimate(options, code, groups, LinkRun.BatchFrames);
        if (estimate > Limit)
        {
            throw new ConfigurationException(string.Create(
                CultureInfo.InvariantCulture,
                $"fec.code, fec.interleave, bonding.frameBatches: {code.Name} x {code.Interleave} in frames of {options.Bonding.FrameBatches} batches would take {estimate / (double)(1 << 30):0.0} GiB of memory; the limit is {Limit >> 30} GiB"));
        }
    }
}
