using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics.Prediction.Tables;

/// <summary>Where a sum of two functions changes: what the stretches of the one and of the other cover together.</summary>
internal sealed class StretchUnion
{
    private readonly List<(long First, long End)> _own = [], _moved = [];
    private int _nextOwn, _nextMoved;

    /// <summary>How many stretches of the first function are behind what was last covered.</summary>
    public int Passed => _nextOwn;

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _own.Clear();
        _moved.Clear();
        (_nextOwn, _nextMoved) = (0, 0);
    }

    /// <summary>Adds a stretch of the first function behind those that it has.</summary>
    /// <param name="first">Its first index.</param>
    /// <param name="end">The index behind its last.</param>
    public void AddOwn(long first, long end) => _own.Add((first, end));

    /// <summary>Adds a stretch of the other behind those that it has.</summary>
    /// <param name="first">Its first index.</param>
    /// <param name="end">The index behind its last.</param>
    public void AddMoved(long first, long end) => _moved.Add((first, end));

    /// <summary>What the next stretches of the one kind and the other cover together until there is a gap.</summary>
    /// <param name="first">The first index.</param>
    /// <param name="end">The index behind the last.</param>
    /// <returns>Whether there was one.</returns>
    [MethodImpl(Kernel.Compiled)]
    public bool TryNext(out long first, out long end)
    {
        (first, end) = (0, 0);
        bool any = false;
        for (; _nextOwn < _own.Count || _nextMoved < _moved.Count; any = true)
        {
            bool isOwn = _nextMoved == _moved.Count || (_nextOwn < _own.Count && _own[_nextOwn].First <= _moved[_nextMoved].First);
            (long nextFirst, long nextEnd) = isOwn ? _own[_nextOwn] : _moved[_nextMoved];
            if (any && nextFirst > end + Stretches.Gap)
                break;
            (first, end) = any ? (first, Math.Max(end, nextEnd)) : (nextFirst, nextEnd);
            if (isOwn)
                _nextOwn++;
            else
                _nextMoved++;
        }

        return any;
    }
}
