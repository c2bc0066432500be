using System.Diagnostics;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// What a receiver looks at along one path, in one word: the lane, how far before its own UI the earliest bit is, how many bits, and
/// where in a table there is an entry for each pattern of them.
/// </summary>
internal static class Window
{
    /// <summary>Where the fields start.</summary>
    public const int ShiftAt = 16, TapsAt = 28, TableAt = 32;

    /// <summary>Their ones, from bit 0 on.</summary>
    public const ulong LaneMask = 0xFFFF, ShiftMask = 0xFFF, TapsMask = 0xF;

    /// <summary>The window of a path; null if it does not fit.</summary>
    /// <param name="path">The path.</param>
    /// <param name="lane">The lane that its source carries.</param>
    /// <param name="table">The first entry of its patterns.</param>
    public static ulong? Of(LeakagePath path, int lane, int table)
    {
        Debug.Assert(lane >= 0 && (uint)lane <= LaneMask);
        int taps = path.Coefficients.Length, shift = AlignmentMarker.LengthUi + path.LastShift;
        return shift < 0 || (ulong)shift > ShiftMask ? null
            : (uint)lane | ((ulong)shift << ShiftAt) | ((ulong)taps << TapsAt) | ((ulong)(uint)table << TableAt);
    }

    /// <summary>The lane.</summary>
    public static int LaneOf(ulong window) => (int)(window & LaneMask);

    /// <summary>UI from the earliest bit, counted behind the marker, to the candidate, counted from the frame's start.</summary>
    public static int ShiftOf(ulong window) => (int)(window >> ShiftAt & ShiftMask);

    /// <summary>Bits.</summary>
    public static int TapsOf(ulong window) => (int)(window >> TapsAt & TapsMask);
}
