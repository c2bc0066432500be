using System.Runtime.CompilerServices;

namespace Mosaic.Emulator.Bits;

/// <summary>How the innermost loops are compiled.</summary>
internal static class Kernel
{
    /// <summary>
    /// Each by itself, and fully at its first call, whatever the runtime's profile of the first calls says. Left alone, the
    /// compiler inlines a kernel into its caller and that into the next, until its budget is spent and the vector operations
    /// in the middle become calls: twice the time, in some runs and not in others. The price: read-only statics are not
    /// constants in such a method, so it should not use any.
    /// </summary>
    public const MethodImplOptions Compiled = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;
}
