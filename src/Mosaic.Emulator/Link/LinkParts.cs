using System.ComponentModel.DataAnnotations;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Bonding.LaneCode;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link;

/// <summary>The parts that a link's options name, each by itself. Refusals are <see cref="ConfigurationException"/>s that name the keys.</summary>
internal static class LinkParts
{
    /// <summary>The code.</summary>
    public static IBlockCode Code(FecOptions options, OwnAlgorithms? own)
    {
        try
        {
            return CodeCatalog.Create(options.Code, options.Interleave, own?.Codes);
        }
        catch (ArgumentException e)
        {
            throw CodeRefusal.Of(e, options.Code, options.Interleave, "fec.code", "fec.interleave");
        }
    }

    /// <summary>By channel: whether it is without light from the start.</summary>
    public static bool[] DrawDead(LinkOptions options)
    {
        var dead = new bool[options.Bonding.Channels];
        for (int channel = 0; channel < dead.Length; channel++)
        {
            ulong draw = new RandomAddress(options.Seed, RandomPurpose.DeadChannel, Lane: channel).Block(0).Low;
            dead[channel] = RandomAddress.ToUnit(draw) < options.Array.DeadFraction;
        }

        foreach (int channel in options.Array.DeadChannels)
        {
            dead[channel] = true;
        }

        return dead;
    }

    /// <summary>Checks that a matrix that is needed is there, and of the array.</summary>
    public static void CheckMatrix(LinkOptions options, MeasuredCoupling? measured)
    {
        int channels = options.Array.Rows * options.Array.Columns;
        if (string.Equals(options.Optics.Crosstalk, "file", StringComparison.Ordinal))
        {
            if (measured is null)
            {
                throw LinkRules.Contradiction("optics.file: optics.crosstalk file needs a file with the measured matrix");
            }

            if (measured.Count != channels)
            {
                throw LinkRules.Contradiction($"optics.file: {options.Optics.File}: a matrix of {measured.Count} x {measured.Count} is not that of an array of {options.Array.Rows} x {options.Array.Columns} = {channels} channels");
            }
        }
    }

    /// <summary>The optical path.</summary>
    public static OpticalLink Optics(LinkOptions options, MeasuredCoupling? measured)
    {
        try
        {
            return new OpticalLink(
                new OpticalLinkOptions
                {
                    Array = options.Array,
                    Lane = options.Lane,
                    Led = options.Led,
                    Fiber = options.Fiber,
                    Optics = options.Optics,
                    Receiver = options.Receiver,
                    LitChannels = options.Bonding.Channels,
                    MeasuredCoupling = measured,
                },
                options.DeviceSeed ?? options.Seed);
        }
        catch (ValidationException refusal)
        {
            throw LinkRules.Contradiction(refusal.Message);
        }
    }

    /// <summary>The deskew.</summary>
    public static DeskewFactory Deskew(string name, LaneSecded? secded, OwnAlgorithms? own)
    {
        if (own?.Deskews.GetValueOrDefault(name) is { } deskew)
        {
            return deskew;
        }

        return DeskewCatalog.Names.Contains(name, StringComparer.Ordinal)
            ? DeskewCatalog.Find(name, secded)
            : throw LinkRules.Contradiction($"deskew.algorithm: '{name}' is not among the deskews of one's own that were given");
    }
}
