using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics.Prediction.Tables;

/// <summary>
/// Where on an equidistant grid a function changes: stretches of values, from left to right. Before the first it is 0, and between two of them and behind
/// the last what the one before says.
/// </summary>
internal sealed class Stretches
{
    /// <summary>Of stretches that come nearer than this, one is made.</summary>
    public const int Gap = 32;

    /// <summary>What the function is around each stretch is kept with it, so far: who looks at neighbours need not ask where the stretch ends.</summary>
    public const int Margin = 24;

    private readonly List<Stretch> _list = [];
    private double[] _values = [];
    private int _used;

    /// <summary>How many.</summary>
    public int Count => _list.Count;

    /// <summary>One of them. It may be made shorter.</summary>
    /// <param name="index">Which.</param>
    public Stretch this[int index]
    {
        get => _list[index];
        set => _list[index] = value;
    }

    /// <summary>Points of all.</summary>
    public int Length
    {
        get
        {
            int length = 0;
            foreach (Stretch stretch in _list)
                length += stretch.Length;
            return length;
        }
    }

    /// <summary>The value at a stretch's first point; others are around it.</summary>
    /// <param name="stretch">The stretch.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref double Value(scoped in Stretch stretch) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_values), stretch.At);

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _list.Clear();
        _used = 0;
    }

    /// <summary>Adds a stretch behind the last. Its values are for the caller to write, and <see cref="EndWith"/> is to follow.</summary>
    /// <param name="first">Index of its first point.</param>
    /// <param name="length">Its points.</param>
    [MethodImpl(Kernel.Compiled)]
    public Span<double> Add(long first, int length)
    {
        int at = _used + Margin;
        _used = at + length + Margin;
        if (_values.Length < _used)
            Array.Resize(ref _values, 2 * _used);
        _values.AsSpan(at - Margin, Margin).Fill(_list.Count == 0 ? 0 : _list[^1].Behind);
        _list.Add(new Stretch(first, first + length, at, 0));
        return _values.AsSpan(at, length);
    }

    /// <summary>Says what the function is behind the last stretch.</summary>
    /// <param name="value">The value.</param>
    [MethodImpl(Kernel.Compiled)]
    public void EndWith(double value)
    {
        _values.AsSpan(_used - Margin, Margin).Fill(value);
        _list[^1] = _list[^1] with { Behind = value };
    }

    /// <summary>Forgets what is behind an index, but not all.</summary>
    /// <param name="end">The index.</param>
    public void Limit(long end)
    {
        int last = Math.Max(0, Find(end - 1));
        _list.RemoveRange(last + 1, _list.Count - last - 1);
        _list[last] = _list[last] with { End = Math.Max(_list[last].First + 1, Math.Min(_list[last].End, end)) };
    }

    /// <summary>The last stretch that begins at an index or before; −1: none.</summary>
    /// <param name="index">The index.</param>
    [MethodImpl(Kernel.Compiled)]
    public int Find(long index)
    {
        int low = 0, high = _list.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = _list[middle].First <= index ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    /// <summary>The function at an index.</summary>
    /// <param name="index">The index.</param>
    [MethodImpl(Kernel.Compiled)]
    public double At(long index)
    {
        int which = Find(index);
        if (which < 0)
            return 0;
        Stretch stretch = _list[which];
        return index < stretch.End ? _values[stretch.At + (int)(index - stretch.First)] : stretch.Behind;
    }

    /// <summary>The function from an index on.</summary>
    /// <param name="from">The index.</param>
    /// <param name="values">Receives it.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Read(long from, Span<double> values)
    {
        int which = Find(from), done = 0;
        while (done < values.Length)
        {
            long at = from + done, next = which + 1 < _list.Count ? _list[which + 1].First : long.MaxValue / 2;
            int count;
            if (which >= 0 && at < _list[which].End)
            {
                count = (int)Math.Min(_list[which].End - at, values.Length - done);
                _values.AsSpan(_list[which].At + (int)(at - _list[which].First), count).CopyTo(values[done..]);
            }
            else
            {
                count = (int)Math.Min(next - at, values.Length - done);
                values.Slice(done, count).Fill(which < 0 ? 0 : _list[which].Behind);
            }

            done += count;
            if (from + done >= next)
                which++;
        }
    }

    /// <summary>The function from an index on, where it is or as a copy.</summary>
    /// <param name="from">The index.</param>
    /// <param name="copy">As many values as are asked for; receives them if they are not all of one stretch.</param>
    /// <returns>The first.</returns>
    [MethodImpl(Kernel.Compiled)]
    public ref double Look(long from, Span<double> copy)
    {
        int which = Find(from);
        if (which >= 0 && from + copy.Length <= _list[which].End)
            return ref Unsafe.Add(ref Value(_list[which]), (nint)(from - _list[which].First));
        Read(from, copy);
        return ref MemoryMarshal.GetReference(copy);
    }

    /// <summary>A stretch of points.</summary>
    /// <param name="First">Index of its first.</param>
    /// <param name="End">Index behind its last.</param>
    /// <param name="At">Where the first is kept.</param>
    /// <param name="Behind">What the function is behind it.</param>
    internal readonly record struct Stretch(long First, long End, int At, double Behind)
    {
        /// <summary>How many points.</summary>
        public int Length => (int)(End - First);
    }
}
