using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// What many windows of one lane each show, where lanes carry symbols of random payload, sixteen at a time: where the bits are, the blocks of random
/// bits that hold them, and the bits out of those. A window has the bits of one symbol, or of two that follow each other, each in a block of its own; where it
/// needs only one symbol, the second block is the one behind the first, into which the symbol may reach. Parity is taken as drawn.
/// </summary>
internal sealed class SymbolLooks(SymbolPlaces places, ulong seed, uint trial)
{
    /// <summary>Windows of a step: the lists have room for whole steps, whatever is in them behind the end.</summary>
    public const int Step = 16;

    private const uint Payload = (uint)RandomPurpose.Payload << 24, Parity = (uint)RandomPurpose.DrawnParity << 24;
    private const int Chunk = 256;
    private readonly ulong[] _blocks = new ulong[Chunk], _tags = new ulong[Chunk], _aims = new ulong[Chunk], _flags = new ulong[Chunk];
    private readonly byte[] _late = new byte[Chunk];

    /// <summary>Windows in whole steps.</summary>
    /// <param name="windows">Of so many.</param>
    public static int InSteps(int windows) => (windows + Step - 1) / Step * Step;

    /// <summary>Looks through windows.</summary>
    /// <param name="windows">The windows; whole steps.</param>
    /// <param name="ui">The UI at which each is looked through; as many.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="looks">Receives what is seen: see <see cref="Look"/>.</param>
    public void See(ReadOnlySpan<ulong> windows, ReadOnlySpan<int> ui, uint frame, Span<ulong> looks)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(windows.Length % Step, 0, nameof(windows));
        ArgumentOutOfRangeException.ThrowIfLessThan(ui.Length, windows.Length, nameof(ui));
        ArgumentOutOfRangeException.ThrowIfLessThan(looks.Length, windows.Length, nameof(looks));
        for (int first = 0; first < windows.Length; first += Chunk)
        {
            int count = int.Min(Chunk, windows.Length - first);
            if (Words8.IsSupported)
            {
                See<Words8>(windows.Slice(first, count), ui.Slice(first, count), frame, looks.Slice(first, count));
            }
            else
            {
                See<Words4>(windows.Slice(first, count), ui.Slice(first, count), frame, looks.Slice(first, count));
            }
        }
    }

    /// <summary>Looks through up to a chunk of windows.</summary>
    internal void See<TWords>(ReadOnlySpan<ulong> windows, ReadOnlySpan<int> ui, uint frame, Span<ulong> looks)
        where TWords : struct, IWords<TWords>
    {
        Aim<TWords>(windows, ui);
        Take<TWords>(windows.Length, frame, looks);
        for (int i = 0; i < windows.Length; i += TWords.Count)
        {
            // Windows of two symbols one of which reaches into a further block.
            for (uint late = _late[i / TWords.Count]; late != 0; late &= late - 1)
            {
                int at = i + BitOperations.TrailingZeroCount(late);
                looks[at] = SeeOne(windows[at], ui[at], frame);
            }
        }
    }

    /// <summary>The definition: what one window shows.</summary>
    internal ulong SeeOne(ulong window, int ui, uint frame)
    {
        int lane = Window.LaneOf(window), taps = Window.TapsOf(window), data = ui - Window.ShiftOf(window);
        bool seen = (ulong)(long)data < Window.EndOf(window);
        SymbolPlace first = places.At(lane, seen ? data : 0);
        SymbolPlace second = places.At(lane, (seen ? data : 0) - first.Offset + places.SymbolBits);
        int count = int.Min(taps, places.SymbolBits - first.Offset);
        bool isTwo = taps > count;
        ulong pattern = Bits(first, count, frame) | (isTwo ? Bits(second, taps - count, frame) << count : 0);
        return Look.Of(pattern, seen, IsParity(first), isTwo && IsParity(second), isTwo, first.Group, second.Group);
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

    /// <summary>Where the bits of windows are. What is needed to see them is written down, so that many are under way at a time.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Aim<TWords>(ReadOnlySpan<ulong> windows, ReadOnlySpan<int> ui)
        where TWords : struct, IWords<TWords>
    {
        var shape = new Shape<TWords>(places);
        ref ulong window = ref MemoryMarshal.GetReference(windows), blocks = ref MemoryMarshal.GetArrayDataReference(_blocks), tags = ref MemoryMarshal.GetArrayDataReference(_tags);
        ref ulong aims = ref MemoryMarshal.GetArrayDataReference(_aims), flags = ref MemoryMarshal.GetArrayDataReference(_flags);
        ref uint at = ref Unsafe.As<int, uint>(ref MemoryMarshal.GetReference(ui));
        ref byte late = ref MemoryMarshal.GetArrayDataReference(_late);
        for (nint i = 0; i < windows.Length; i += TWords.Count)
        {
            var eye = new Eye<TWords>(shape, TWords.Load(ref window, i), TWords.Widen(ref at, i));
            eye.Blocks.Store(ref blocks, i);
            eye.Tags.Store(ref tags, i);
            eye.Aim.Store(ref aims, i);
            eye.Flags.Store(ref flags, i);
            Unsafe.Add(ref late, i / TWords.Count) = (byte)eye.Late;
        }
    }

    /// <summary>Makes the blocks, and takes the bits out of them.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Take<TWords>(int count, uint frame, Span<ulong> looks)
        where TWords : struct, IWords<TWords>
    {
        ref ulong blocks = ref MemoryMarshal.GetArrayDataReference(_blocks), tags = ref MemoryMarshal.GetArrayDataReference(_tags);
        ref ulong aims = ref MemoryMarshal.GetArrayDataReference(_aims), flags = ref MemoryMarshal.GetArrayDataReference(_flags);
        ref ulong look = ref MemoryMarshal.GetReference(looks);
        TWords c2 = TWords.Create(frame), c3 = TWords.Create(trial);
        for (nint i = 0, next; i < count; i = next + TWords.Count)
        {
            next = i + TWords.Count;
            // What is above the lower halves of counter words does no harm.
            TWords left = TWords.Load(ref blocks, i), leftTags = TWords.Load(ref tags, i), right = TWords.Load(ref blocks, next), rightTags = TWords.Load(ref tags, next);
            PhiloxLanes<TWords> a = new(left, leftTags, c2, c3), b = new(left >>> 32, leftTags >>> 32, c2, c3);
            PhiloxLanes<TWords> c = new(right, rightTags, c2, c3), d = new(right >>> 32, rightTags >>> 32, c2, c3);
            PhiloxLanes<TWords>.Run(ref a, ref b, ref c, ref d, seed);
            (Eye<TWords>.See(a, b, TWords.Load(ref aims, i)) | TWords.Load(ref flags, i)).Store(ref look, i);
            (Eye<TWords>.See(c, d, TWords.Load(ref aims, next)) | TWords.Load(ref flags, next)).Store(ref look, next);
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

    /// <summary>Some windows, with what has to be made to see through them.</summary>
    private readonly struct Eye<TWords>
        where TWords : struct, IWords<TWords>
    {
        private const int SecondAt = 8, LeftAt = 16, CountAt = 24, TapsAt = 32;
        private const ulong Field = 0xFF;

        /// <summary>Counter words 0 and 1 of the first blocks, and of the second ones in the upper halves.</summary>
        public readonly TWords Blocks, Tags;

        /// <summary>Where in the blocks the bits are, and where they go.</summary>
        public readonly TWords Aim;

        /// <summary>All of the looks but the bits.</summary>
        public readonly TWords Flags;

        /// <summary>A bit for each window of which a symbol reaches into a block that is not made.</summary>
        public readonly uint Late;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Eye(in Shape<TWords> shape, TWords window, TWords ui)
        {
            TWords end = window >>> Window.EndAt, data = ui - ((window >>> Window.ShiftAt) & TWords.Create(Window.ShiftMask));
            TWords seen = TWords.IsLess(data, end), taps = (window >>> Window.TapsAt) & TWords.Create(Window.TapsMask);
            data &= seen;
            TWords round = shape.Round(data), offset = data - TWords.Multiply(round, shape.SymbolBits);
            TWords slot = TWords.Multiply(round, shape.Lanes) + (window & TWords.Create(Window.LaneMask));
            TWords count1 = TWords.Min(taps, shape.SymbolBits - offset), isTwo = TWords.IsLess(count1, taps);
            TWords bit1 = shape.Place(slot, out TWords group1, out TWords parity1) + offset;
            TWords bit2 = shape.Place(slot + shape.Lanes, out TWords group2, out TWords parity2);
            TWords inBlock = TWords.Create(127UL), payload = TWords.Create((ulong)Payload), parity = TWords.Create((ulong)Parity);
            TWords block1 = bit1 >>> 7, tag1 = TWords.Select(parity1, parity, payload);
            Blocks = block1 | (TWords.Select(isTwo, bit2 >>> 7, block1 + TWords.Create(1UL)) << 32);
            Tags = tag1 | (TWords.Select(isTwo, TWords.Select(parity2, parity, payload), tag1) << 32);
            TWords from1 = bit1 & inBlock, from2 = bit2 & inBlock & isTwo;
            TWords reach1 = from1 + count1, reach2 = from2 + taps - count1, block = TWords.Create(128UL);
            Late = (isTwo & (TWords.IsLess(block, reach1) | TWords.IsLess(block, reach2))).Mask;
            Aim = from1 | (from2 << SecondAt) | (TWords.Select(isTwo, count1, block - from1) << LeftAt) | (count1 << CountAt) | (taps << TapsAt);
            Flags = TWords.Without(TWords.Create(Look.Unseen), seen) | (parity1 & TWords.Create(Look.FirstIsParity))
                | (parity2 & isTwo & TWords.Create(Look.SecondIsParity)) | (isTwo & TWords.Create(Look.IsTwo))
                | (group1 << Look.FirstGroupAt) | (group2 << Look.SecondGroupAt);
        }

        /// <summary>The bits, out of the blocks.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TWords See(in PhiloxLanes<TWords> one, in PhiloxLanes<TWords> two, TWords aim)
        {
            TWords field = TWords.Create(Field);
            TWords first = From(one.Low, one.High, aim & field) & OnesOf((aim >>> CountAt) & field);
            TWords second = TWords.ShiftLeft(From(two.Low, two.High, (aim >>> SecondAt) & field), (aim >>> LeftAt) & field);
            return (first | second) & OnesOf(aim >>> TapsAt);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TWords From(TWords low, TWords high, TWords bit)
        {
            // Counts of 64 and more, also those below 0, shift everything out.
            TWords word = TWords.Create(64UL);
            return TWords.ShiftRight(low, bit) | TWords.ShiftLeft(high, word - bit) | TWords.ShiftRight(high, bit - word);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TWords OnesOf(TWords count) => TWords.ShiftRight(TWords.Ones, TWords.Create(64UL) - count);
    }
}
