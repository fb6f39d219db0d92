using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Gensyn.Crypto;
using Gensyn.Primitives;

namespace Gensyn.Verification;

/// <summary>A Merkle tree held whole, for whoever must open it.</summary>
public sealed class MerkleTree
{
    private readonly List<H256[]> _levels = [];

    /// <summary>The tree over these leaf hashes.</summary>
    public MerkleTree(IReadOnlyList<H256> leaves)
    {
        H256[] level = [.. leaves];
        _levels.Add(level);
        while (level.Length > 1)
        {
            var next = new H256[(level.Length + 1) / 2];
            int pairs = level.Length / 2;
            Blake2b.HashMany(
                (byte)HashTag.Inner, MemoryMarshal.AsBytes(level.AsSpan(0, 2 * pairs)), 64, MemoryMarshal.AsBytes(next.AsSpan(0, pairs)));
            if (level.Length % 2 == 1) next[^1] = level[^1];
            _levels.Add(next);
            level = next;
        }
    }

    /// <summary>Leaves of the tree.</summary>
    public int Count => _levels[0].Length;

    /// <summary>Levels above the leaves.</summary>
    public int Height => _levels.Count - 1;

    /// <summary>The top node; zero without leaves.</summary>
    public H256 Root => Count == 0 ? H256.Zero : _levels[^1][0];

    /// <summary>A node; level 0 holds the leaves.</summary>
    public H256 Node(int level, int index) => _levels[level][index];

    /// <summary>The descendants of a node at a lower level, in order.</summary>
    public ImmutableArray<H256> Descendants(int level, int index, int lowerLevel)
    {
        int shift = level - lowerLevel;
        int start = index << shift;
        int end = Math.Min((index + 1) << shift, _levels[lowerLevel].Length);
        return [.. _levels[lowerLevel].AsSpan(start..end)];
    }

    /// <summary>The siblings that lead from a leaf up to a level; without one, to the root.</summary>
    public ImmutableArray<H256> Path(int leaf, int? toLevel = null)
    {
        ImmutableArray<H256>.Builder path = ImmutableArray.CreateBuilder<H256>();
        int top = toLevel ?? Height;
        for (int level = 0; level < top; level++, leaf >>= 1)
        {
            if ((leaf ^ 1) < _levels[level].Length) path.Add(_levels[level][leaf ^ 1]);
        }

        return path.ToImmutable();
    }
}
