using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>Blocks of random bits that are wanted, and then made together. Holds the memory of one worker.</summary>
internal sealed class BlockList
{
    private uint[] _blocks = new uint[4096], _tags = new uint[4096];
    private ulong[] _words = new ulong[8192 + 2];

    /// <summary>Counter words 0 of the blocks.</summary>
    public uint[] Blocks => _blocks;

    /// <summary>Counter words 1.</summary>
    public uint[] Tags => _tags;

    /// <summary>Two words of each block, in a row, once they are made; and two more that may be read.</summary>
    public ulong[] Words => _words;

    /// <summary>Makes room.</summary>
    /// <param name="blocks">For so many.</param>
    public void Reserve(int blocks)
    {
        if (blocks + PhiloxList.Step > _blocks.Length)
        {
            int room = (2 * blocks) + PhiloxList.Step;
            Array.Resize(ref _blocks, room);
            Array.Resize(ref _tags, room);
            _words = new ulong[(2 * room) + 2];
        }
    }

    /// <summary>Makes the first of the blocks.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The key.</param>
    /// <param name="frame">Counter word 2 of all.</param>
    /// <param name="trial">Counter word 3 of all.</param>
    public void Make(int count, ulong seed, uint frame, uint trial)
    {
        int steps = (count + PhiloxList.Step - 1) / PhiloxList.Step * PhiloxList.Step;
        PhiloxList.Fill(_blocks.AsSpan(0, steps), _tags, _words, seed, frame, trial);
    }
}
