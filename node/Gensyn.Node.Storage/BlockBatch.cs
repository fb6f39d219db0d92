using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Trie;

namespace Gensyn.Node.Storage;

/// <summary>All that one block brings to the database.</summary>
/// <param name="Hash">The header's hash.</param>
/// <param name="Header">The SCALE-encoded header.</param>
/// <param name="Extrinsics">The opaque extrinsics.</param>
/// <param name="State">How the state after the block differs from its parent's; for the first block, from nothing.</param>
public sealed record BlockBatch(H256 Hash, byte[] Header, ImmutableArray<byte[]> Extrinsics, TrieCommit State)
{
    /// <summary>Whether it becomes the best block.</summary>
    public bool IsBest { get; init; } = true;

    /// <summary>Whether it, and so all before it, becomes final.</summary>
    public bool IsFinalised { get; init; }

    /// <summary>Auxiliary values that are written together with the block; null removes.</summary>
    public IReadOnlyList<KeyValuePair<byte[], byte[]?>> Aux { get; init; } = [];
}
