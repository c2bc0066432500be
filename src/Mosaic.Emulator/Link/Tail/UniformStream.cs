using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>Uniform numbers of an address, one after the other.</summary>
internal sealed class UniformStream
{
    private readonly ulong[] _words = new ulong[512];
    private RandomAddress _address;
    private uint _block;
    private int _used;

    /// <summary>Starts at the beginning of an address.</summary>
    public void Begin(RandomAddress address) => (_address, _block, _used) = (address, 0, _words.Length);

    /// <summary>The next number, in [0, 1).</summary>
    public double Next()
    {
        if (_used == _words.Length)
        {
            _address.Fill(_words, _block);
            _block += (uint)_words.Length / 2;
            _used = 0;
        }

        return RandomAddress.ToUnit(_words[_used++]);
    }
}
