using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Transposes;

/// <summary>
/// Turns rounds that follow each other in a stream into lane rows and back. Has scratch memory of its own: one thread at a time.
/// </summary>
internal interface IRoundTranspose
{
    /// <summary>Words behind the rounds that may be read.</summary>
    const int SlackWords = 16;

    /// <summary>Rounds of a unit of work: they fill whole words of a row.</summary>
    int UnitRounds { get; }

    /// <summary>Whether codewords rotate on the way, so that the stream is the code stream; else it is in slot order.</summary>
    bool Rotates { get; }

    /// <summary>Rounds to rows.</summary>
    /// <param name="stream">The first word of the first round; <see cref="SlackWords"/> behind the last one are readable.</param>
    /// <param name="firstRound">Its number, a multiple of <see cref="UnitRounds"/>.</param>
    /// <param name="units">Units.</param>
    /// <param name="rows">Receives the bits.</param>
    /// <param name="word">Word of the rows where they begin.</param>
    void ToRows(ref ulong stream, int firstRound, int units, LinkBlock rows, int word);

    /// <summary>Rows to rounds.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="word">Word of the rows where the rounds begin.</param>
    /// <param name="firstRound">Number of the first one, a multiple of <see cref="UnitRounds"/>.</param>
    /// <param name="units">Units.</param>
    /// <param name="stream">Receives the rounds; holds them and no more.</param>
    void FromRows(LinkBlock rows, int word, int firstRound, int units, Span<ulong> stream);
}
