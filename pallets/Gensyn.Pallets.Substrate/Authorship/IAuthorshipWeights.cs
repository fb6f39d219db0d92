using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Authorship;

/// <summary>The measured cost of the hooks.</summary>
public interface IAuthorshipWeights
{
    /// <summary>Of finding the author when a block begins, and of forgetting it when the block ends.</summary>
    Weight OnInitialize();
}
