namespace Mosaic.Emulator.Link.Configuration;

/// <summary>A configuration that cannot be used. The message is one line that names the field, the value and what is allowed.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">One line for the user.</param>
    public ConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">One line for the user.</param>
    /// <param name="innerException">What led to it.</param>
    public ConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
