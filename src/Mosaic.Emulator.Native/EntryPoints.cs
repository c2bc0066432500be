using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Mosaic.Emulator.Link.Session;

namespace Mosaic.Emulator.Native;

/// <summary>
/// What the shim calls, one method for each function of the header and with its arguments, then room for an error message. The
/// header says what they do; here each checks what it is given, and lets no exception out.
/// </summary>
public static unsafe class EntryPoints
{
    /// <summary>Hands out the entry points.</summary>
    /// <param name="table">Receives them, in the order of the shim's table.</param>
    /// <param name="count">How many the shim knows.</param>
    /// <param name="version">The shim's version, as text that ends in 0.</param>
    /// <returns>0; 1 where the shim belongs to another version.</returns>
    [UnmanagedCallersOnly(EntryPoint = "mosaic_bind", CallConvs = [typeof(CallConvCdecl)])]
    public static int Bind(void** table, int count, byte* version)
    {
        void*[] all =
        [
            (delegate* unmanaged[Cdecl]<byte*, ulong*, byte*, int, int>)&Create,
            (delegate* unmanaged[Cdecl]<ulong, byte*, int, int>)&Destroy,
            (delegate* unmanaged[Cdecl]<ulong, byte*, int, int>)&Reset,
            (delegate* unmanaged[Cdecl]<ulong, byte*, byte*, nuint, BlockRecord*, byte*, int, int>)&Transmit,
            (delegate* unmanaged[Cdecl]<ulong, TotalsRecord*, byte*, int, int>)&GetTotals,
            (delegate* unmanaged[Cdecl]<ulong, TimingRecord*, byte*, int, int>)&GetTiming,
            (delegate* unmanaged[Cdecl]<ulong, byte*, nuint, nuint*, byte*, int, int>)&GetStatistics,
            (delegate* unmanaged[Cdecl]<ulong, byte*, long*, byte*, int, int>)&InjectFault,
            (delegate* unmanaged[Cdecl]<ulong, void*, void*, byte*, int, int>)&OnEvent,
        ];
        ReadOnlySpan<byte> shim = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(version);
        if (count != all.Length || !shim.SequenceEqual(Version))
        {
            return 1;
        }

        for (int i = 0; i < all.Length; i++)
        {
            table[i] = all[i];
        }

        return 0;
    }

    private static ReadOnlySpan<byte> Version => System.Text.Encoding.UTF8.GetBytes(typeof(EntryPoints).Assembly.GetName().Version!.ToString(3));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Create(byte* json, ulong* link, byte* error, int size)
    {
        try
        {
            Failure.IfNull(link, "link");
            *link = 0;
            *link = Links.Create(Failure.Text(json, "json"));
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Report(e, error, size);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Destroy(ulong link, byte* error, int size)
    {
        try
        {
            Links.Destroy(link);
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Report(e, error, size);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Reset(ulong link, byte* error, int size)
    {
        try
        {
            Links.Find(link).Reset();
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Report(e, error, size);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Transmit(ulong link, byte* sent, byte* received, nuint bytes, BlockRecord* block, byte* error, int size)
    {
        try
        {
            LinkSession session = Links.Find(link);
            if (bytes > int.MaxValue)
            {
                throw new ArgumentException($"{bytes} bytes are too many for a call; it takes 0 to {int.MaxValue}.", nameof(bytes));
            }

            if (bytes > 0)
            {
                Failure.IfNull(sent, "sent");
                Failure.IfNull(received, "received");
            }

            BlockDelivery delivery = session.Transmit(new ReadOnlySpan<byte>(sent, (int)bytes), new Span<byte>(received, (int)bytes));
            if (block is not null)
            {
                Unsafe.WriteUnaligned(block, new BlockRecord(delivery));
            }

            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Report(e, error, size);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetTotals(ulong link, TotalsRecord* totals, byte* error, int size)
    {
        try
        {
            LinkSession session = Links.Find(link);
            Failure.IfNull(totals, "totals");
            *totals = new TotalsRecord(session.Totals);
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Report(e, error, size);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetTiming(ulong link, TimingRecord* timing, byte* error, int size)
    {
        try
        {
            LinkSession session = Links.Find(link);
            Failure.IfNull(timing, "timing");
            *timing = new TimingRecord(session.Timing);
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Report(e, error, size);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetStatistics(ulong link, byte* buffer, nuint room, nuint* length, byte* error, int size)
    {
        try
        {
            LinkSession session = Links.Find(link);
            if (room > 0)
            {
                Failure.IfNull(buffer, "buffer");
            }

            string json = session.Report().ToJson();
            nuint needed = (nuint)System.Text.Encoding.UTF8.GetByteCount(json);
            if (length is not null)
            {
                *length = needed;
            }

            if (room <= needed)
            {
                Failure.Report(new ArgumentException($"{room} bytes have no room for {needed} and the 0 behind them.", nameof(size)), error, size);
                return (int)Status.TooSmall;
            }

            Utf8.FromUtf16(json, new Span<byte>(buffer, (int)needed), out _, out _);
            buffer[needed] = 0;
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Report(e, error, size);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int InjectFault(ulong link, byte* fault, long* frame, byte* error, int size)
    {
        try
        {
            LinkSession session = Links.Find(link);
            long acts = session.InjectFault(Failure.Text(fault, "fault"));
            if (frame is not null)
            {
                *frame = acts;
            }

            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Report(e, error, size);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnEvent(ulong link, void* handler, void* user, byte* error, int size)
    {
        try
        {
            LinkSession session = Links.Find(link);
            var tell = (delegate* unmanaged[Cdecl]<EventRecord*, void*, void>)handler;
            session.OnEvent = handler is null ? null : one =>
            {
                var record = new EventRecord(one);
                tell(&record, user);
            };
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Report(e, error, size);
        }
    }
}
