using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Session;

/// <summary>The measured cost of each call, and of the end of a session.</summary>
/// <remarks>Substrate gives a whole block to the end of a session; here it is measured, so that transactions need not wait for the next block.</remarks>
public interface ISessionWeights
{
    /// <summary>Of <c>set_keys</c>.</summary>
    Weight SetKeys();

    /// <summary>Of <c>purge_keys</c>.</summary>
    Weight PurgeKeys();

    /// <summary>Of the hook that ends a session of this many validators.</summary>
    Weight Rotate(uint validators);
}
