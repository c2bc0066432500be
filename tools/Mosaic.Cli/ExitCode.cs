namespace Mosaic.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done; uncorrectable codewords are a result.</summary>
    public const int Done = 0;

    /// <summary>A check failed, or a decoder met uncorrectable codewords.</summary>
    public const int CheckFailed = 1;

    /// <summary>Wrong usage or configuration.</summary>
    public const int Usage = 2;

    /// <summary>Ended without reaching its goal.</summary>
    public const int GoalMissed = 3;

    /// <summary>A file cannot be read or written.</summary>
    public const int File = 4;

    /// <summary>Cancelled by the user.</summary>
    public const int Cancelled = 130;
}
