using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// What many windows of one lane each show, where lanes carry symbols of random payload, side by side. The bits of a window are in one symbol, or in two that
/// follow each other, and each of these is in one block of random bits, or in two: so there is a piece to be made for every window, and further ones for
/// some, which are listed behind the first ones and put back where they belong when all are made. Parity is taken as drawn.
/// </summary>
internal sealed class SymbolLooks(SymbolPlaces places, ulong seed, uint trial)
{
    /// <summary>Windows of a step, as many as the widest vectors hold: the lists have room for whole steps, whatever is in them behind the end.</summary>
    public const int Step = 8;

    private const uint Payload = (uint)RandomPurpose.Payload << 24, Parity = (uint)RandomPurpose.DrawnParity << 24;
    private const int Chunk = 256, Most = 4; // pieces of a window
    private const int Together = 4; // vectors of pieces that are made at a time
    // A piece: its first bit within the block, how many there are, and where in the window they go.
    private const int CountAt = 8, ToAt = 16;
    private const ulong Field = 0xFF, BlockBits = 128;

    // A second symbol: its slot, where in the window its bits go, and how many there are.
    private const int SecondToAt = 40, SecondCountAt = 48;

    // All first and second symbols, what of both reaches further, and what is made with the last of them.
    private const int Room = (Most * Chunk) + (8 * Together);
    private readonly ulong[] _seconds = new ulong[Chunk + Step]; // second symbols
    private readonly ulong[] _isTwo = new ulong[Chunk]; // all ones for windows of two symbols
    private readonly ulong[] _counters = new ulong[Room], _aims = new ulong[Room], _pieces = new ulong[Room];
    private readonly Shape<Words4> _shape4 = new(places);
    private readonly Shape<Words8> _shape8 = new(places);
    private readonly ulong[] _late = new ulong[(2 * Chunk) + Step]; // pieces that reach into a further block

    /// <summary>Windows in whole steps.</summary>
    /// <param name="windows">Of so many.</param>
    public static int InSteps(int windows) => (windows + Step - 1) / Step * Step;

