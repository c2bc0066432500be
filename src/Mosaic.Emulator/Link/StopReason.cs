namespace Mosaic.Emulator.Link;

/// <summary>Why a run ended.</summary>
public enum StopReason
{
    /// <summary>It is still running.</summary>
    None,

    /// <summary>Enough payload bits.</summary>
    PayloadBits,

    /// <summary>Enough bit errors before FEC.</summary>
    BitErrors,

    /// <summary>Enough codeword errors.</summary>
    CodewordErrors,

    /// <summary>The interval is narrow enough.</summary>
    RelativeInterval,

    /// <summary>The bit error rate is known to be on one side of the target.</summary>
    TargetBer,

    /// <summary>The one frame that was asked for.</summary>
    Frame,

    /// <summary>The file to send has ended.</summary>
    EndOfInput,

    /// <summary>Time ran out.</summary>
    Seconds,

    /// <summary>1e14 code bits, the most that are counted, came before any rule held.</summary>
    LargestCount,

    /// <summary>The link did not come up.</summary>
    NoLock,

    /// <summary>As many trials as a baseline had.</summary>
    Trials,

    /// <summary>A shard of a sweep has run the trials that the whole will want, as far as it can tell.</summary>
    Shard,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,
}
