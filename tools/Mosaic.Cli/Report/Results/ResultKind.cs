namespace Mosaic.Cli.Report.Results;

/// <summary>Which command wrote a result.</summary>
internal enum ResultKind
{
    /// <summary><c>run</c>.</summary>
    Run,

    /// <summary><c>run</c> with engine <c>tail</c>.</summary>
    Tail,

    /// <summary><c>predict</c>.</summary>
    Predict,

    /// <summary><c>sweep</c> or <c>merge</c>.</summary>
    Sweep,

    /// <summary><c>check</c>.</summary>
    Check,

    /// <summary><c>compare fec</c>.</summary>
    CompareFec,

    /// <summary><c>compare deskew</c>.</summary>
    CompareDeskew,
}
