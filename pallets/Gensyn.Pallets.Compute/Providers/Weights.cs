using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Providers;

/// <summary>The cost of each call of the providers pallet.</summary>
public interface IProvidersWeights
{
    /// <summary>Of <c>register</c>.</summary>
    Weight Register();

    /// <summary>Of <c>update</c>.</summary>
    Weight Update();

    /// <summary>Of <c>set_available</c>.</summary>
    Weight SetAvailable();

    /// <summary>Of <c>deregister</c>.</summary>
    Weight Deregister();

    /// <summary>Of <c>set_parameters</c>.</summary>
    Weight SetParameters();
}

/// <summary>Estimates from storage reads and writes, not yet measured.</summary>
public sealed class ProvidersWeights : IProvidersWeights
{
    /// <inheritdoc/>
    public Weight Register() => Estimate.Of(reads: 3, writes: 2);

    /// <inheritdoc/>
    public Weight Update() => Estimate.Of(reads: 2, writes: 1);

    /// <inheritdoc/>
    public Weight SetAvailable() => Estimate.Of(reads: 1, writes: 1);

    /// <inheritdoc/>
    public Weight Deregister() => Estimate.Of(reads: 2, writes: 2);

    /// <inheritdoc/>
    public Weight SetParameters() => Estimate.Of(reads: 0, writes: 1);
}