    /// <summary>Looks through windows.</summary>
    /// <param name="windows">The windows; whole steps.</param>
    /// <param name="at">Where each is looked through, in the lower half the UI, where all of its bits are code bits; as many.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="looks">Receives what is seen: see <see cref="Look"/>. What it says of places where bits are others is any, but never more bits than a window has.</param>
    public void See(ReadOnlySpan<ulong> windows, ReadOnlySpan<ulong> at, uint frame, Span<ulong> looks)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(windows.Length % Step, 0, nameof(windows));
        ArgumentOutOfRangeException.ThrowIfLessThan(at.Length, windows.Length, nameof(at));
        ArgumentOutOfRangeException.ThrowIfLessThan(looks.Length, windows.Length, nameof(looks));
        for (int first = 0; first < windows.Length; first += Chunk)
        {
            int count = int.Min(Chunk, windows.Length - first);
            if (Words8.IsSupported)
            {
                See<Words8>(windows.Slice(first, count), at.Slice(first, count), frame, looks.Slice(first, count));
            }
            else
            {
                See<Words4>(windows.Slice(first, count), at.Slice(first, count), frame, looks.Slice(first, count));
            }
        }
    }

    /// <summary>Looks through up to a chunk of windows.</summary>
    internal void See<TWords>(ReadOnlySpan<ulong> windows, ReadOnlySpan<ulong> at, uint frame, Span<ulong> looks)
        where TWords : struct, IWords<TWords>
    {
        int count = windows.Length, late = 0;
        int seconds = AimFirst<TWords>(windows, at, looks, ref late);
        AimSecond<TWords>(count, seconds, ref late);
        AimLate(count + seconds, late);
        Make<TWords>(count + seconds + late, frame);
        for (int i = 0; i < late; i++)
        {
            _pieces[_late[i]] |= _pieces[count + seconds + i];
        }

        Gather<TWords>(count, looks);
    }

    /// <summary>The definition: what one window shows.</summary>
    internal ulong SeeOne(ulong window, int ui, uint frame)
    {
        int lane = Window.LaneOf(window), taps = Window.TapsOf(window), data = ui - Window.ShiftOf(window);
        SymbolPlace first = places.At(lane, data);
        int count = int.Min(taps, places.SymbolBits - first.Offset);
        bool isTwo = taps > count;
        SymbolPlace second = isTwo ? places.At(lane, data - first.Offset + places.SymbolBits) : default;
        ulong pattern = Bits(first, count, frame) | (isTwo ? Bits(second, taps - count, frame) << count : 0);
        return Look.Of(pattern, IsParity(first), isTwo && IsParity(second), isTwo, first.Group, second.Group);
    }

    private bool IsParity(in SymbolPlace place) => place.Symbol >= places.MessageSymbols;

    private ulong Bits(in SymbolPlace place, int count, uint frame)
    {
        bool isParity = IsParity(place);
        long bit = ((((long)place.Symbol * places.Interleave) + place.Codeword) * places.SymbolBits) + place.Offset
            + (isParity ? ((long)place.Group * places.GroupParity) - places.GroupMessage : (long)place.Group * places.GroupMessage);
        int within = (int)bit & 127;
        uint tag = isParity ? Parity : Payload;
        (ulong low, ulong high) = Philox.Block(seed, (uint)(bit >> 7), tag, frame, trial);
        ulong bits = within < 64 ? (low >> within) | (high << 1 << ~within) : high >> within;
        if (within + count > 128)
        {
            bits |= Philox.Block(seed, (uint)(bit >> 7) + 1, tag, frame, trial).Low << (128 - within);
        }

        return bits & ((1UL << count) - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly Shape<TWords> ShapeOf<TWords>()
        where TWords : struct, IWords<TWords> => ref typeof(TWords) == typeof(Words8)
            ? ref Unsafe.As<Shape<Words8>, Shape<TWords>>(ref Unsafe.AsRef(in _shape8)) : ref Unsafe.As<Shape<Words4>, Shape<TWords>>(ref Unsafe.AsRef(in _shape4));

    /// <summary>Where windows begin; and how many second symbols there are, which are listed.</summary>
    [MethodImpl(Kernel.Compiled)]
    private int AimFirst<TWords>(ReadOnlySpan<ulong> windows, ReadOnlySpan<ulong> at, Span<ulong> looks, ref int late)
        where TWords : struct, IWords<TWords>
    {
        ref readonly Shape<TWords> shape = ref ShapeOf<TWords>();
        ref ulong window = ref MemoryMarshal.GetReference(windows), flags = ref MemoryMarshal.GetReference(looks);
        ref ulong isTwo = ref MemoryMarshal.GetArrayDataReference(_isTwo), seconds = ref MemoryMarshal.GetArrayDataReference(_seconds);
        ref ulong place = ref MemoryMarshal.GetReference(at);
        nint second = 0;
        for (nint i = 0; i < windows.Length; i += TWords.Count)
        {
            TWords through = TWords.Load(ref window, i);
            // Of what is not looked at numbers are any, but none is so large that it would not be a number.
            TWords data = (TWords.Load(ref place, i) - ((through >>> Window.ShiftAt) & TWords.Create(Window.ShiftMask))) & TWords.Create(int.MaxValue);
            TWords taps = (through >>> Window.TapsAt) & TWords.Create(Window.TapsMask);
            TWords round = shape.Round(data), offset = data - TWords.Multiply(round, shape.SymbolBits), left = shape.SymbolBits - offset;
            TWords slot = TWords.Multiply(round, shape.Lanes) + (through & TWords.Create(Window.LaneMask));
            TWords count = TWords.Min(taps, left), two = TWords.IsLess(left, taps);
            TWords bit = shape.Place(slot, out TWords group, out TWords isParity) + offset;
            Piece(bit, isParity, count, default, (int)i, TWords.Count, ref late);
            ((isParity & TWords.Create(Look.FirstIsParity)) | (group << Look.FirstGroupAt)).Store(ref flags, i);
            two.Store(ref isTwo, i);
            TWords.Compress(((slot + shape.Lanes) & TWords.Create((1UL << SecondToAt) - 1)) | (count << SecondToAt) | ((taps - count) << SecondCountAt), two).Store(ref seconds, second);
            second += BitOperations.PopCount(two.Mask);
        }

        return (int)second;
    }

    /// <summary>Where second symbols are.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void AimSecond<TWords>(int first, int seconds, ref int late)
        where TWords : struct, IWords<TWords>
    {
        ref readonly Shape<TWords> shape = ref ShapeOf<TWords>();
        ref ulong symbols = ref MemoryMarshal.GetArrayDataReference(_seconds);
        for (nint i = 0; i < seconds; i += TWords.Count)
        {
            TWords symbol = TWords.Load(ref symbols, i), slot = symbol & TWords.Create((1UL << SecondToAt) - 1);
            TWords bit = shape.Place(slot, out TWords group, out TWords isParity);
            Piece(bit, isParity, symbol >>> SecondCountAt, (symbol >>> SecondToAt) & TWords.Create(Field), first + (int)i, seconds - (int)i, ref late);
            ((isParity & TWords.Create(Look.SecondIsParity)) | TWords.Create(Look.IsTwo) | (group << Look.SecondGroupAt)).Store(ref symbols, i);
        }
    }

    /// <summary>Writes down what is needed to make pieces.</summary>
    /// <param name="bit">Their first bits among the messages, or among parity.</param>
    /// <param name="isParity">Which.</param>
    /// <param name="count">How many bits.</param>
    /// <param name="to">Where in their windows they go.</param>
    /// <param name="at">Where to write.</param>
    /// <param name="valid">So many of them are pieces; what the others are does not matter.</param>
    /// <param name="late">Counts those that reach into a further block.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Piece<TWords>(TWords bit, TWords isParity, TWords count, TWords to, int at, int valid, ref int late)
        where TWords : struct, IWords<TWords>
    {
        TWords from = bit & TWords.Create(BlockBits - 1);
        ((bit >>> 7) | TWords.Select(isParity, TWords.Create((ulong)Parity << 32), TWords.Create((ulong)Payload << 32)))
            .Store(ref MemoryMarshal.GetArrayDataReference(_counters), at);
        (from | (count << CountAt) | (to << ToAt)).Store(ref MemoryMarshal.GetArrayDataReference(_aims), at);
        TWords over = TWords.IsLess(TWords.Create(BlockBits), from + count) & TWords.IsLess(TWords.Numbers, TWords.Create((ulong)valid));
        TWords.Compress(TWords.Numbers + TWords.Create((ulong)at), over).Store(ref MemoryMarshal.GetArrayDataReference(_late), late);
        late += BitOperations.PopCount(over.Mask);
    }

    /// <summary>The pieces that are in the blocks behind those of others.</summary>
    private void AimLate(int first, int late)
    {
        for (int i = 0; i < late; i++)
        {
            ulong aim = _aims[_late[i]], inBlock = BlockBits - (aim & Field);
            _counters[first + i] = _counters[_late[i]] + 1;
            _aims[first + i] = (((aim >> CountAt & Field) - inBlock) << CountAt) | (((aim >> ToAt) + inBlock) << ToAt);
        }
    }

    /// <summary>Makes the blocks, and takes the bits out of them to where they go.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Make<TWords>(int count, uint frame)
        where TWords : struct, IWords<TWords>
    {
        ref ulong counters = ref MemoryMarshal.GetArrayDataReference(_counters), aims = ref MemoryMarshal.GetArrayDataReference(_aims);
        ref ulong pieces = ref MemoryMarshal.GetArrayDataReference(_pieces);
        TWords c2 = TWords.Create(frame), c3 = TWords.Create(trial);
        int width = TWords.Count;
        nint i = 0;
        for (; i + (2 * width) < count; i += Together * width)
        {
            // What is above the lower halves of counter words does no harm.
            TWords one = TWords.Load(ref counters, i), two = TWords.Load(ref counters, i + width);
            TWords three = TWords.Load(ref counters, i + (2 * width)), four = TWords.Load(ref counters, i + (3 * width));
            PhiloxLanes<TWords> a = new(one, one >>> 32, c2, c3), b = new(two, two >>> 32, c2, c3);
            PhiloxLanes<TWords> c = new(three, three >>> 32, c2, c3), d = new(four, four >>> 32, c2, c3);
            PhiloxLanes<TWords>.Run(ref a, ref b, ref c, ref d, seed);
            Take(a, TWords.Load(ref aims, i)).Store(ref pieces, i);
            Take(b, TWords.Load(ref aims, i + width)).Store(ref pieces, i + width);
            Take(c, TWords.Load(ref aims, i + (2 * width))).Store(ref pieces, i + (2 * width));
            Take(d, TWords.Load(ref aims, i + (3 * width))).Store(ref pieces, i + (3 * width));
        }

        if (i < count)
        {
            TWords one = TWords.Load(ref counters, i), two = TWords.Load(ref counters, i + width);
            PhiloxLanes<TWords> a = new(one, one >>> 32, c2, c3), b = new(two, two >>> 32, c2, c3);
            PhiloxLanes<TWords>.Run(ref a, ref b, seed);
            Take(a, TWords.Load(ref aims, i)).Store(ref pieces, i);
            Take(b, TWords.Load(ref aims, i + width)).Store(ref pieces, i + width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWords Take<TWords>(in PhiloxLanes<TWords> block, TWords aim)
        where TWords : struct, IWords<TWords>
    {
        // Counts of 64 and more, also those below 0, shift everything out.
        TWords word = TWords.Create(64UL), field = TWords.Create(Field), from = aim & field;
        TWords bits = TWords.ShiftRight(block.Low, from) | TWords.ShiftLeft(block.High, word - from) | TWords.ShiftRight(block.High, from - word);
        return TWords.ShiftLeft(bits & TWords.ShiftRight(TWords.Ones, word - ((aim >>> CountAt) & field)), aim >>> ToAt);
    }

    /// <summary>Puts the pieces of each window together.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Gather<TWords>(int count, Span<ulong> looks)
        where TWords : struct, IWords<TWords>
    {
        ref ulong isTwo = ref MemoryMarshal.GetArrayDataReference(_isTwo), seconds = ref MemoryMarshal.GetArrayDataReference(_seconds);
        ref ulong pieces = ref MemoryMarshal.GetArrayDataReference(_pieces), look = ref MemoryMarshal.GetReference(looks);
        nint second = 0;
        for (nint i = 0; i < count; i += TWords.Count)
        {
            TWords two = TWords.Load(ref isTwo, i), further = TWords.Load(ref pieces, count + second) | TWords.Load(ref seconds, second);
            (TWords.Load(ref look, i) | TWords.Load(ref pieces, i) | TWords.Expand(further, two)).Store(ref look, i);
            second += BitOperations.PopCount(two.Mask);
        }
    }

    /// <summary>The link's numbers, as often as there is room.</summary>
    private readonly struct Shape<TWords>(SymbolPlaces places)
        where TWords : struct, IWords<TWords>
    {
        private readonly Reciprocal _bySymbol = places.BySymbol, _byInterleave = places.ByInterleave, _byRotationColumns = places.ByRotationColumns;
        private readonly Reciprocal _byRotations = places.ByRotations, _byColumns = places.ByColumns;
        private readonly TWords _rotations = TWords.Create((ulong)places.ByRotations.Divisor), _columns = TWords.Create((ulong)places.ByColumns.Divisor);
        private readonly TWords _lastMessageSymbol = TWords.Create((ulong)places.MessageSymbols - 1);
        private readonly TWords _groupMessage = TWords.Create((ulong)places.GroupMessage), _groupParity = TWords.Create((ulong)places.GroupParity);

        public readonly TWords SymbolBits = TWords.Create((ulong)places.SymbolBits), Lanes = TWords.Create((ulong)places.Lanes);
        private readonly TWords _interleave = TWords.Create((ulong)places.Interleave);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TWords Round(TWords data) => _bySymbol.Divide(data);

        /// <summary>As <see cref="SymbolPlaces.At"/>: a symbol's first bit among the messages, or among parity.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TWords Place(TWords slot, out TWords group, out TWords isParity)
        {
            TWords column = _byInterleave.Divide(slot), turn = _byRotationColumns.Divide(column);
            TWords codeword = slot - TWords.Multiply(column, _interleave) + turn - TWords.Multiply(_byRotations.Divide(turn), _rotations);
            codeword = TWords.Min(codeword, codeword - _interleave);
            group = _byColumns.Divide(column);
            TWords symbol = column - TWords.Multiply(group, _columns);
            isParity = TWords.IsLess(_lastMessageSymbol, symbol);
            return TWords.Multiply(TWords.Multiply(symbol, _interleave) + codeword, SymbolBits)
                + TWords.Multiply(group, TWords.Select(isParity, _groupParity, _groupMessage)) - (isParity & _groupMessage);
        }
    }
}
