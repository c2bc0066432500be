using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// What many windows show of their lanes' streams, side by side. A window's bits are in one block of random bits, or in two: what is in a second one
/// is added when all first ones are made. Holds the memory of one worker.
/// </summary>
internal sealed class LaneLooks(ulong seed, uint trial)
{
    /// <summary>Windows of a step: the lists have room for whole steps, whatever is in them behind the end.</summary>
    public const int Step = 16;

    private const int Chunk = 1024;
    private const ulong Purpose = (ulong)RandomPurpose.LaneBits << 24;
    private readonly ulong[] _late = new ulong[Chunk + Step]; // windows that reach into a further block
    private readonly Column<ulong> _blocks = new(Chunk + (2 * Step)), _lanes = new(Chunk + (2 * Step)), _low = new(Chunk + (2 * Step)); // of these

    /// <summary>Windows in whole steps.</summary>
    /// <param name="windows">Of so many.</param>
    public static int InSteps(int windows) => (windows + Step - 1) / Step * Step;

    /// <summary>Looks through windows.</summary>
    /// <param name="windows">The windows; whole steps.</param>
    /// <param name="at">Where each is looked through, in the lower half the UI; as many.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="looks">Receives the bits, the earliest lowest. Outside of the frame they are any, but never more than a window has.</param>
    public void See(ReadOnlySpan<ulong> windows, ReadOnlySpan<ulong> at, uint frame, Span<ulong> looks)
    {
        if (Words8.IsSupported)
        {
            See<Words8>(windows, at, frame, looks);
        }
        else
        {
            See<Words4>(windows, at, frame, looks);
        }
    }

    /// <summary>The definition: what one window shows.</summary>
    internal ulong SeeOne(ulong window, int ui, uint frame) =>
        LaneStream.Bits(LaneStream.Of(seed, trial, frame, Window.LaneOf(window)), ui - Window.ShiftOf(window), Window.TapsOf(window));

