using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// How many symbols of any codeword of a group a frame's candidates look at, at most, where symbols are dealt: what first stages have seen, and what
/// survivors may look at. Holds the memory of one worker.
/// </summary>
internal sealed class DealtLooks
{
    private const int CountedAtOnce = 512, SpanLastAt = 24, SpanCostAt = 48;
    private const ulong SpanField = 0xFFFFFF;

    private readonly SymbolPlaces _places;
    private readonly int[] _counts, _changes, _tallies; // by group, with some more that may be looked up; from the group before; first stages' own
    private readonly Column<ulong> _spans = new(CountedAtOnce + LaneLooks.Step); // of survivors: the first group, the last, the cost
    private readonly int _groups;

    public DealtLooks(LinkDesign design, SymbolPlaces places)
    {
        (_places, _groups) = (places, design.Groups);
        _counts = new int[design.Groups + 2 + (design.Layout.Lanes * design.Layout.SymbolBits / design.Code.GroupCodeBits)];
        (_changes, _tallies) = (new int[_counts.Length + 1], new int[FirstStage.Tables * _counts.Length]);
    }

    /// <summary>By group: how many.</summary>
    public ReadOnlySpan<int> Counts => _counts.AsSpan(0, _groups);

    /// <summary>What first stages count in, empty: <see cref="FirstStage.Run"/>.</summary>
    public int[] Tallies()
    {
        Array.Clear(_tallies);
        return _tallies;
    }

    /// <summary>
    /// Adds up what first stages have counted and what survivors may look at: from the first group on that they may so many symbols more, behind the last
    /// one as many fewer. Those that may look at check lanes are for others.
    /// </summary>
    /// <param name="survivors">Their places.</param>
    /// <param name="tables">Where receivers may look.</param>
    public void Count(ReadOnlySpan<ulong> survivors, ReachTables tables)
    {
        Span<int> changes = _changes;
        changes.Clear();
        for (int first = 0; first < survivors.Length; first += CountedAtOnce)
        {
            ReadOnlySpan<ulong> some = survivors.Slice(first, int.Min(CountedAtOnce, survivors.Length - first));
            if (Words8.IsSupported)
            {
                FindSpans<Words8>(some, tables);
            }
            else
            {
                FindSpans<Words4>(some, tables);
            }

            foreach (ulong span in _spans.Span[..some.Length])
            {
                int cost = (int)(span >> SpanCostAt);
                changes[(int)(span & SpanField)] += cost;
                changes[(int)(span >> SpanLastAt & SpanField) + 1] -= cost;
            }
        }

        Span<int> counts = _counts;
        int sum = 0;
        for (int group = 0; group < counts.Length; group++)
        {
            sum += changes[group];
            counts[group] = sum;
        }

        for (int table = 0; table < FirstStage.Tables; table++)
        {
            TensorPrimitives.Add(counts, _tallies.AsSpan(table * counts.Length, counts.Length), counts);
        }
    }

    /// <summary>The groups between which survivors may look, and at how many symbols of a codeword.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void FindSpans<TWords>(ReadOnlySpan<ulong> survivors, ReachTables tables)
        where TWords : struct, IWords<TWords>
    {
        SymbolPlaces at = _places;
        (Reciprocal bySymbol, Reciprocal byGroup) = (at.BySymbol, at.ByGroup);
        ref ulong reaches = ref MemoryMarshal.GetArrayDataReference(tables.Reaches), costs = ref MemoryMarshal.GetArrayDataReference(tables.Costs);
        ref ulong places = ref MemoryMarshal.GetReference(survivors), spans = ref _spans.First;
        TWords symbolBits = TWords.Create((ulong)at.SymbolBits), lanes = TWords.Create((ulong)at.Lanes), field = TWords.Create(Reach.Field), number = TWords.Create(int.MaxValue);
        for (nint i = 0; i < survivors.Length; i += TWords.Count)
        {
            TWords place = TWords.Load(ref places, i), channel = place >>> 32, reach = TWords.Gather(ref reaches, channel);
            TWords data = (place - TWords.Create(AlignmentMarker.LengthUi)) & number, offset = data - TWords.Multiply(bySymbol.Divide(data), symbolBits);
            TWords biased = data - TWords.Create(Reach.Bias);
            TWords from = bySymbol.Divide((biased + ((reach >>> Reach.EarliestAt) & field)) & number), to = bySymbol.Divide((biased + (reach >>> Reach.LatestAt)) & number);
            TWords first = byGroup.Divide((TWords.Multiply(from, lanes) + (reach & field)) & number);
            TWords last = byGroup.Divide((TWords.Multiply(to, lanes) + ((reach >>> Reach.LastLaneAt) & field)) & number);
            TWords cost = TWords.Gather(ref costs, TWords.Multiply(channel, symbolBits) + offset);
            (first | (last << SpanLastAt) | (cost << SpanCostAt)).Store(ref spans, i);
        }
    }
}
