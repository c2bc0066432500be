using System.Runtime.InteropServices;
using Mosaic.Emulator.Link.Session;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Native;

/// <summary><c>mosaic_block</c> of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct BlockRecord(in BlockDelivery block)
{
    private readonly long _position = block.Position;
    private readonly long _lostGroups = block.LostGroups;
    private readonly long _bitErrors = block.BitErrors;
    private readonly double _sentNs = block.SentNs;
    private readonly double _lastBitNs = block.LastBitNs;
    private readonly double _receivedNs = block.ReceivedNs;
}

/// <summary><c>mosaic_timing</c> of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TimingRecord(LinkTiming timing)
{
    private readonly long _frameBytes = timing.FrameBytes;
    private readonly double _payloadGbps = timing.PayloadGbps;
    private readonly double _frameNs = timing.FrameNs;
    private readonly double _groupNs = timing.GroupNs;
    private readonly double _propagationNs = timing.PropagationNs;
    private readonly double _maxLatencyNs = timing.MaxLatencyNs;
}

/// <summary><c>mosaic_totals</c> of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TotalsRecord(in LinkTotals totals)
{
    private readonly long _frames = totals.Frames;
    private readonly long _bits = totals.Bits;
    private readonly long _bitErrors = totals.BitErrors;
    private readonly long _codewords = totals.Codewords;
    private readonly long _codewordErrors = totals.CodewordErrors;
    private readonly long _groups = totals.Groups;
    private readonly long _failedGroups = totals.FailedGroups;
    private readonly long _payloadBits = totals.PayloadBits;
    private readonly long _payloadBitErrors = totals.PayloadBitErrors;
}

/// <summary><c>mosaic_event</c> of the header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct EventRecord(in LinkEvent one)
{
    private readonly int _kind = (int)one.Kind;
    private readonly int _lane = one.Lane;
    private readonly int _channel = one.Channel;
    private readonly int _reserved;
    private readonly long _frame = one.Frame;
    private readonly long _count = one.Count;
    private readonly double _timeNs = one.TimeNs;
}
