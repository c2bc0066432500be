namespace Mosaic.Emulator.Fec;

/// <summary>
/// What a decoder says of a codeword. Any positive verdict is the number of symbols it corrected. Whether what it gave is
/// the word that was sent only a comparison with that word can tell.
/// </summary>
public static class DecodeVerdict
{
    /// <summary>The received word is a codeword.</summary>
    public const short Clean = 0;

    /// <summary>No codeword is near enough; the message is as received.</summary>
    public const short Uncorrectable = -1;
}
