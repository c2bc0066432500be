using System.Runtime.InteropServices;

namespace Mosaic.Cli.Commands;

/// <summary>
/// What Ctrl-C and SIGTERM do: the first one asks the work to end, so that what was counted is reported; the second one
/// ends the process, since the work may wait for somebody to read a pipe.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Begins to listen.</summary>
    public Interruption() =>
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];

    /// <summary>Removes what is not complete, before the process ends.</summary>
    public Action? Abandon { get; set; }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Signals end the process again. One that is being handled may still cancel: the source is left to the collector.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_cancellation.IsCancellationRequested)
        {
            Abandon?.Invoke();
            Environment.Exit(ExitCode.Cancelled);
        }

        _cancellation.Cancel();
    }
}
