using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Frames;

/// <summary>Tells whether a code sends its messages as they are.</summary>
internal static class SystematicCode
{
    /// <summary>Whether the code stream of every group begins with its message stream.</summary>
    /// <remarks>
    /// A batch of random groups is encoded. Of a linear code that is enough: a bit that differs from the message's at all does so for
    /// half of the messages, and passes as equal in 64 groups or more with a probability of 2⁻⁶⁴. Other codes are not asked.
    /// </remarks>
    public static bool Is(IBlockCode code)
    {
        if (!code.IsLinearHardDecision)
        {
            return false;
        }

        int groups = code.BatchGroups, k = code.GroupMessageBits;
        var message = new ulong[BitString.WordCount((long)groups * k)];
        var encoded = new ulong[BitString.WordCount((long)groups * code.GroupCodeBits)];
        ulong[] sent = new ulong[BitString.WordCount(k)], begins = new ulong[sent.Length];
        Philox.Fill(message, 1, 0, 0, 0, 0);
        code.Encode(message, encoded, groups);
        for (int group = 0; group < groups; group++)
        {
            BitString.Copy(message, (long)group * k, sent, 0, k);
            BitString.Copy(encoded, (long)group * code.GroupCodeBits, begins, 0, k);
            if (!sent.AsSpan().SequenceEqual(begins))
            {
                return false;
            }
        }

        return true;
    }
}
