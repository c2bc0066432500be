using System.Runtime.CompilerServices;

namespace Mosaic.Emulator.Bits;

/// <summary>How the innermost loops, and what is next to them, are compiled.</summary>
internal static class Kernel
{
    /// <summary>
    /// Each by itself, and fully at its first call, whatever the runtime's profile of the first calls says. Left alone, the
    /// compiler inlines a kernel into its caller and that into the next, until its budget is spent and the vector operations
    /// in the middle become calls: twice the time, in some runs and not in others. The price: read-only statics are not
    /// constants in such a method, so it should not use any. Also what a frame calls some hundred times around the kernels: its small
    /// callees become part of it at once, instead of being called, counted and compiled again while the first frames are on their way.
    /// </summary>
    public const MethodImplOptions Compiled = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;
}
