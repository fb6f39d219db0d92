using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <summary>A block's hash and number.</summary>
public readonly record struct BlockReference(H256 Hash, uint Number);
