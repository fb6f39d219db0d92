using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Builds subtrees of pairs that stand in ascending order, from left to right.</summary>
/// <remarks>
/// Each pair's neighbours tell where its node hangs: below the branch at the longer of the two prefixes it shares with them.
/// A branch is laid out when the first pair comes that does not share its prefix.
/// </remarks>
/// <param name="nodes">Where nodes are laid out.</param>
/// <param name="pairs">The pairs; those without a value are passed over.</param>
/// <param name="hashes">The hashes of their values.</param>
internal sealed class SubtreeBuilder(NodeBuilder nodes, KeyValuePair<byte[], byte[]?>[] pairs, ValueHashes hashes)
{
    private Branch[] _branches = new Branch[8];
    private int _count;

    /// <summary>The first pair from an index on that has a value, or <paramref name="to"/>.</summary>
    public int NextValue(int from, int to)
    {
        while (from < to && pairs[from].Value is null) from++;
        return from;
    }

    /// <summary>Builds the node that holds the values of pairs from..to, of which there is one at least.</summary>
    /// <param name="depth">How many first nibbles all keys share, and which stand above the node.</param>
    public NodeRef Build(int from, int to, int depth)
    {
        int current = NextValue(from, to);
        int shared = depth - 1;
        while (true)
        {
            ReadOnlySpan<byte> key = pairs[current].Key;
            if (current + Prefetch.Ahead < to) Prefetch.Array(pairs[current + Prefetch.Ahead].Key);
            int following = NextValue(current + 1, to);
            int next = following < to ? NibbleSlice.Of(key).CommonPrefix(NibbleSlice.Of(pairs[following].Key)) : depth - 1;
            if (next == key.Length * 2)
            {
                Open(next, current);
            }
            else
            {
                if (next > shared) Open(next, Branch.NoValue);
                int parent = Math.Max(shared, next);
                NodeRef leaf = nodes.Leaf(NibbleSlice.Of(key, parent + 1), Value(current));
                if (parent < depth) return leaf;
                nodes.Child(_branches[_count - 1].Children + Nibbles.At(key, parent)) = leaf;
            }

            while (_count > 0 && _branches[_count - 1].Depth > next)
            {
                int parent = Math.Max(next, _count > 1 ? _branches[_count - 2].Depth : depth - 1);
                NodeRef branch = Close(key, parent);
                if (parent < depth) return branch;
                if (_count == 0 || _branches[_count - 1].Depth < parent) Open(parent, Branch.NoValue);
                nodes.Child(_branches[_count - 1].Children + Nibbles.At(key, parent)) = branch;
            }

            shared = next;
            current = following;
        }
    }

    /// <summary>How a pair's value stands in its node; good until the next call.</summary>
    public NodeValue Value(int index)
    {
        byte[] value = pairs[index].Value!; // Pairs without one are passed over.
        if (!hashes.IsHashed(index)) return NodeValue.Of(ValueKind.Inline, value);
        ref readonly H256 hash = ref hashes[index];
        nodes.AddValue(hash, value);
        return NodeValue.Of(ValueKind.Hashed, hash.Span);
    }

    private void Open(int depth, int valueOf)
    {
        if (_count == _branches.Length) Array.Resize(ref _branches, 2 * _count);
        ref Branch branch = ref _branches[_count++];
        branch.Depth = depth;
        branch.Children = nodes.OpenBranch();
        branch.ValueOf = valueOf;
        // The hash may be forgotten before the branch is closed.
        if (valueOf != Branch.NoValue && Value(valueOf) is { Kind: ValueKind.Hashed } value) branch.ValueHash = new H256(value.Bytes);
    }

    private NodeRef Close(ReadOnlySpan<byte> key, int parent)
    {
        ref Branch branch = ref _branches[_count - 1];
        NodeValue value = branch.ValueOf == Branch.NoValue ? default
            : hashes.IsHashed(branch.ValueOf) ? NodeValue.Of(ValueKind.Hashed, branch.ValueHash.Span)
            : NodeValue.Of(ValueKind.Inline, pairs[branch.ValueOf].Value);
        NodeRef node = nodes.Branch(new NibbleSlice(key, parent + 1, branch.Depth - parent - 1), value, branch.Children);
        nodes.CloseBranch();
        _count--;
        return node;
    }

    /// <summary>A branch that may get more children.</summary>
    private struct Branch
    {
        public const int NoValue = -1;

        /// <summary>How many nibbles stand above its children's.</summary>
        public int Depth;

        /// <summary>Where the builder has its children.</summary>
        public int Children;

        /// <summary>The pair whose value it holds.</summary>
        public int ValueOf;

        public H256 ValueHash;
    }
}
