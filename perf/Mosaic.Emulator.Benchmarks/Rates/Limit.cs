namespace Mosaic.Emulator.Benchmarks.Rates;

/// <summary>What bounds a kernel from below.</summary>
public enum Limit
{
    /// <summary>Loads of the widest vectors, two a cycle.</summary>
    Loads,

    /// <summary>Arithmetic on the widest vectors, four operations a cycle.</summary>
    Operations,

    /// <summary>Copying within the second level of memory, as fast as measured in the same run.</summary>
    L2Copy,

    /// <summary>Copying within the third.</summary>
    L3Copy,

    /// <summary>XORing within the third.</summary>
    L3Xor,
}
