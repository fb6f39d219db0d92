using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Utility;

/// <summary>The cost of each call, the calls in it aside.</summary>
public interface IUtilityWeights
{
    /// <summary>The cost of <c>batch</c> with this many calls.</summary>
    Weight Batch(int calls);

    /// <summary>The cost of <c>as_derivative</c>.</summary>
    Weight AsDerivative();

    /// <summary>The cost of <c>batch_all</c> with this many calls.</summary>
    Weight BatchAll(int calls);

    /// <summary>The cost of <c>dispatch_as</c>.</summary>
    Weight DispatchAs();

    /// <summary>The cost of <c>force_batch</c> with this many calls.</summary>
    Weight ForceBatch(int calls);

    /// <summary>The cost of <c>if_else</c>.</summary>
    Weight IfElse();

    /// <summary>The cost of <c>dispatch_as_fallible</c>.</summary>
    Weight DispatchAsFallible();
}

/// <summary>Estimates: what polkadot-sdk's pallet_utility takes on its reference machine, in picoseconds. No storage is touched.</summary>
public sealed class UtilityWeights : IUtilityWeights
{
    /// <inheritdoc/>
    public Weight Batch(int calls) => Each(4_830_000, 4_388_000, calls);

    /// <inheritdoc/>
    public Weight AsDerivative() => new(4_342_000, 0);

    /// <inheritdoc/>
    public Weight BatchAll(int calls) => Each(4_833_000, 4_670_000, calls);

    /// <inheritdoc/>
    public Weight DispatchAs() => new(7_278_000, 0);

    /// <inheritdoc/>
    public Weight ForceBatch(int calls) => Each(4_711_000, 4_348_000, calls);

    /// <inheritdoc/>
    public Weight IfElse() => new(11_000_000, 0);

    /// <inheritdoc/>
    public Weight DispatchAsFallible() => new(7_500_000, 0);

    private static Weight Each(ulong time, ulong perCall, int calls) => new Weight(time, 0) + new Weight(perCall, 0) * (ulong)calls;
}
