namespace Mosaic.Emulator.Link.Session;

/// <summary>Another call is using a session, which one thread at a time may; the call that gets this has changed nothing.</summary>
public sealed class LinkBusyException : InvalidOperationException
{
    /// <summary>Makes an exception.</summary>
    public LinkBusyException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">One line for the user.</param>
    public LinkBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">One line for the user.</param>
    /// <param name="innerException">What led to it.</param>
    public LinkBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
