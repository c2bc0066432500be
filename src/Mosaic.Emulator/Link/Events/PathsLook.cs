using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;

namespace Mosaic.Emulator.Link.Events;

/// <summary>Where the second stage looks for one channel: some of its paths, and the runs of lanes that they are on.</summary>
internal sealed class PathsLook
{
    /// <summary>Lanes so far from each other are in the same blocks more often than not.</summary>
    private const int WidestGap = 3;

    /// <param name="probability">What the channel's receiver looks at.</param>
    /// <param name="from">The first path.</param>
    /// <param name="to">The first that is not looked at.</param>
    /// <param name="map">Which lane each channel carries.</param>
    /// <param name="layout">How the lanes are filled.</param>
    public PathsLook(LaneProbability probability, int from, int to, LaneMap map, FrameLayout layout)
    {
        var paths = Enumerable.Range(from, to - from).Select(path => (Path: path, Lane: map.LaneOfChannel[probability.Paths[path].Source]))
            .Where(path => path.Lane >= 0).OrderBy(path => path.Lane).ToList();
        Currents = probability.OtherCurrents;
        if (!probability.IsPlain || paths.Exists(path => path.Lane >= layout.Lanes))
        {
            return;
        }

        var runs = new List<(int First, int Last)>();
        var looks = new List<PathLook>();
        (int From, int To) = (0, 0);
        foreach ((int path, int lane) in paths)
        {
            From = int.Min(From, -probability.Paths[path].LastShift);
            To = int.Max(To, -probability.Paths[path].FirstShift);
        }

        foreach ((int path, int lane) in paths)
        {
            if (runs.Count == 0 || runs[^1].Last + WidestGap < lane)
            {
                runs.Add((lane, lane));
            }

            runs[^1] = (runs[^1].First, lane);
            looks.Add(new PathLook(
                lane, 2 * (runs.Count - 1), -probability.Paths[path].LastShift - From, (1 << probability.Paths[path].Coefficients.Length) - 1, probability.CurrentsOf(path)));
        }

        (Runs, Paths, this.From, this.To) = ([.. runs], [.. looks], From, To);
        End = layout.LaneBits(layout.Lanes - 1) - To;
    }

    /// <summary>Whether the second stage can look at it so; else there is no run.</summary>
    public bool CanLook => End > 0;

    /// <summary>UI of the earliest bit, from the candidate's own on.</summary>
    public int From { get; }

    /// <summary>UI of the latest.</summary>
    public int To { get; }

    /// <summary>A candidate's UI must be below this for all its bits to be code bits.</summary>
    public int End { get; }

    /// <summary>Lanes next to each other.</summary>
    public (int First, int Last)[] Runs { get; } = [];

    /// <summary>The paths.</summary>
    public PathLook[] Paths { get; } = [];

    /// <summary>The currents of their patterns.</summary>
    public long[] Currents { get; }

    /// <summary>A path.</summary>
    /// <param name="Lane">Its lane.</param>
    /// <param name="Run">Twice the run of that lane.</param>
    /// <param name="First">UI of its earliest bit, from <see cref="From"/> on.</param>
    /// <param name="Mask">As many ones as it has taps.</param>
    /// <param name="Table">Where its currents start.</param>
    internal readonly record struct PathLook(int Lane, int Run, int First, int Mask, int Table);
}
