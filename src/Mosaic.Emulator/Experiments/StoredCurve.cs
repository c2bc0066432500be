using System.Globalization;
using System.Text.Json.Nodes;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Experiments;

/// <summary>Reads a curve that was written as JSON, and checks that it says the same everywhere.</summary>
internal static class StoredCurve
{
    // What division rounds; doubles are written with all their digits.
    private const double Precision = 1e-15;

    /// <summary>The curve.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="origin">Where it comes from, for messages.</param>
    /// <exception cref="ConfigurationException">It is none.</exception>
    public static BerCurve Read(string json, string origin)
    {
        JsonObject all = LinkConfiguration.Parse(json, origin);
        // Checked as strictly as any configuration.
        JsonObject config = all["config"] as JsonObject ?? throw new ConfigurationException($"{origin}: not the JSON of a sweep (there is no config)");
        LinkOptions options = new LinkConfiguration().Add(config.ToJsonString(), $"{origin}: config").Build();
        all.Remove("config");
        // What the tool adds: the command line.
        all.Remove("command");
        var curve = new StoredObject(all, origin);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string[] settings = [.. LinkConfiguration.Settings.Select(setting => setting.Path)];
        SweepAxis[] axes = [.. curve.Objects("axes").Select(axis => Axis(axis, seen, settings))];
        if (seen.Count > SweepPlan.LargestPaths)
        {
            throw curve.Wrong("axes", Invariant($"a list with up to {SweepPlan.LargestPaths} settings in all"));
        }

        StoredObject[] points = curve.Objects("points");
        long expected = axes.Aggregate(1L, (count, axis) => Math.Min(count * axis.Points.Count, SweepAxis.LargestPoints + 1));
        if (points.Length != expected)
        {
            throw new ConfigurationException(Invariant($"{origin}: points: {points.Length} of them are not allowed; axes make {expected}"));
        }

        var read = new BerCurve(curve.Text("version"), Machine(curve.Object("machine")), options, axes, ShardOf(curve), [.. points.Select((point, i) => Point(point, i, axes))]);
        CheckLinks(read, origin);
        curve.CheckNothingElse();
        return read;
    }

    private static SweepAxis Axis(StoredObject axis, HashSet<string> seen, string[] settings)
    {
        string[] paths = axis.Texts("paths");
        string[][] points = axis.TextLists("points");
        if (paths.Length is 0 or > 2 || !Array.TrueForAll(paths, seen.Add))
        {
            throw axis.Wrong("paths", "a list of one or two settings, each of them there once in all axes");
        }

        for (int i = 0; i < paths.Length; i++)
        {
            if (!Array.Exists(settings, setting => setting.Equals(paths[i], StringComparison.Ordinal) || setting.StartsWith($"{paths[i]}.", StringComparison.Ordinal)))
            {
                throw axis.Wrong(Invariant($"paths[{i}]"), $"a setting, as fiber.lengthM{Nearest.Hint(paths[i], settings)}", paths[i]);
            }
        }

        if (points.Length is 0 or > SweepAxis.LargestPoints || Array.Exists(points, values => values.Length != paths.Length))
        {
            throw axis.Wrong("points", Invariant($"a list of 1 to {SweepAxis.LargestPoints} points, each a list of {paths.Length}, as many as paths"));
        }

        axis.CheckNothingElse();
        return new SweepAxis(paths, points);
    }

    private static Machine Machine(StoredObject machine)
    {
        var read = new Machine(machine.Text("processor"), (int)machine.Count("processors", int.MaxValue), machine.Text("system"), machine.Text("runtime"));
        machine.CheckNothingElse();
        return read;
    }

    private static string ShardOf(StoredObject curve)
    {
        try
        {
            return Shard.Parse(curve.Text("shard")).ToString();
        }
        catch (ConfigurationException e) when (e.Message.StartsWith("--shard", StringComparison.Ordinal))
        {
            throw curve.Wrong("shard", "i/n, as 0/1 for the whole sweep");
        }
    }

    /// <summary>Refuses values that make no link.</summary>
    private static void CheckLinks(BerCurve curve, string origin)
    {
        LinkConfiguration common = SweepPlan.Common(curve.Config);
        foreach (BerPoint point in curve.Points)
        {
            try
            {
                SweepPlan.Link(common, [.. point.Values.Keys], [.. point.Values.Values.Select(value => value?.ToJsonString() ?? "null")]);
            }
            catch (ConfigurationException e)
            {
                throw new ConfigurationException(Invariant($"{origin}: points[{point.Point}].values: {e.Message}"), e);
            }
        }
    }

