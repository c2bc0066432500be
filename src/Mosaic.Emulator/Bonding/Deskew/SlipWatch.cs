using System.Numerics;
using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>
/// Notices lanes that are not where they are read. Such a lane's bits are wrong every other time, so the words across the lanes
/// name it as often as they find nothing wrong; a lane with errors is named far less often than that.
/// </summary>
/// <remarks>
/// Page's test for each lane: 3 for a UI that names it, −1 for one without fault, never below 0, an alarm at <see cref="Alarm"/>.
/// A lane with bit error rate p is named p/(1−p) times as often as no lane is, and gets from 0 to the alarm with e^(−θ·Alarm) at
/// most, θ the positive root of p·e^(3θ) + (1−p)·e^(−θ) = 1: 0.51 at p = 0.1.
/// </remarks>
internal sealed class SlipWatch
{
    /// <summary>What a UI counts that names a lane.</summary>
    public const int Named = 3;

    /// <summary>Score at which a lane is out of place.</summary>
    public const int Alarm = 96;

    /// <summary>Words that are looked at together: 512 UI.</summary>
    public const int LookWords = 8;

    /// <summary>UI without fault that a look must have: in noise, one in 2^r is without fault, and nothing can be told.</summary>
    public const int LeastWhole = 3;

    private readonly int[] _score;
    private readonly int[] _named;
    private readonly int[] _active; // lanes with a score, or named in a look
    private readonly short[] _laneOf;
    private readonly int _alarm;
    private int _count;

    /// <summary>Watches lanes.</summary>
    /// <param name="columns">By lane: its column, 0 for one that is in no word.</param>
    /// <param name="alarm">Score at which a lane is out of place.</param>
    public SlipWatch(ReadOnlySpan<ushort> columns, int alarm = Alarm)
    {
        _alarm = alarm;
        _score = new int[columns.Length];
        _named = new int[columns.Length];
        _active = new int[columns.Length];
        _laneOf = new short[1 << 16];
        Array.Fill(_laneOf, (short)-1);
        for (int lane = 0; lane < columns.Length; lane++)
        {
            if (columns[lane] != 0)
            {
                _laneOf[columns[lane]] = (short)lane;
            }
        }
    }

    /// <summary>Whether a lane has given alarm since the last <see cref="Clear"/>.</summary>
    public bool IsAlarmed { get; private set; }

    /// <summary>Looks in a row at which nothing could be told.</summary>
    public int Blind { get; private set; }

    /// <summary>A lane's score.</summary>
    /// <param name="lane">The lane.</param>
    public int Score(int lane) => _score[lane];

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _score.AsSpan().Clear();
        _count = 0;
        IsAlarmed = false;
        Blind = 0;
    }

    /// <summary>Looks at some UI.</summary>
    /// <param name="syndromes">Their syndromes.</param>
    /// <param name="first">The first word.</param>
    /// <param name="end">The word after the last.</param>
    /// <param name="erased">Column of the lane that is left out; 0 for none.</param>
    public void Look(LaneSyndromes syndromes, int first, int end, ushort erased)
    {
        // One lane left out: odd syndromes are those of the others alone, even ones have its column in them.
        ReadOnlySpan<ushort> out1 = erased == 0 ? [] : [erased];
        Span<ulong> wrong = stackalloc ulong[end - first];
        int whole = wrong.Length * 64;
        for (int word = 0; word < wrong.Length; word++)
        {
            ulong bits = erased == 0 ? 0 : syndromes.Combined(erased & -erased, first + word);
            wrong[word] = syndromes.Unexplained(out1, [bits], first + word);
            whole -= BitOperations.PopCount(wrong[word]);
        }

        if (whole < wrong.Length * 64)
        {
            Count(syndromes.SideBySide(first, wrong.Length), wrong, erased);
        }

        Blind = whole < LeastWhole ? Blind + 1 : 0;
        Settle(whole < LeastWhole, whole);
    }

    /// <summary>Counts whom the syndromes name.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Count(ReadOnlySpan<ushort> syndromes, ReadOnlySpan<ulong> wrong, ushort erased)
    {
        for (int word = 0; word < wrong.Length; word++)
        {
            for (ulong left = wrong[word]; left != 0; left &= left - 1)
            {
                int syndrome = syndromes[(LaneSyndromes.Together * BitOperations.TrailingZeroCount(left)) + word];
                int lane = _laneOf[erased != 0 && (BitOperations.PopCount((uint)syndrome) & 1) == 0 ? syndrome ^ erased : syndrome];
                if (lane >= 0 && _named[lane]++ == 0 && _score[lane] == 0)
                {
                    _active[_count++] = lane;
                }
            }
        }
    }

    private void Settle(bool blind, int whole)
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            int lane = _active[i];
            if (!blind)
            {
                _score[lane] = Math.Max(0, _score[lane] + (Named * _named[lane]) - whole);
                IsAlarmed |= _score[lane] >= _alarm;
            }

            _named[lane] = 0;
            if (_score[lane] > 0)
            {
                _active[kept++] = lane;
            }
        }

        _count = kept;
    }
}
