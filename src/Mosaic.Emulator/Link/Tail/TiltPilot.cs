namespace Mosaic.Emulator.Link.Tail;

/// <summary>
/// Finds out how far to tilt a frame: until the codeword in question is lost in a quarter of the draws. Draws of its own, so that they change
/// nothing about what is averaged; it goes by the frame's own groups, so that frames depend on nothing but themselves.
/// </summary>
internal sealed class TiltPilot(WeightedLosses losses)
{
    private const double WantedShare = 0.25;
    private const int Groups = 8, Draws = 2;

    // Tilts are 2^(n/4), n up to 256.
    private const int StepsOfTwo = 4, LargestStep = 64 * StepsOfTwo;

    private static readonly double[] Fractions = [1, Math.Sqrt(Math.Sqrt(2)), Math.Sqrt(2), Math.Sqrt(2) * Math.Sqrt(Math.Sqrt(2))];

    /// <summary>The tilt, 1 where that is enough, or where nothing ever is.</summary>
    /// <param name="probabilities">The first stretch of the frame.</param>
    public double Find(FrameProbabilities probabilities)
    {
        int groups = 1;
        while (groups < Groups && probabilities.UiOf(groups).End <= probabilities.Ui.End)
            groups++;
        bool IsEnough(int step) => losses.ShareLost(probabilities, groups, Draws, TiltOf(step)) >= WantedShare;

        if (IsEnough(0))
            return 1;
        int few = 0, enough = 1;
        while (!IsEnough(enough))
        {
            if (enough == LargestStep)
                return 1;
            (few, enough) = (enough, 2 * enough);
        }

        while (enough - few > 1)
        {
            int middle = (few + enough) / 2;
            (few, enough) = IsEnough(middle) ? (few, middle) : (middle, enough);
        }

        return TiltOf(enough);
    }

    private static double TiltOf(int step) => Numerics.Elementary.Scale(Fractions[step % StepsOfTwo], step / StepsOfTwo);
}