    private static BerPoint Point(StoredObject point, int index, SweepAxis[] axes)
    {
        if (point.Count("point") != index)
        {
            throw point.Wrong("point", Invariant($"{index}, its place in the list"));
        }

        long bits = point.Count("bits"), codewords = point.Count("codewords"), payloadBits = point.Count("payloadBits");
        long? errors = Errors(point, "bitErrors", bits, "bits", null), lost = Errors(point, "codewordErrors", codewords, "codewords", errors is null);
        var read = new BerPoint
        {
            Point = index,
            ConfigHash = point.Digits("configHash") ?? throw point.Wrong("configHash", "16 hex digits"),
            Values = Values(point.Object("values"), index, axes),
            Trials = point.Count("trials", uint.MaxValue),
            Frames = point.Count("frames"),
            Bits = bits,
            BitErrors = errors,
            Ber = Rate(point, "ber", errors, "bitErrors", bits, "bits"),
            BerLow = point.Share("berLow"),
            BerHigh = point.Share("berHigh"),
            Codewords = codewords,
            CodewordErrors = lost,
            Cer = Rate(point, "cer", lost, "codewordErrors", codewords, "codewords"),
            CerLow = point.Share("cerLow"),
            CerHigh = point.Share("cerHigh"),
            Flr = point.Share("flr"),
            Seconds = point.Duration("seconds"),
            StopReason = point.Name<StopReason>("stopReason"),
            PayloadBits = payloadBits,
            PayloadBitErrors = Errors(point, "payloadBitErrors", payloadBits, "payloadBits", errors is null),
            Fingerprint = point.Digits("fingerprint"),
            EffectiveSample = point.Extra("effectiveSample"),
        };
        if (read.Trials == 0 && read.StopReason is not (StopReason.None or StopReason.Cancelled))
        {
            throw point.Wrong("trials", "at least 1 where the point has ended");
        }

        if (read.Frames == 0 && (read.Bits > 0 || read.Codewords > 0 || read.PayloadBits > 0 || read.StopReason is not (StopReason.None or StopReason.Cancelled or StopReason.NoLock)))
        {
            throw point.Wrong("frames", "at least 1 where bits were counted, or where the point has ended with a lock");
        }

        CheckInterval(point, "ber", read.Ber, read.BerLow, read.BerHigh);
        CheckInterval(point, "cer", read.Cer, read.CerLow, read.CerHigh);
        if (read is { IsComputed: true, Cer: > 0, CerHigh: not null, EffectiveSample: null })
        {
            throw point.Wrong("effectiveSample", "a number from 0 on where cer is above 0");
        }

        point.CheckNothingElse();
        return read;
    }

    /// <summary>Errors of a count; null for all kinds of them or for none.</summary>
    private static long? Errors(StoredObject point, string key, long count, string name, bool? areComputed) => areComputed switch
    {
        true => point.Any(key) is null ? null : throw point.Wrong(key, "null, as bitErrors is"),
        false => point.Count(key, count, $", as many as {name}"),
        null => point.OptionalCount(key, count, $", as many as {name}"),
    };

    /// <summary>A rate, which must be that of its counts.</summary>
    private static double? Rate(StoredObject point, string key, long? errors, string errorsName, long count, string name)
    {
        double? rate = point.Share(key);
        if (errors is not { } counted)
        {
            return rate;
        }

        double? expected = Link.Rate.Of(counted, count);
        return (rate is { } given && expected is { } share && Math.Abs(given - share) <= Precision * share) || (rate is null && expected is null)
            ? rate
            : throw point.Wrong(key, expected is { } its ? Invariant($"{its}, {errorsName} {counted} over {name} {count}; one of them was changed") : $"null, since {name} is 0");
    }

    /// <summary>An interval, which must hold its rate.</summary>
    private static void CheckInterval(StoredObject point, string key, double? rate, double? low, double? high)
    {
        if (rate is null && (low ?? high) is not null)
        {
            throw point.Wrong($"{key}{(low is null ? "High" : "Low")}", $"null where {key} is null");
        }

        if (low > rate)
        {
            throw point.Wrong($"{key}Low", Invariant($"a number from 0 to {key}, {rate}, or null"));
        }

        if (high < rate)
        {
            throw point.Wrong($"{key}High", Invariant($"a number from {key}, {rate}, to 1, or null"));
        }
    }

    /// <summary>The values of a point, the last axis fastest.</summary>
    private static Dictionary<string, JsonNode?> Values(StoredObject values, int index, SweepAxis[] axes)
    {
        var read = new List<KeyValuePair<string, JsonNode?>>();
        foreach (SweepAxis axis in axes.Reverse())
        {
            (index, int at) = Math.DivRem(index, axis.Points.Count);
            foreach ((string path, string text) in axis.Paths.Zip(axis.Points[at]).Reverse())
            {
                read.Add(new(path, JsonNode.DeepEquals(values.Any(path), PointTally.Value(text)) ? values.Any(path)?.DeepClone() : throw values.Wrong(path, $"{text}, as axes say")));
            }
        }

        values.CheckNothingElse();
        return new(read.AsEnumerable().Reverse(), StringComparer.Ordinal);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
