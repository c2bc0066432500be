using System.Text;
using System.Text.Unicode;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Session;

namespace Mosaic.Emulator.Native;

/// <summary>Turns exceptions into a status and a message: none crosses the border.</summary>
internal static unsafe class Failure
{
    /// <summary>Writes the message of an exception for the caller.</summary>
    /// <param name="exception">What happened.</param>
    /// <param name="error">Receives the message as UTF-8 that ends in 0, cut where there is no more room.</param>
    /// <param name="size">Bytes there is room for.</param>
    public static int Report(Exception exception, byte* error, int size)
    {
        var room = new Span<byte>(error, size - 1);
        // A character is written whole or not at all.
        Utf8.FromUtf16(exception.Message, room, out _, out int written);
        error[written] = 0;
        return (int)StatusOf(exception);
    }

    /// <summary>Refuses a null pointer by the name that the header gives it.</summary>
    public static void IfNull(void* pointer, string name)
    {
        if (pointer is null)
        {
            throw new ArgumentException("It is NULL.", name);
        }
    }

    /// <summary>Reads a string of the caller.</summary>
    /// <exception cref="ArgumentException">It is null.</exception>
    /// <exception cref="ConfigurationException">It is not UTF-8.</exception>
    public static string Text(byte* text, string name)
    {
        IfNull(text, name);
        ReadOnlySpan<byte> bytes = System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw new ConfigurationException($"{name} is not UTF-8");
    }

    private static Status StatusOf(Exception exception) => exception switch
    {
        ConfigurationException => Status.InvalidConfiguration,
        ArgumentException => Status.InvalidArgument,
        KeyNotFoundException or ObjectDisposedException => Status.NoLink,
        LinkBusyException => Status.Busy,
        LinkDownException => Status.LinkDown,
        _ => Status.Failed,
    };
}
