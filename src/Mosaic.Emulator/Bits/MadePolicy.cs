using Microsoft.Extensions.ObjectPool;

namespace Mosaic.Emulator.Bits;

/// <summary>A pool's objects are made by a function, and all of them are taken back.</summary>
/// <param name="make">Makes one.</param>
internal sealed class MadePolicy<T>(Func<T> make) : PooledObjectPolicy<T>
    where T : notnull
{
    /// <inheritdoc/>
    public override T Create() => make();

    /// <inheritdoc/>
    public override bool Return(T obj) => true;
}
