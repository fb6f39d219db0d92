using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;

namespace Gensyn.Runtime;

/// <summary>Randomness of a development chain: the hash of the block.</summary>
/// <remarks>An author can try several blocks and keep the one it likes, so a chain with strangers needs the relay chain's randomness in its place.</remarks>
internal sealed class BlockHashRandomness(FrameSystemPallet system) : IRandomness
{
    public H256? Of(uint block) => block < system.Number && system.BlockHash.TryGet(block, out H256 hash) ? hash : null;
}
