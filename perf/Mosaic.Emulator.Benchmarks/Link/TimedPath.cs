using System.Diagnostics;
using Mosaic.Emulator.Link;

namespace Mosaic.Emulator.Benchmarks.Link;

/// <summary>
/// Runs of one link, of which the best count: a run as a whole, and within one what it takes once the link is up: a stretch that begins after a
/// tenth of the frames and ends a tenth before the last, so that at both ends as many frames are on their way.
/// </summary>
/// <param name="emulator">The link, with a stop rule that asks for some ten frames or more.</param>
/// <param name="skipped">Frames at the start that do not count as up: their code may be compiled still.</param>
internal sealed class TimedPath(LinkEmulator emulator, long skipped = 0)
{
    private const int OnTheirWay = 3;

    private readonly long _frames = emulator.Design.Options.Stop.PayloadBits!.Value / emulator.Design.MessageBits;
    private Mark _from, _to;

    /// <summary>Payload of a run over its time, bring-up included, in Gb/s.</summary>
    public double GbpsWithBringUp { get; private set; }

    /// <summary>Payload of the stretch over its time, in Gb/s.</summary>
    public double GbpsOnceUp { get; private set; }

    /// <summary>Bytes that a frame allocates within the stretch, on all threads, in the run that allocated the least.</summary>
    public double AllocatedBytes { get; private set; } = double.PositiveInfinity;

    /// <summary>One more run.</summary>
    /// <returns>Nanoseconds that a bit of the stretch took.</returns>
    public double Run()
    {
        (_from, _to) = (default, default);
        long start = Stopwatch.GetTimestamp();
        long bits = emulator.Run(progress: See).PostFec.PayloadBits;
        GbpsWithBringUp = Math.Max(GbpsWithBringUp, bits / Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        if (_to.Frames == _from.Frames)
        {
            throw new InvalidOperationException("The run is too short to be told of twice.");
        }

        double perBit = Stopwatch.GetElapsedTime(_from.Ticks, _to.Ticks).TotalNanoseconds / (_to.Bits - _from.Bits);
        GbpsOnceUp = Math.Max(GbpsOnceUp, 1 / perBit);
        AllocatedBytes = Math.Min(AllocatedBytes, (_to.Bytes - _from.Bytes) / (double)(_to.Frames - _from.Frames));
        return perBit;
    }

    private void See(LinkProgress progress)
    {
        if (progress.Frames >= Math.Max(skipped, _frames / 10) && progress.Frames + Math.Max(OnTheirWay, _frames / 10) <= _frames)
        {
            _to = new Mark(progress.Frames, progress.PayloadBits, Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes());
            _from = _from.Frames == 0 ? _to : _from;
        }
    }

    private readonly record struct Mark(long Frames, long Bits, long Ticks, long Bytes);
}
