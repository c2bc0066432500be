using System.Numerics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>
/// Where lanes are that have slipped, by what the words across the lanes say that they should carry. With up to three lanes left
/// out, whose columns are independent then, the syndrome of the others is their bits' sum of columns: it gives each of them its
/// bit wherever it is such a sum, and says nothing elsewhere. What it gives is compared with the port at every place within
/// reach.
/// </summary>
/// <remarks>
/// At a wrong place bits agree by chance. The union over the places, the looks, and the lanes of all hypotheses gives a false
/// place with <see cref="FalseLock"/> at most for a search, if a place counts as found when so few of n known bits are wrong with
/// <see cref="FalseLock"/>/(places·looks·12) at most. A second place that would count as found forbids the first.
/// </remarks>
internal sealed class LaneCodeSearch
{
    /// <summary>Lanes that can be left out at a time: any three columns of distance 4 are independent.</summary>
    public const int MaxLanes = 3;

    /// <summary>Probability of a false place, for a search.</summary>
    public const double FalseLock = 1e-11;

    /// <summary>Looks, of 512 UI, that a search may take.</summary>
    public const int MaxLooks = 512;

    private const int LookUi = SlipWatch.LookWords * 64;

    // Four lanes with dependent columns are four hypotheses of three lanes.
    private const int MaxTracks = 12;
    private readonly ushort[] _columns;
    private readonly int _reachUi;
    private readonly double _budget;
    private readonly ulong[] _window;
    private readonly ulong[] _shifted;
    private readonly List<Hypothesis> _hypotheses = [];
    private int[] _suspects = [];
    private int _looks;

    /// <summary>Makes a search, with nothing to search for.</summary>
    /// <param name="columns">By lane: its column.</param>
    /// <param name="reachUi">How far from where it was a lane is looked for, to either side.</param>
    /// <param name="falseLock">Probability of a false place, for a search.</param>
    public LaneCodeSearch(ushort[] columns, int reachUi, double falseLock = FalseLock)
    {
        _columns = columns;
        _reachUi = reachUi;
        _budget = falseLock / Places / MaxLooks / MaxTracks;
        _window = new ulong[BitString.WordCount(LookUi + (2L * reachUi)) + 1];
        _shifted = new ulong[_window.Length];
    }

    /// <summary>Places that a lane may be at.</summary>
    public int Places => (2 * _reachUi) + 1;

    /// <summary>The lanes that are searched for.</summary>
    public ReadOnlySpan<int> Suspects => _suspects;

    /// <summary>Whether it has taken as long as it may.</summary>
    public bool IsOver => _looks >= MaxLooks;

    /// <summary>Begins.</summary>
    /// <param name="suspects">Lanes that may have slipped.</param>
    /// <param name="missing">Lanes that are not aligned.</param>
    /// <returns>Whether they can be told from each other.</returns>
    public bool TryBegin(int[] suspects, ReadOnlySpan<int> missing)
    {
        _suspects = suspects;
        _looks = 0;
        _hypotheses.Clear();
        int room = MaxLanes - missing.Length, size = Math.Min(room, suspects.Length);
        if (size <= 0 || suspects.Length > room + 1)
        {
            return false;
        }

        // One more than can be told may be there because it is the sum of the others: then it is none, whichever that is.
        for (int left = 0; left < (suspects.Length > room ? suspects.Length : 1); left++)
        {
            int[] slipped = [.. suspects.Where((_, i) => suspects.Length <= room || i != left)];
            int[] lanes = [.. slipped, .. missing];
            if (Combinations(lanes) is { } combinations)
            {
                _hypotheses.Add(new Hypothesis(lanes, [.. lanes.Select(lane => _columns[lane])], combinations, [.. slipped.Select(_ => new Track(new int[Places]))]));
            }
        }

        return _hypotheses.Count > 0;
    }

    /// <summary>Looks at some UI.</summary>
    /// <param name="streams">The ports.</param>
    /// <param name="portOf">By lane: its port.</param>
    /// <param name="locked">Where they were.</param>
    /// <param name="syndromes">Syndromes of all lanes but those missing or searched for.</param>
    /// <param name="ui">The first UI, from where frame 0 starts.</param>
    /// <param name="first">The first word of the syndromes to look at.</param>
    /// <param name="end">The word after the last.</param>
    /// <returns>The lanes found and how much later they are, when all are that have slipped; else null.</returns>
    public IReadOnlyList<(int Lane, int LaterUi)>? Look(
        IPortStreams streams, ReadOnlySpan<int> portOf, LockedPorts locked, LaneSyndromes syndromes, long ui, int first, int end)
    {
        _looks++;
        foreach (Hypothesis hypothesis in _hypotheses)
        {
            // Suspects that are none by this hypothesis count again.
            AddOthers(streams, portOf, locked, syndromes, hypothesis, ui);
            Compare(streams, portOf, locked, syndromes, hypothesis, ui, first, end);
            AddOthers(streams, portOf, locked, syndromes, hypothesis, ui);
            if (hypothesis.Tracks.All(track => track.LaterUi is not null))
            {
                return Found(hypothesis);
            }
        }

        return null;
    }

    /// <summary>What has been found of the hypothesis that explains most.</summary>
    public IReadOnlyList<(int Lane, int LaterUi)> FoundSoFar() => Found(_hypotheses.MaxBy(h => h.Tracks.Count(track => track.LaterUi is not null))!);

