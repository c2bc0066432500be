using System.Globalization;
using System.Text.Json.Nodes;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Tail;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>A configuration and what is varied of it: the points of a sweep, each with its complete configuration. Immutable.</summary>
public sealed class SweepPlan
{
    /// <summary>The most settings that are varied.</summary>
    internal const int LargestPaths = 2;

    private readonly Func<LinkOptions, OwnAlgorithms>? _own;
    private readonly string _origin; // what refusals begin with
    private readonly Dictionary<string, (MeasuredCoupling Matrix, string Hash)> _couplings = new(StringComparer.Ordinal);

    /// <summary>Makes the points.</summary>
    /// <param name="options">What all points have in common.</param>
    /// <param name="axes">What is varied: up to two paths in all, the last axis fastest; none makes one point.</param>
    /// <param name="own">Codes and deskews of one's own that a point's options may name; or null.</param>
    /// <exception cref="ConfigurationException">A value is not allowed, a path is there twice, or a setting is of no use in a sweep.</exception>
    /// <exception cref="IOException">The file that <c>optics.file</c> names cannot be read.</exception>
    public SweepPlan(LinkOptions options, IReadOnlyList<SweepAxis> axes, Func<LinkOptions, OwnAlgorithms>? own = null)
        : this(options, axes, own, null)
    {
    }

