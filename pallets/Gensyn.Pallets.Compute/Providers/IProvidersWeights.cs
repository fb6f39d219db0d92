using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Providers;

/// <summary>The measured cost of each call.</summary>
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
