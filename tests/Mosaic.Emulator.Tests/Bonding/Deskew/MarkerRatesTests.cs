using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding.Deskew;

/// <summary>How often 'marker' locks, and random bits pass for a marker: the README's formulas, counted.</summary>
public class MarkerRatesTests
{
    /// <summary>
    /// A port locks with its n-th marker as the chain of hunting, checking and locked says, whose steps are binomial tails:
    /// see the README. 32,000 ports; 6 standard deviations in seven comparisons, one in 1e8. Twin: another bit error rate.
    /// </summary>
    [Fact]
    public void Ports_LockAsFastAsTheFormulaSays()
    {
        const int Links = 80, Lanes = 400, Markers = 8;
        const double Ber = 0.06;
        var locked = new int[Markers + 1];
        for (int link = 0; link < Links; link++)
        {
            var line = new MarkedLanes(DeskewCatalog.Find("marker"), Lanes, 0, (ulong)link);
            var random = new Random(link);
            for (int marker = 1; marker <= Markers; marker++)
            {
                line.Send(MarkedLanes.Errors(random, Ber));
                locked[marker] += line.Alignments.Count(alignment => alignment.Lane >= 0);
            }
        }

        double[] formula = LockedBy(Ber, Markers), twin = LockedBy(Ber + 0.002, Markers);
        for (int marker = 2; marker <= Markers; marker++)
        {
            Assert.InRange(Math.Abs(Deviation(locked[marker], formula[marker])), 0, 6);
        }

        Assert.True(Math.Abs(Deviation(locked[2], twin[2])) > 6);

        double Deviation(int count, double p) => (count - (Links * Lanes * p)) / Math.Sqrt(Links * Lanes * p * (1 - p));
    }

    /// <summary>
    /// Random bits that pass for sync with 16 of 64 wrong bits, and of these the ones that read as lane and counter: the
    /// README's formulas, at a threshold low enough to be counted. 6 standard deviations.
    /// </summary>
    [Fact]
    public void RandomBits_PassAsOftenAsTheFormulaSays()
    {
        const int Words = 1 << 20;
        var words = new ulong[Words];
        new RandomAddress(2, RandomPurpose.Payload).Fill(words);
        long sync = 0, read = 0, numbers = 0;
        const int Places = (Words - 2) * 64;
        for (int place = -1; (place = SyncSearch.Next<LooseTolerance>(words, place + 1, Places)) < Places;)
        {
            sync++;
        }

        for (int word = 0; word < 200_000; word++)
        {
            (int lane, int counter) = AlignmentMarker.Read(words[word]);
            read += lane is >= 0 and < 400 && counter >= 0 ? 1 : 0;
            numbers++;
        }

        AssertCount(sync, Places, Binomial(64, 0.5, 16));
        AssertCount(read, numbers, 400.0 / 4096 * Math.Pow(4096 * Binomial(24, 0.5, 3), 2));

        static void AssertCount(long count, long of, double p) => Assert.InRange(Math.Abs(count - (of * p)) / Math.Sqrt(of * p), 0, 6);
    }

    private static double[] LockedBy(double ber, int markers)
    {
        double hunt = Binomial(80, ber, 8) * Binomial(24, ber, 3) * Binomial(24, ber, 3), check = 0, huntAndCheck = 0;
        for (int lane = 0; lane <= 3; lane++)
        {
            for (int counter = 0; counter <= 3; counter++)
            {
                double both = Point(24, ber, lane) * Point(24, ber, counter);
                check += both * Binomial(80, ber, 12 - lane - counter);
                huntAndCheck += both * Binomial(80, ber, Math.Min(8, 12 - lane - counter));
            }
        }

        var locked = new double[markers + 1];
        double hunting = 1, checking = 0;
        for (int marker = 1; marker <= markers; marker++)
        {
            locked[marker] = locked[marker - 1] + (checking * check);
            (hunting, checking) = (
                (hunting * (1 - hunt)) + (checking * (1 - check - hunt + huntAndCheck)),
                (hunting * hunt) + (checking * (hunt - huntAndCheck)));
        }

        return locked;
    }

    private static double Binomial(int n, double p, int atMost) => Enumerable.Range(0, atMost + 1).Sum(k => Point(n, p, k));

    private static double Point(int n, double p, int k)
    {
        double value = Math.Pow(p, k) * Math.Pow(1 - p, n - k);
        for (int i = 1; i <= k; i++)
        {
            value *= (double)(n - k + i) / i;
        }

        return value;
    }

    /// <summary>
    /// A number that is misread, twice in a row and as the same: the sum over the Golay words of the squared probability to read each,
    /// of which a false lock where a marker is takes one at least. False alarm: 1e-6. The twin is what the next power of two would be.
    /// </summary>
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.3)]
    public void SameMisreading_IsAsOftenAsTheWeightsOfTheCodeSay(double ber)
    {
        const int Pairs = 200_000;
        var random = new Random(7);
        int count = 0;
        for (int pair = 0; pair < Pairs; pair++)
        {
            int value = random.Next(4096), first = Golay24.Decode(Golay24.Encode(value) ^ Errors());
            count += first >= 0 && first != value && first == Golay24.Decode(Golay24.Encode(value) ^ Errors()) ? 1 : 0;
        }

        double expected = 0;
        foreach ((int distance, int words) in new[] { (8, 759), (12, 2576), (16, 759), (24, 1) })
        {
            expected += words * Math.Pow(Reads(distance), 2);
        }

        Assert.True(Mosaic.Emulator.Tests.Fec.BinomialTest.Fits(count, Pairs, expected));
        Assert.False(Mosaic.Emulator.Tests.Fec.BinomialTest.Fits(4 * count, Pairs, expected));

        uint Errors()
        {
            uint errors = 0;
            for (int bit = 0; bit < 24; bit++)
            {
                errors |= random.NextDouble() < ber ? 1u << bit : 0;
            }

            return errors;
        }

        // Within three bits of a word so far away.
        double Reads(int distance)
        {
            double sum = 0;
            for (int towards = Math.Max(0, distance - 3); towards <= distance; towards++)
            {
                for (int elsewhere = 0; elsewhere <= Math.Min(24 - distance, 3 - (distance - towards)); elsewhere++)
                {
                    sum += Term(distance, towards) * Term(24 - distance, elsewhere);
                }
            }

            return sum;
        }

        double Term(int n, int k)
        {
            double term = Math.Pow(ber, k) * Math.Pow(1 - ber, n - k);
            for (int i = 0; i < k; i++)
            {
                term *= (double)(n - i) / (i + 1);
            }

            return term;
        }
    }
}
