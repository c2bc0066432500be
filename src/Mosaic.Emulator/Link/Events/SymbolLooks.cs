using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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

    private const int Eight = 8;
    private const uint Payload = (uint)RandomPurpose.Payload << 24, Parity = (uint)RandomPurpose.DrawnParity << 24;
    private const int Chunk = 256;
    private readonly ulong[] _blocks = new ulong[Chunk], _tags = new ulong[Chunk], _aims = new ulong[Chunk], _flags = new ulong[Chunk];
    private readonly ushort[] _late = new ushort[Chunk / Step];

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
            Aim(windows.Slice(first, count), ui.Slice(first, count), _late);
            Take(count, frame, looks[first..]);
            for (int step = 0; step < count / Step; step++)
            {
                // Windows of two symbols one of which reaches into a further block.
                for (uint late = _late[step]; late != 0; late &= late - 1)
                {
                    int i = first + (step * Step) + System.Numerics.BitOperations.TrailingZeroCount(late);
                    looks[i] = SeeOne(windows[i], ui[i], frame);
                }
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
    private void Aim(ReadOnlySpan<ulong> windows, ReadOnlySpan<int> ui, Span<ushort> late)
    {
        var shape = new Shape(places);
        ref ulong window = ref MemoryMarshal.GetReference(windows), blocks = ref MemoryMarshal.GetArrayDataReference(_blocks), tags = ref MemoryMarshal.GetArrayDataReference(_tags);
        ref ulong aims = ref MemoryMarshal.GetArrayDataReference(_aims), flags = ref MemoryMarshal.GetArrayDataReference(_flags);
        ref uint at = ref Unsafe.As<int, uint>(ref MemoryMarshal.GetReference(ui));
        ref byte isLate = ref Unsafe.As<ushort, byte>(ref MemoryMarshal.GetReference(late));
        for (int i = 0; i < windows.Length; i += Eight)
        {
            var eye = new Eye(shape, Vector512.LoadUnsafe(ref window, (nuint)i), Wide.Widen(ref at, (nuint)i));
            eye.Blocks.StoreUnsafe(ref blocks, (nuint)i);
            eye.Tags.StoreUnsafe(ref tags, (nuint)i);
            eye.Aim.StoreUnsafe(ref aims, (nuint)i);
            eye.Flags.StoreUnsafe(ref flags, (nuint)i);
            Unsafe.Add(ref isLate, i / Eight) = (byte)eye.Late;
        }
    }

    /// <summary>Makes the blocks, and takes the bits out of them.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Take(int count, uint frame, Span<ulong> looks)
    {
        ref ulong blocks = ref MemoryMarshal.GetArrayDataReference(_blocks), tags = ref MemoryMarshal.GetArrayDataReference(_tags);
        ref ulong aims = ref MemoryMarshal.GetArrayDataReference(_aims), flags = ref MemoryMarshal.GetArrayDataReference(_flags);
        ref ulong look = ref MemoryMarshal.GetReference(looks);
        Vector512<ulong> c2 = Vector512.Create((ulong)frame), c3 = Vector512.Create((ulong)trial);
        for (int i = 0; i < count; i += Step)
        {
            // What is above the lower halves of counter words does no harm.
            Vector512<ulong> left = Vector512.LoadUnsafe(ref blocks, (nuint)i), leftTags = Vector512.LoadUnsafe(ref tags, (nuint)i);
            Vector512<ulong> right = Vector512.LoadUnsafe(ref blocks, (nuint)(i + Eight)), rightTags = Vector512.LoadUnsafe(ref tags, (nuint)(i + Eight));
            PhiloxLanes a = new(left, leftTags, c2, c3), b = new(left >>> 32, leftTags >>> 32, c2, c3);
            PhiloxLanes c = new(right, rightTags, c2, c3), d = new(right >>> 32, rightTags >>> 32, c2, c3);
            PhiloxLanes.Run(ref a, ref b, ref c, ref d, seed);
            (Eye.See(a, b, Vector512.LoadUnsafe(ref aims, (nuint)i)) | Vector512.LoadUnsafe(ref flags, (nuint)i)).StoreUnsafe(ref look, (nuint)i);
            (Eye.See(c, d, Vector512.LoadUnsafe(ref aims, (nuint)(i + Eight))) | Vector512.LoadUnsafe(ref flags, (nuint)(i + Eight))).StoreUnsafe(ref look, (nuint)(i + Eight));
        }
    }

    /// <summary>The link's numbers, eight times each.</summary>
    private readonly struct Shape(SymbolPlaces places)
    {
        private readonly (Vector512<ulong> Multiplier, int Shift) _bySymbol = places.BySymbol.ForVectors, _byInterleave = places.ByInterleave.ForVectors;
        private readonly (Vector512<ulong> Multiplier, int Shift) _byRotationColumns = places.ByRotationColumns.ForVectors, _byRotations = places.ByRotations.ForVectors;
        private readonly (Vector512<ulong> Multiplier, int Shift) _byColumns = places.ByColumns.ForVectors;
        private readonly Vector512<ulong> _rotations = Vector512.Create((ulong)places.ByRotations.Divisor), _columns = Vector512.Create((ulong)places.ByColumns.Divisor);
        private readonly Vector512<ulong> _messageSymbols = Vector512.Create((ulong)places.MessageSymbols);
        private readonly Vector512<ulong> _groupMessage = Vector512.Create((ulong)places.GroupMessage), _groupParity = Vector512.Create((ulong)places.GroupParity);

        public readonly Vector512<ulong> SymbolBits = Vector512.Create((ulong)places.SymbolBits), Lanes = Vector512.Create((ulong)places.Lanes);
        private readonly Vector512<ulong> _interleave = Vector512.Create((ulong)places.Interleave);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<ulong> Round(Vector512<ulong> data) => Divide(data, _bySymbol);

        /// <summary>As <see cref="SymbolPlaces.At"/>: a symbol's first bit among the messages, or among parity.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<ulong> Place(Vector512<ulong> slot, out Vector512<ulong> group, out Vector512<ulong> isParity)
        {
            Vector512<ulong> column = Divide(slot, _byInterleave), turn = Divide(column, _byRotationColumns);
            Vector512<ulong> codeword = slot - Wide.Multiply(column, _interleave) + turn - Wide.Multiply(Divide(turn, _byRotations), _rotations);
            codeword = Vector512.Min(codeword, codeword - _interleave);
            group = Divide(column, _byColumns);
            Vector512<ulong> symbol = column - Wide.Multiply(group, _columns);
            isParity = Vector512.GreaterThanOrEqual(symbol, _messageSymbols);
            return Wide.Multiply(Wide.Multiply(symbol, _interleave) + codeword, SymbolBits)
                + Wide.Multiply(group, Vector512.ConditionalSelect(isParity, _groupParity, _groupMessage)) - (isParity & _groupMessage);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<ulong> Divide(Vector512<ulong> x, in (Vector512<ulong> Multiplier, int Shift) by) => Wide.Multiply(x, by.Multiplier) >>> by.Shift;
    }

    /// <summary>Eight windows, with what has to be made to see through them.</summary>
    private readonly struct Eye
    {
        private const int SecondAt = 8, LeftAt = 16, CountAt = 24, TapsAt = 32;
        private const ulong Field = 0xFF;

        /// <summary>Counter words 0 and 1 of the first blocks, and of the second ones in the upper halves.</summary>
        public readonly Vector512<ulong> Blocks, Tags;

        /// <summary>Where in the blocks the bits are, and where they go.</summary>
        public readonly Vector512<ulong> Aim;

        /// <summary>All of the looks but the bits.</summary>
        public readonly Vector512<ulong> Flags;

        /// <summary>A bit for each window of which a symbol reaches into a block that is not made.</summary>
        public readonly uint Late;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Eye(in Shape shape, Vector512<ulong> window, Vector512<ulong> ui)
        {
            Vector512<ulong> end = window >>> Window.EndAt, data = ui - ((window >>> Window.ShiftAt) & Vector512.Create(Window.ShiftMask));
            Vector512<ulong> seen = Vector512.LessThan(data, end), taps = (window >>> Window.TapsAt) & Vector512.Create(Window.TapsMask);
            data &= seen;
            Vector512<ulong> round = shape.Round(data), offset = data - Wide.Multiply(round, shape.SymbolBits);
            Vector512<ulong> slot = Wide.Multiply(round, shape.Lanes) + (window & Vector512.Create(Window.LaneMask));
            Vector512<ulong> count1 = Vector512.Min(taps, shape.SymbolBits - offset), isTwo = Vector512.GreaterThan(taps, count1);
            Vector512<ulong> bit1 = shape.Place(slot, out Vector512<ulong> group1, out Vector512<ulong> parity1) + offset;
            Vector512<ulong> bit2 = shape.Place(slot + shape.Lanes, out Vector512<ulong> group2, out Vector512<ulong> parity2);
            Vector512<ulong> inBlock = Vector512.Create(127UL), payload = Vector512.Create((ulong)Payload), parity = Vector512.Create((ulong)Parity);
            Vector512<ulong> block1 = bit1 >>> 7, tag1 = Vector512.ConditionalSelect(parity1, parity, payload);
            Blocks = block1 | (Vector512.ConditionalSelect(isTwo, bit2 >>> 7, block1 + Vector512.Create(1UL)) << 32);
            Tags = tag1 | (Vector512.ConditionalSelect(isTwo, Vector512.ConditionalSelect(parity2, parity, payload), tag1) << 32);
            Vector512<ulong> from1 = bit1 & inBlock, from2 = bit2 & inBlock & isTwo;
            Vector512<ulong> reach1 = from1 + count1, reach2 = from2 + taps - count1, block = Vector512.Create(128UL);
            Late = (uint)(isTwo & Vector512.GreaterThan(Vector512.Max(reach1, reach2), block)).ExtractMostSignificantBits();
            Aim = from1 | (from2 << SecondAt) | (Vector512.ConditionalSelect(isTwo, count1, block - from1) << LeftAt) | (count1 << CountAt) | (taps << TapsAt);
            Flags = Vector512.AndNot(Vector512.Create(Look.Unseen), seen) | (parity1 & Vector512.Create(Look.FirstIsParity))
                | (parity2 & isTwo & Vector512.Create(Look.SecondIsParity)) | (isTwo & Vector512.Create(Look.IsTwo))
                | (group1 << Look.FirstGroupAt) | (group2 << Look.SecondGroupAt);
        }

        /// <summary>The bits, out of the blocks.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<ulong> See(in PhiloxLanes one, in PhiloxLanes two, Vector512<ulong> aim)
        {
            Vector512<ulong> field = Vector512.Create(Field);
            Vector512<ulong> first = From(one.Low, one.High, aim & field) & Ones((aim >>> CountAt) & field);
            Vector512<ulong> second = Wide.ShiftLeft(From(two.Low, two.High, (aim >>> SecondAt) & field), (aim >>> LeftAt) & field);
            return (first | second) & Ones(aim >>> TapsAt);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<ulong> From(Vector512<ulong> low, Vector512<ulong> high, Vector512<ulong> bit)
        {
            // Counts of 64 and more, also those below 0, shift everything out.
            Vector512<ulong> word = Vector512.Create(64UL);
            return Wide.ShiftRight(low, bit) | Wide.ShiftLeft(high, word - bit) | Wide.ShiftRight(high, bit - word);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<ulong> Ones(Vector512<ulong> count) => Wide.ShiftRight(Vector512<ulong>.AllBitsSet, Vector512.Create(64UL) - count);
    }
}
