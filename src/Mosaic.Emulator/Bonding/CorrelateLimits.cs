using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding;

/// <summary>
/// How much evidence <see cref="CorrelateDeskew"/> wants, from how often it may be wrong: with probability
/// <see cref="FalseLockPerFrame"/> at most per frame of hunting on all ports, for places and for names alike, whatever
/// the bit error rate.
/// </summary>
/// <remarks>
/// <para>
/// <b>Place.</b> Over k markers a place in random bits has Bin(80k, ½) wrong sync bits. It counts as found with at most
/// w wrong, the largest w whose tail is below the budget divided by the places of a frame, the ports, and the sixteen
/// values of k.
/// </para>
/// <para>
/// <b>Name.</b> Numbers are read by comparison: that the best candidate is wrong means that the true one has m wrong bits
/// more than right ones where the two differ. At bit error rate p such a walk ever gets m steps up with probability
/// (p/(1−p))ᵐ at most, whatever the number of bits (Wald). What p may be is told by the sync bits of the same markers,
/// w wrong of n = 80k, which by Chernoff are so few with exp(−n·KL(w/n ‖ p)) at most. The product is largest at
/// p = (w+m)/n, and m is the smallest one for which even that is within the budget, divided by ports, rivals and the
/// <see cref="Margins"/> values that m can take for one k.
/// </para>
/// </remarks>
internal sealed class CorrelateLimits
{
    /// <summary>Markers that are taken together at most.</summary>
    public const int MaxMarkers = 16;

    /// <summary>Sync bits of a marker.</summary>
    public const int SyncBits = 80;

    /// <summary>Different margins for one number of markers, at most.</summary>
    public const int Margins = 64;

    /// <summary>Probability of a false lock, per frame of hunting on all ports.</summary>
    public const double FalseLockPerFrame = 1e-10;

    private readonly int[] _wrong = new int[MaxMarkers + 1];
    private readonly byte[][] _lane;
    private readonly byte[][] _anyCount;
    private readonly byte[][] _nearCount;

    /// <summary>Limits of a link.</summary>
    /// <param name="ports">Ports.</param>
    /// <param name="frameUi">Places in a frame.</param>
    /// <param name="falseLock">Probability of a false lock, per frame of hunting on all ports.</param>
    public CorrelateLimits(int ports, int frameUi, double falseLock = FalseLockPerFrame)
    {
        // A half for places, a quarter each for lanes and counters.
        double perPlace = falseLock / 2 / ports / frameUi / MaxMarkers;
        for (int markers = 1; markers <= MaxMarkers; markers++)
        {
            _wrong[markers] = LargestWrong(markers * SyncBits, perPlace);
        }

        double perName = falseLock / 4 / ports / Margins;
        _lane = MarginTable(perName / Math.Max(1, ports - 1));
        _anyCount = MarginTable(perName / (AlignmentMarker.CounterPeriod - 1));
        _nearCount = MarginTable(perName);
    }

    /// <summary>Sync bits that may be wrong in so many markers where a place counts as found; −1 for none, since one marker is not enough.</summary>
    public int Wrong(int markers) => _wrong[markers];

    /// <summary>Bits by which a lane must be nearer than any other.</summary>
    public int LaneMargin(int markers, int wrong) => _lane[markers][wrong];

    /// <summary>Bits by which a counter must be nearer than any other, where nothing is known of it.</summary>
    public int AnyCountMargin(int markers, int wrong) => _anyCount[markers][wrong];

    /// <summary>Bits by which a counter must be nearer than the only other that is possible.</summary>
    public int NearCountMargin(int markers, int wrong) => _nearCount[markers][wrong];

    /// <summary>The largest number of wrong bits, of n fair ones, whose tail is at most a probability.</summary>
    internal static int LargestWrong(int bits, double probability)
    {
        int wrong = -1;
        while (wrong + 1 < bits && Beta.RegularizedIncompleteBeta(bits - wrong - 1, wrong + 2, 0.5) <= probability)
        {
            wrong++;
        }

        return wrong;
    }

    /// <summary>The smallest margin for which a confusion is less probable than given, at any bit error rate up to ½.</summary>
    internal static int Margin(int bits, int wrong, double probability)
    {
        double budget = -Elementary.Log(probability);
        int margin = 0;
        while (margin < byte.MaxValue && Exponent(bits, wrong, margin) < budget)
        {
            margin++;
        }

        return margin;
    }

    /// <summary>−ln of the probability that so few sync bits are wrong while a rival is so much nearer, for the worst p up to ½.</summary>
    internal static double Exponent(int bits, int wrong, int margin)
    {
        double rate = (double)wrong / bits, worst = Math.Min(0.5, (double)(wrong + margin) / bits);
        if (worst == 0)
        {
            return 0;
        }

        double divergence = (wrong == 0 ? 0 : rate * Elementary.Log(rate / worst)) + ((1 - rate) * Elementary.Log((1 - rate) / (1 - worst)));
        return (bits * divergence) + (margin * Elementary.Log((1 - worst) / worst));
    }

    private byte[][] MarginTable(double probability)
    {
        var table = new byte[MaxMarkers + 1][];
        for (int markers = 0; markers <= MaxMarkers; markers++)
        {
            table[markers] = new byte[_wrong[markers] + 1];
            for (int wrong = 0; markers > 0 && wrong < table[markers].Length; wrong++)
            {
                table[markers][wrong] = (byte)Margin(markers * SyncBits, wrong, probability);
            }
        }

        return table;
    }
}
