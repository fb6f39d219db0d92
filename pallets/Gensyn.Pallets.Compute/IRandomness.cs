using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute;

/// <summary>Randomness that nobody knew before its block was made.</summary>
public interface IRandomness
{
    /// <summary>The randomness of an earlier block, or null when it is not known (any more).</summary>
    H256? Of(uint block);
}