    private static List<(int Lane, int LaterUi)> Found(Hypothesis hypothesis) =>
        [.. hypothesis.Tracks.Select((track, i) => (hypothesis.Lanes[i], track.LaterUi)).Where(found => found.LaterUi is not null).Select(found => (found.Item1, found.LaterUi!.Value))];

    private void AddOthers(IPortStreams streams, ReadOnlySpan<int> portOf, LockedPorts locked, LaneSyndromes syndromes, Hypothesis hypothesis, long ui)
    {
        foreach (int lane in _suspects)
        {
            if (!hypothesis.Lanes.Contains(lane))
            {
                syndromes.TryAdd(streams, portOf[lane], lane, locked.FirstFrameOf(portOf[lane]) + ui);
            }
        }
    }

    private void Compare(
        IPortStreams streams, ReadOnlySpan<int> portOf, LockedPorts locked, LaneSyndromes syndromes, Hypothesis hypothesis, long ui, int first, int end)
    {
        int words = end - first, lanes = hypothesis.Lanes.Length;
        Span<ulong> bits = stackalloc ulong[lanes], known = stackalloc ulong[words], expected = stackalloc ulong[lanes * words];
        int count = 0;
        for (int word = 0; word < words; word++)
        {
            for (int m = 0; m < lanes; m++)
            {
                bits[m] = syndromes.Combined(hypothesis.Combinations[m], first + word);
                expected[(m * words) + word] = bits[m];
            }

            known[word] = ~syndromes.Unexplained(hypothesis.Columns, bits, first + word);
            count += BitOperations.PopCount(known[word]);
        }

        for (int m = 0; m < hypothesis.Tracks.Length; m++)
        {
            int port = portOf[hypothesis.Lanes[m]];
            long position = locked.FirstFrameOf(port) + ui + (first * 64) - _reachUi;
            int length = (words * 64) + (2 * _reachUi);
            if (streams.Holds(port, position, length))
            {
                streams.Read(port, position, length, _window);
                Track track = hypothesis.Tracks[m];
                track.Known += count;
                AddDistances(expected.Slice(m * words, words), known, track.Wrong);
                track.LaterUi = Place(track);
            }
        }
    }

    /// <summary>Counts the known bits that differ, at every place: 64 places a word apart go along one shifted copy of the port's bits.</summary>
    private void AddDistances(ReadOnlySpan<ulong> expected, ReadOnlySpan<ulong> known, Span<int> wrong)
    {
        for (int shift = 0; shift < 64 && shift < wrong.Length; shift++)
        {
            BitString.Copy(_window, shift, _shifted, 0, (_window.Length * 64L) - 64);
            for (int place = shift, offset = 0; place < wrong.Length; place += 64, offset++)
            {
                ReadOnlySpan<ulong> there = _shifted.AsSpan(offset, expected.Length);
                int sum = 0;
                for (int word = 0; word < expected.Length; word++)
                {
                    sum += BitOperations.PopCount((there[word] ^ expected[word]) & known[word]);
                }

                wrong[place] += sum;
            }
        }
    }

    /// <summary>How much later a lane is than it was; null while nothing can be said.</summary>
    private int? Place(Track track)
    {
        int best = 0, second = int.MaxValue;
        for (int place = 1; place < track.Wrong.Length; place++)
        {
            if (track.Wrong[place] < track.Wrong[best])
            {
                second = track.Wrong[best];
                best = place;
            }
            else
            {
                second = Math.Min(second, track.Wrong[place]);
            }
        }

        return IsRare(track.Known, track.Wrong[best]) && !IsRare(track.Known, second) ? best - _reachUi : null;
    }

    /// <summary>Whether chance has so few of n bits wrong with the budget of a place and look at most.</summary>
    private bool IsRare(int known, int wrong) =>
        wrong < known / 2 && Beta.RegularizedIncompleteBeta(known - wrong, wrong + 1, 0.5) <= _budget;

    /// <summary>For each lane the checks whose sum has its bit and none of the others'; null where columns are dependent.</summary>
    private int[]? Combinations(int[] lanes)
    {
        var found = new int[lanes.Length];
        int masks = 1 << (32 - BitOperations.LeadingZeroCount((uint)_columns.Max()));
        for (int mask = 1; mask < masks && found.Contains(0); mask++)
        {
            int parities = 0;
            for (int m = 0; m < lanes.Length; m++)
            {
                parities |= (BitOperations.PopCount((uint)(mask & _columns[lanes[m]])) & 1) << m;
            }

            if (BitOperations.IsPow2(parities))
            {
                int lane = BitOperations.Log2((uint)parities);
                found[lane] = found[lane] == 0 ? mask : found[lane];
            }
        }

        return found.Contains(0) ? null : found;
    }

    /// <summary>That these lanes are out of place, and no other: first those that slipped, then those missing.</summary>
    private sealed record Hypothesis(int[] Lanes, ushort[] Columns, int[] Combinations, Track[] Tracks);

    /// <summary>What is known of one lane.</summary>
    private sealed class Track(int[] wrong)
    {
        public int[] Wrong { get; } = wrong;

        public int Known { get; set; }

        public int? LaterUi { get; set; }
    }
}
