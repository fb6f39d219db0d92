using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Aura;

/// <summary>The measured cost of the hook.</summary>
public interface IAuraWeights
{
    /// <summary>Of the hook that checks the slot of a block.</summary>
    Weight OnInitialize();
}