    /// <summary>As <see cref="See(ReadOnlySpan{ulong}, ReadOnlySpan{ulong}, uint, Span{ulong})"/>, so many at a time.</summary>
    internal void See<TWords>(ReadOnlySpan<ulong> windows, ReadOnlySpan<ulong> at, uint frame, Span<ulong> looks)
        where TWords : struct, IWords<TWords>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(windows.Length % Step, 0, nameof(windows));
        ArgumentOutOfRangeException.ThrowIfLessThan(at.Length, windows.Length, nameof(at));
        ArgumentOutOfRangeException.ThrowIfLessThan(looks.Length, windows.Length, nameof(looks));
        for (int first = 0; first < windows.Length; first += Chunk)
        {
            int count = int.Min(Chunk, windows.Length - first);
            int late = Make<TWords>(windows.Slice(first, count), at.Slice(first, count), frame, looks.Slice(first, count));
            MakeLate<TWords>(late, windows.Slice(first, count), at.Slice(first, count), frame, looks.Slice(first, count));
        }
    }

    /// <summary>Where windows begin, behind the marker. Outside of the frame numbers are any, but none is so large that it would not be a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TWords Start<TWords>(TWords window, TWords place)
        where TWords : struct, IWords<TWords> => (place - ((window >>> Window.ShiftAt) & TWords.Create(Window.ShiftMask))) & TWords.Create(int.MaxValue);

    /// <summary>What is in windows' first blocks; and how many need a second one, which are listed.</summary>
    [MethodImpl(Kernel.Compiled)]
    private int Make<TWords>(ReadOnlySpan<ulong> windows, ReadOnlySpan<ulong> at, uint frame, Span<ulong> looks)
        where TWords : struct, IWords<TWords>
    {
        ref ulong window = ref MemoryMarshal.GetReference(windows), place = ref MemoryMarshal.GetReference(at), look = ref MemoryMarshal.GetReference(looks);
        TWords c2 = TWords.Create(frame), c3 = TWords.Create(trial);
        int width = TWords.Count, late = 0;
        nint i = 0;
        for (; i + (4 * width) <= windows.Length; i += 4 * width)
        {
            PhiloxLanes<TWords> a = Block(ref window, ref place, i, c2, c3), b = Block(ref window, ref place, i + width, c2, c3);
            PhiloxLanes<TWords> c = Block(ref window, ref place, i + (2 * width), c2, c3), d = Block(ref window, ref place, i + (3 * width), c2, c3);
            PhiloxLanes<TWords>.Run(ref a, ref b, ref c, ref d, seed);
            Take(a, ref window, ref place, ref look, i, ref late);
            Take(b, ref window, ref place, ref look, i + width, ref late);
            Take(c, ref window, ref place, ref look, i + (2 * width), ref late);
            Take(d, ref window, ref place, ref look, i + (3 * width), ref late);
        }

        return i < windows.Length ? MakeLast<TWords>(windows, at, frame, looks, late) : late;
    }

    /// <summary>The same of the last two vectors; on its own, since so much is not compiled into one method.</summary>
    [MethodImpl(Kernel.Compiled)]
    private int MakeLast<TWords>(ReadOnlySpan<ulong> windows, ReadOnlySpan<ulong> at, uint frame, Span<ulong> looks, int late)
        where TWords : struct, IWords<TWords>
    {
        ref ulong window = ref MemoryMarshal.GetReference(windows), place = ref MemoryMarshal.GetReference(at), look = ref MemoryMarshal.GetReference(looks);
        TWords c2 = TWords.Create(frame), c3 = TWords.Create(trial);
        nint i = windows.Length - (2 * TWords.Count);
        PhiloxLanes<TWords> a = Block(ref window, ref place, i, c2, c3), b = Block(ref window, ref place, i + TWords.Count, c2, c3);
        PhiloxLanes<TWords>.Run(ref a, ref b, seed);
        Take(a, ref window, ref place, ref look, i, ref late);
        Take(b, ref window, ref place, ref look, i + TWords.Count, ref late);
        return late;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PhiloxLanes<TWords> Block<TWords>(ref ulong window, ref ulong place, nint at, TWords c2, TWords c3)
        where TWords : struct, IWords<TWords>
    {
        TWords through = TWords.Load(ref window, at);
        return new PhiloxLanes<TWords>(
            Start(through, TWords.Load(ref place, at)) >>> 7, (through & TWords.Create(Window.LaneMask)) | TWords.Create(Purpose), c2, c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take<TWords>(in PhiloxLanes<TWords> block, ref ulong window, ref ulong place, ref ulong look, nint at, ref int late)
        where TWords : struct, IWords<TWords>
    {
        TWords through = TWords.Load(ref window, at), within = Start(through, TWords.Load(ref place, at)) & TWords.Create(LaneStream.BlockBits - 1);
        TWords taps = Window.Taps(through), word = TWords.Create(64);
        // Counts of 64 and more, also those below 0, shift everything out.
        TWords bits = TWords.ShiftRight(block.Low, within) | TWords.ShiftLeft(block.High, word - within) | TWords.ShiftRight(block.High, within - word);
        (bits & TWords.ShiftRight(TWords.Ones, word - taps)).Store(ref look, at);
        TWords over = TWords.IsLess(TWords.Create(LaneStream.BlockBits), within + taps);
        int count = BitOperations.PopCount(over.Mask);
        (TWords.Numbers + TWords.Create((ulong)at)).StoreFew(over, count, ref MemoryMarshal.GetArrayDataReference(_late), late);
        late += count;
    }

    /// <summary>Adds what is in second blocks.</summary>
    private void MakeLate<TWords>(int count, ReadOnlySpan<ulong> windows, ReadOnlySpan<ulong> at, uint frame, Span<ulong> looks)
        where TWords : struct, IWords<TWords>
    {
        for (int i = 0; i < count; i++)
        {
            ulong window = windows[(int)_late[i]];
            int start = ((int)at[(int)_late[i]] - Window.ShiftOf(window)) & int.MaxValue;
            (_blocks[i], _lanes[i]) = ((uint)(start / LaneStream.BlockBits) + 1, (uint)Window.LaneOf(window) | Purpose);
        }

        Draw<TWords>(count, frame);
        for (int i = 0; i < count; i++)
        {
            ulong window = windows[(int)_late[i]];
            int start = ((int)at[(int)_late[i]] - Window.ShiftOf(window)) & int.MaxValue, first = LaneStream.BlockBits - (start % LaneStream.BlockBits);
            looks[(int)_late[i]] |= (_low[i] << first) & ((1UL << Window.TapsOf(window)) - 1);
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private void Draw<TWords>(int count, uint frame)
        where TWords : struct, IWords<TWords>
    {
        ref ulong blocks = ref _blocks.First, lanes = ref _lanes.First, low = ref _low.First;
        TWords c2 = TWords.Create(frame), c3 = TWords.Create(trial);
        for (nint i = 0; i < count; i += 2 * TWords.Count)
        {
            PhiloxLanes<TWords> a = new(TWords.Load(ref blocks, i), TWords.Load(ref lanes, i), c2, c3);
            PhiloxLanes<TWords> b = new(TWords.Load(ref blocks, i + TWords.Count), TWords.Load(ref lanes, i + TWords.Count), c2, c3);
            PhiloxLanes<TWords>.Run(ref a, ref b, seed);
            a.Low.Store(ref low, i);
            b.Low.Store(ref low, i + TWords.Count);
        }
    }
}
