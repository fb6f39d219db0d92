using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>One state: a root and the store that has its nodes.</summary>
/// <remarks>
/// Immutable, and as safe for many threads as its store is. A walk costs one store access for each stored node on the way.
/// Every reading method throws <see cref="TrieException"/> when the store lacks a node or holds garbage.
/// </remarks>
/// <param name="store">Where the nodes are.</param>
/// <param name="root">The state's root.</param>
/// <param name="parallel">The means to commit large changes in parts at once; the store is then read by many threads.</param>
public sealed partial class TrieDb(INodeStore store, H256 root, IParallel? parallel = null) : IStateReader
{
    /// <inheritdoc/>
    public H256 Root { get; } = root;

    /// <inheritdoc/>
    public byte[]? Get(ReadOnlySpan<byte> key) => Get(key, null);

    /// <summary>The value of a key, or null; reads that go one after the other to keys of one map begin where their ways part.</summary>
    /// <param name="key">The key.</param>
    /// <param name="start">Where reads of this trie have been; for one thread. Null begins at the root.</param>
    public byte[]? Get(ReadOnlySpan<byte> key, TrieStart? start)
    {
        if (!TryFind(key, start, out ReadOnlyMemory<byte> node, out NodeView view)) return null;
        if (view.Kind == ValueKind.Inline) return view.Value.ToArray();

        // What has room for a hash does not stand inside another node.
        H256 hash = new(view.Value);
        return store.TryFollow(hash, node, INodeStore.ItsValue, out ReadOnlyMemory<byte> value) ? value.ToArray() : throw Missing(hash);
    }

    /// <inheritdoc/>
    public bool Contains(ReadOnlySpan<byte> key) => TryFind(key, null, out _, out _);

    /// <inheritdoc/>
    public H256? ValueHash(ReadOnlySpan<byte> key)
    {
        if (!TryFind(key, null, out _, out NodeView view)) return null;
        return view.Kind == ValueKind.Inline ? NodeFormat.Hash(view.Value) : new H256(view.Value);
    }

    /// <summary>How a parent refers to the node that stands at a key, or to the highest one below it; null when there is none.</summary>
    /// <returns>The node's hash, or the node itself where it is shorter; for the root always the hash.</returns>
    public byte[]? ClosestMerkleValue(ReadOnlySpan<byte> key)
    {
        byte[] reference = Root.ToArray();
        int depth = 0;
        ReadOnlyMemory<byte>? next = RootNode();
        while (next is { } node)
        {
            NodeView view = View(node.Span);
            int left = (key.Length * 2) - depth;
            for (int index = 0; index < Math.Min(view.PartialLength, left); index++)
            {
                if (view.Partial(index) != Nibbles.At(key, depth + index)) return null;
            }

            if (view.PartialLength >= left) return reference;
            depth += view.PartialLength;
            byte nibble = Nibbles.At(key, depth);
            reference = view.Child(nibble).ToArray();
            next = Child(node, view, nibble);
            depth++;
        }

        return null;
    }

    /// <inheritdoc/>
    public TrieCommit Commit(IReadOnlyList<KeyValuePair<byte[], byte[]?>> changes, StateVersion version)
    {
        ArgumentNullException.ThrowIfNull(changes);
        using TrieUpdate update = new(this, SortedChanges.Of(changes), version);
        return update.Run(parallel);
    }

    /// <summary>Takes a node of the store apart.</summary>
    internal static NodeView View(ReadOnlySpan<byte> node) =>
        NodeView.TryRead(node, out NodeView view) ? view : throw Malformed();

    internal ReadOnlyMemory<byte> Load(H256 hash) =>
        store.TryGet(hash, out ReadOnlyMemory<byte> bytes) ? bytes : throw Missing(hash);

    /// <summary>A child that does not stand in its parent; so the parent does not stand in another node, either.</summary>
    internal ReadOnlyMemory<byte> Follow(ReadOnlyMemory<byte> node, int child, H256 hash) =>
        store.TryFollow(hash, node, child, out ReadOnlyMemory<byte> bytes) ? bytes : throw Missing(hash);

    internal ReadOnlyMemory<byte>? RootNode() => Root == NodeFormat.EmptyRoot ? default(ReadOnlyMemory<byte>?) : Load(Root);

    /// <summary>A child's bytes, wherever they are.</summary>
    internal ReadOnlyMemory<byte>? Child(ReadOnlyMemory<byte> node, NodeView view, byte nibble)
    {
        ReadOnlySpan<byte> child = view.Child(nibble);
        if (child.IsEmpty) return null;
        if (child.Length == NodeFormat.HashLength) return Load(new H256(child));
        return Within(node, child);
    }

    /// <summary>Walks to the node that has a key's value, or its hash.</summary>
    private bool TryFind(ReadOnlySpan<byte> key, TrieStart? start, out ReadOnlyMemory<byte> node, out NodeView view)
    {
        node = default;
        view = default;
        if (Root == NodeFormat.EmptyRoot) return false;
        NibbleSlice left = NibbleSlice.Of(key);
        if (start is not null && start.TryBegin(key, out node, out int depth)) left = left.From(depth);
        else node = Load(Root);
        while (true)
        {
            start?.Note(key, node, (2 * key.Length) - left.Length);
            if (!NodeView.TryReadHead(node.Span, out view)) throw Malformed();
            if (!left.StartsWith(view.PartialKey)) return false;
            if (left.Length == view.PartialLength) return view.Kind != ValueKind.None;
            byte nibble = left[view.PartialLength];
            if (!view.TryStep(nibble, out ReadOnlySpan<byte> child)) throw Malformed();
            if (child.IsEmpty) return false;
            node = child.Length == NodeFormat.HashLength ? Follow(node, view.Rank(nibble), new H256(child)) : Within(node, child);
            left = left.From(view.PartialLength + 1);
        }
    }

    private static TrieException Malformed() => new("A node of the trie is malformed.");

    private static TrieException Missing(H256 hash) => new($"The store has no node {hash}: its state was pruned or never stored.");

    /// <summary>The part of a node's memory that a span of it covers.</summary>
    internal static ReadOnlyMemory<byte> Within(ReadOnlyMemory<byte> node, ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty) return ReadOnlyMemory<byte>.Empty;
        bool inside = node.Span.Overlaps(part, out int offset);
        System.Diagnostics.Debug.Assert(inside, "a part lies in its node");
        return node.Slice(offset, part.Length);
    }
}