    /// <summary>Makes the points of a curve that was stored.</summary>
    /// <param name="options">What all points have in common.</param>
    /// <param name="axes">What is varied.</param>
    /// <param name="own">As above.</param>
    /// <param name="origin">Where options and axes come from, for messages; null for a command line.</param>
    internal SweepPlan(LinkOptions options, IReadOnlyList<SweepAxis> axes, Func<LinkOptions, OwnAlgorithms>? own, string? origin)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(axes);
        (_own, _origin) = (own, origin is null ? "" : $"{origin}: ");
        Options = options;
        Axes = axes;
        Paths = [.. axes.SelectMany(axis => axis.Paths)];
        try
        {
            Points = MakePoints(origin is null ? "--axis" : "axes");
        }
        catch (ConfigurationException e) when (origin is not null)
        {
            throw new ConfigurationException(_origin + e.Message, e);
        }
    }

    /// <summary>What all points have in common.</summary>
    public LinkOptions Options { get; }

    /// <summary>What is varied.</summary>
    public IReadOnlyList<SweepAxis> Axes { get; }

    /// <summary>The paths that are varied.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>The points.</summary>
    public IReadOnlyList<SweepPoint> Points { get; }

    /// <summary>Everything that decides the sweep's results.</summary>
    internal JsonObject Identity() => new()
    {
        ["config"] = Identity(Options),
        ["axes"] = new JsonArray([.. Axes.Select(axis => (JsonNode)new JsonObject
        {
            ["paths"] = new JsonArray([.. axis.Paths.Select(path => (JsonNode)path)]),
            ["points"] = new JsonArray([.. axis.Points.Select(values => (JsonNode)new JsonArray([.. values.Select(value => (JsonNode)value)]))]),
        })]),
    };

    /// <summary>Makes the code of a point.</summary>
    internal IBlockCode Code(SweepPoint point) =>
        CodeCatalog.Create(point.Options.Fec.Code, point.Options.Fec.Interleave, _own?.Invoke(point.Options).Codes);

    /// <summary>Designs the link of a point.</summary>
    /// <exception cref="ConfigurationException">Its options contradict each other.</exception>
    internal LinkDesign Design(SweepPoint point) => At(point, () =>
    {
        var design = new LinkDesign(point.Options, Coupling(point.Options)?.Matrix, _own?.Invoke(point.Options));
        if (TailEmulator.IsNamedBy(point.Options))
        {
            TailEmulator.Check(design);
        }

        return design;
    });

    /// <summary>Does something about a point; a refusal says at which, and where it comes from.</summary>
    internal T At<T>(SweepPoint point, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ConfigurationException e)
        {
            throw new ConfigurationException($"{_origin}{(Paths.Count > 0 ? $"{point.Describe(Paths)}: " : "")}{e.Message}", e);
        }
    }

    /// <summary>What all points have in common, for <see cref="Link"/>.</summary>
    internal static LinkConfiguration Common(LinkOptions options) => new LinkConfiguration().Add(LinkConfiguration.ToJson(options), "the configuration of the sweep");

    /// <summary>The link of a point.</summary>
    /// <param name="common">What all have in common.</param>
    /// <param name="paths">The paths that are varied.</param>
    /// <param name="values">Their values.</param>
    /// <exception cref="ConfigurationException">A value is not allowed.</exception>
    internal static LinkOptions Link(LinkConfiguration common, IReadOnlyList<string> paths, IReadOnlyList<string> values)
    {
        LinkConfiguration configuration = common.Fork();
        for (int i = 0; i < paths.Count; i++)
        {
            configuration.Set(paths[i], values[i]);
        }

        return configuration.Build();
    }

    private List<SweepPoint> MakePoints(string axis)
    {
        if (Paths.Count > LargestPaths)
        {
            throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"{axis}: {Paths.Count} settings are varied; there can be up to two"));
        }

        if (Paths.Count == 2 && string.Equals(Paths[0], Paths[1], StringComparison.Ordinal))
        {
            throw new ConfigurationException($"{axis}: {Paths[0]} is there twice");
        }

        LinkConfiguration common = Common(Options);
        var points = new List<SweepPoint>();
        var seen = new Dictionary<string, SweepPoint>(StringComparer.Ordinal);
        foreach (IReadOnlyList<string> values in Grid(Axes))
        {
            LinkOptions link = Link(common, Paths, values);
            CheckUse(link);
            var point = new SweepPoint(points.Count, values, link, SweepIdentity.Hash(Identity(link)));
            if (!seen.TryAdd(point.ConfigHash, point))
            {
                throw new ConfigurationException($"{axis}: {seen[point.ConfigHash].Describe(Paths)} and {point.Describe(Paths)} are the same point");
            }

            points.Add(point);
        }

        return points;
    }

    private static IEnumerable<IReadOnlyList<string>> Grid(IReadOnlyList<SweepAxis> axes)
    {
        IEnumerable<IReadOnlyList<string>> grid = [[]];
        long count = 1;
        foreach (SweepAxis axis in axes)
        {
            count *= axis.Points.Count;
            grid = grid.SelectMany(_ => axis.Points, (before, values) => (IReadOnlyList<string>)[.. before, .. values]);
        }

        return count <= SweepAxis.LargestPoints
            ? grid
            : throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"--axis: {count} points; there can be up to {SweepAxis.LargestPoints}"));
    }

    private static void CheckUse(LinkOptions options)
    {
        if (options.Traffic.IsFile)
        {
            throw new ConfigurationException("traffic.pattern: file is of no use in a sweep; it takes random or prbs7 … prbs31");
        }

        if (TailEmulator.IsNamedBy(options))
        {
            TailRule.Check(options.Stop);
        }

        CaptureOptions();
        if (!options.Stop.HasCountRule && options.Stop.Seconds is null)
        {
            throw new ConfigurationException("stop: no rule is set, so a point would never end; set stop.payloadBits, stop.bitErrors, stop.codewordErrors, stop.relativeInterval, stop.targetBer or stop.seconds");
        }

        void CaptureOptions()
        {
            string? key = options.Capture.Errors is not null ? "capture.errors" : options.Capture.Replay is not null ? "capture.replay"
                : options.Capture.Frame is not null ? "capture.frame" : options.Probe.Output is not null ? "probe.output" : null;
            if (key is not null)
            {
                throw new ConfigurationException($"{key}: is of no use in a sweep; it takes a run");
            }
        }
    }

    private JsonObject Identity(LinkOptions options) => SweepIdentity.Of(options, Coupling(options)?.Hash);

    private (MeasuredCoupling Matrix, string Hash)? Coupling(LinkOptions options)
    {
        if (options.Optics.File is not { } path || !string.Equals(options.Optics.Crosstalk, "file", StringComparison.Ordinal))
        {
            return null;
        }

        lock (_couplings)
        {
            if (!_couplings.TryGetValue(path, out (MeasuredCoupling, string) known))
            {
                known = Read(path);
                _couplings.Add(path, known);
            }

            return known;
        }
    }

    private static (MeasuredCoupling Matrix, string Hash) Read(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            using var reader = new StreamReader(new MemoryStream(bytes));
            return (MeasuredCoupling.Read(reader), SweepIdentity.HashOf(bytes));
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"optics.file: {path}: {e.Message}", e);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new IOException($"optics.file: cannot read '{path}' ({FileTrouble.Why(path, e)})", e);
        }
    }
}
