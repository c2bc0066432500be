namespace Mosaic.Emulator.Benchmarks.Rates;

/// <summary>What bounds a kernel from below.</summary>
public enum Limit
{
    /// <summary>Loads of the widest vectors, two a cycle.</summary>
    Loads,

    /// <summary>Loads of entries of tables, two a cycle, however wide.</summary>
    Lookups,

    /// <summary>Arithmetic on the widest vectors, four operations a cycle.</summary>
    Operations,

    /// <summary>Reading as many bytes as the kernel reads, one after the other.</summary>
    Read,

    /// <summary>Copying within as many bytes as the kernel touches.</summary>
    Copy,
}
