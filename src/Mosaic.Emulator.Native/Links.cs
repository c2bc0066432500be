using System.Collections.Concurrent;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Session;

namespace Mosaic.Emulator.Native;

/// <summary>The links that callers hold, by handle. A handle is never given twice, so one that is used too late is found out.</summary>
internal static class Links
{
    /// <summary>Designs that are kept: making one takes tens of milliseconds, and links in a simulation are few kinds.</summary>
    private const int KeptDesigns = 4;

    private static readonly ConcurrentDictionary<ulong, LinkSession> Open = new();
    private static readonly List<(string Json, LinkDesign Design)> Designs = []; // the one used last comes last
    private static readonly Lock DesignsLock = new();
    private static ulong _last;

    /// <summary>Makes a link.</summary>
    /// <exception cref="ConfigurationException">The JSON is no configuration.</exception>
    public static ulong Create(string json)
    {
        var session = new LinkSession(Design(json));
        ulong handle = Interlocked.Increment(ref _last);
        Open[handle] = session;
        return handle;
    }

    /// <summary>The link of a handle.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static LinkSession Find(ulong handle) => Open.TryGetValue(handle, out LinkSession? session) ? session : throw Unknown(handle);

    /// <summary>Ends a link.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="LinkBusyException">Another call is using it.</exception>
    public static void Destroy(ulong handle)
    {
        Find(handle).Dispose();
        if (!Open.TryRemove(handle, out _))
        {
            throw Unknown(handle);
        }
    }

    private static KeyNotFoundException Unknown(ulong handle) => new($"{handle} is not the handle of a link, or not any more");

    private static LinkDesign Design(string json)
    {
        lock (DesignsLock)
        {
            int index = Designs.FindIndex(one => string.Equals(one.Json, json, StringComparison.Ordinal));
            if (index >= 0)
            {
                (string, LinkDesign Design) found = Designs[index];
                Designs.RemoveAt(index);
                Designs.Add(found);
                return found.Design;
            }
        }

        var design = new LinkDesign(new LinkConfiguration().Add(json, "").Build());
        lock (DesignsLock)
        {
            Designs.Add((json, design));
            if (Designs.Count > KeptDesigns)
            {
                Designs.RemoveAt(0);
            }
        }

        return design;
    }
}
