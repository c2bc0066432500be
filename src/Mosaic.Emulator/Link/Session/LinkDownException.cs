namespace Mosaic.Emulator.Link.Session;

/// <summary>A link did not come up, so nothing can be sent. The message says which lanes are missing.</summary>
public sealed class LinkDownException : Exception
{
    /// <summary>Makes an exception.</summary>
    public LinkDownException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">One line for the user.</param>
    public LinkDownException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">One line for the user.</param>
    /// <param name="innerException">What led to it.</param>
    public LinkDownException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
