using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding.Deskew;

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
    public const int Margins = 128;

    /// <summary>Probability of a false lock, per frame of hunting on all ports.</summary>
    public const double FalseLockPerFrame = 1e-10;

    private readonly int[] _wrong = new int[MaxMarkers + 1];
    private readonly short[][] _lane;
    private readonly short[][] _anyCount;
    private readonly short[][] _nearCount;

    /// <summary>Limits of a link.</summary>
    /// <param name="ports">Ports.</param>
    /// <param name="frameUi">Places in a frame.</param>
    /// <param name="falseLock">Probability of a false lock, per frame of hunting on all ports.</param>
    public CorrelateLimits(int ports, int frameUi, double falseLock = FalseLockPerFrame)
    {
        // A half for places, a quarter each for lanes and counters.
        double perPlace = falseLock / 2 / ports / frameUi / MaxMarkers, perName = falseLock / 4 / ports / Margins;
        double perLane = perName / Math.Max(1, ports - 1), perCount = perName / (AlignmentMarker.CounterPeriod - 1);
        for (int markers = 1; markers <= MaxMarkers; markers++)
        {
            int bits = markers * SyncBits, wrong = LargestWrong(bits, perPlace);
            // Chernoff's bound, by which names go, is a little weaker than the tail: for what is left each margin exists.
            while (wrong >= 0 && Exponent(bits, wrong, bits) < -Elementary.Log(Math.Min(perLane, perCount)))
            {
                wrong--;
            }

            _wrong[markers] = wrong;
        }

        _lane = MarginTable(perLane);
        _anyCount = MarginTable(perCount);
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

    /// <summary>The largest number of wrong bits, of n fair ones, whose tail is at most a probability below ½; −1 for none.</summary>
    internal static int LargestWrong(int bits, double probability)
    {
        // The tail grows with the number: halve what lies between one that will do and one that will not.
        int enough = -1, tooMany = bits;
        while (tooMany - enough > 1)
        {
            int middle = (enough + tooMany) / 2;
            bool isRare = Beta.RegularizedIncompleteBeta(bits - middle, middle + 1, 0.5) <= probability;
            (enough, tooMany) = isRare ? (middle, tooMany) : (enough, middle);
        }

        return enough;
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

    private short[][] MarginTable(double probability)
    {
        double budget = -Elementary.Log(probability);
        var table = new short[MaxMarkers + 1][];
        table[0] = [];
        for (int markers = 1; markers <= MaxMarkers; markers++)
        {
            table[markers] = new short[_wrong[markers] + 1];
            int margin = 0;
            for (int wrong = 0; wrong <= _wrong[markers]; wrong++)
            {
                // The more bits are wrong, the larger the margin must be.
                while (Exponent(markers * SyncBits, wrong, margin) < budget)
                {
                    margin++;
                }

                table[markers][wrong] = (short)margin;
            }
        }

        return table;
    }
}
