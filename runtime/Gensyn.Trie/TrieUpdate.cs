using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Trie;

/// <summary>The part of a trie that changes, loaded as far as changes reach, and written back at the end.</summary>
internal sealed class TrieUpdate(TrieDb trie, StateVersion version)
{
    private readonly List<TrieNode> _inserted = [];
    private readonly List<H256> _removed = [];
    private Node? _root;
    private bool _loaded;

    public void Apply(byte[] key, byte[]? value)
    {
        if (!_loaded)
        {
            _root = trie.RootNode() is { } bytes ? Parse(bytes, trie.Root) : null;
            _loaded = true;
        }

        byte[] nibbles = Nibbles.Unpack(key);
        if (value is not null) _root = _root is null ? NewLeaf(nibbles, value) : Insert(_root, nibbles, 0, value);
        else if (_root is not null) _root = Remove(_root, nibbles, 0);
    }

    public TrieCommit Finish()
    {
        H256 root = trie.Root;
        if (_loaded)
        {
            if (_root is null)
            {
                root = NodeFormat.EmptyRoot;
            }
            else if (_root.Dirty)
            {
                // The root is hashed however short it is.
                byte[] encoded = Encode(_root);
                root = Store(encoded);
            }
        }

        return new TrieCommit(root, Net(out List<H256> removed), removed);
    }

    /// <summary>Takes out what was both removed and inserted: a node that changed and changed back.</summary>
    private List<TrieNode> Net(out List<H256> removed)
    {
        var balance = new Dictionary<H256, int>(_removed.Count);
        foreach (H256 hash in _removed) balance[hash] = balance.GetValueOrDefault(hash) + 1;
        var inserted = new List<TrieNode>(_inserted.Count);
        foreach (TrieNode node in _inserted)
        {
            if (balance.TryGetValue(node.Hash, out int count) && count > 0) balance[node.Hash] = count - 1;
            else inserted.Add(node);
        }

        removed = new List<H256>(_removed.Count);
        foreach (H256 hash in _removed)
        {
            if (balance[hash] is not (> 0 and int count)) continue;
            balance[hash] = count - 1;
            removed.Add(hash);
        }

        return inserted;
    }

    private Node Insert(Node node, byte[] key, int depth, byte[] value)
    {
        int common = 0;
        while (common < node.Partial.Length && depth + common < key.Length && node.Partial[common] == key[depth + common]) common++;
        int end = depth + common;
        if (common < node.Partial.Length)
        {
            Touch(node);
            var branch = new Node { Partial = node.Partial[..common], Dirty = true, Children = new Link[16] };
            branch.Children[node.Partial[common]] = new Link(node);
            node.Partial = node.Partial[(common + 1)..];
            if (end == key.Length) branch.SetValue(NewValue(value));
            else branch.Children[key[end]] = new Link(NewLeaf(key[(end + 1)..], value));
            return branch;
        }

        if (end == key.Length)
        {
            if (Holds(node, value)) return node;
            Touch(node);
            DropValue(node);
            node.SetValue(NewValue(value));
            return node;
        }

        node.Children ??= new Link[16];
        ref Link link = ref node.Children[key[end]];
        if (link.IsEmpty)
        {
            Touch(node);
            link = new Link(NewLeaf(key[(end + 1)..], value));
            return node;
        }

        Node child = Insert(Open(ref link), key, end + 1, value);
        if (!child.Dirty) return node;
        link = new Link(child);
        Touch(node);
        return node;
    }

    private Node? Remove(Node node, byte[] key, int depth)
    {
        int end = depth + node.Partial.Length;
        if (end > key.Length || !key.AsSpan(depth, node.Partial.Length).SequenceEqual(node.Partial)) return node;
        if (end == key.Length)
        {
            if (node.Kind == ValueKind.None) return node;
            Touch(node);
            DropValue(node);
            return Shrink(node);
        }

        if (node.Children is null || node.Children[key[end]].IsEmpty) return node;
        ref Link link = ref node.Children[key[end]];
        Node? child = Remove(Open(ref link), key, end + 1);
        if (child is { Dirty: false }) return node;
        link = child is null ? default : new Link(child);
        Touch(node);
        return Shrink(node);
    }

    /// <summary>Brings a node that lost something into its only valid shape: nothing, a leaf, or joined with its only child.</summary>
    private Node? Shrink(Node node)
    {
        int children = 0, last = 0;
        for (int nibble = 0; node.Children is not null && nibble < 16; nibble++)
        {
            if (node.Children[nibble].IsEmpty) continue;
            children++;
            last = nibble;
        }

        if (children == 0) return node.Kind == ValueKind.None ? null : node;
        if (children > 1 || node.Kind != ValueKind.None) return node;
        Node child = Open(ref node.Children![last]); // A child was counted.
        Touch(child);
        child.Partial = [.. node.Partial, (byte)last, .. child.Partial];
        return child;
    }

    private byte[] Encode(Node node)
    {
        int bits = 0;
        if (node.Children is not null)
        {
            for (int nibble = 0; nibble < 16; nibble++)
            {
                if (!node.Children[nibble].IsEmpty) bits |= 1 << nibble;
            }
        }

        ScaleWriter writer = new(64 + node.Value.Length + (bits == 0 ? 0 : 528));
        NodeFormat.WriteStart(ref writer, node.Partial, bits != 0, node.Kind);
        if (bits != 0) writer.WriteU16((ushort)bits);
        if (node.Kind == ValueKind.Inline) writer.WriteByteString(node.Value);
        else if (node.Kind == ValueKind.Hashed) writer.WriteBytes(node.Value);
        for (int nibble = 0; nibble < 16; nibble++)
        {
            if ((bits & (1 << nibble)) == 0) continue;
            Link link = node.Children![nibble]; // A bit was set, so there are children.
            if (link.Node is not { Dirty: true } child)
            {
                writer.WriteByteString(link.Encoded.Span);
                continue;
            }

            byte[] encoded = Encode(child);
            if (NodeFormat.FitsParent(encoded)) writer.WriteByteString(encoded);
            else writer.WriteByteString(Store(encoded).Span);
        }

        return writer.ToArray();
    }

    private H256 Store(byte[] bytes)
    {
        H256 hash = NodeFormat.Hash(bytes);
        _inserted.Add(new TrieNode(hash, bytes));
        return hash;
    }

    private Node Open(ref Link link)
    {
        if (link.Node is { } open) return open;
        Node node = link.Encoded.Length == NodeFormat.HashLength
            ? Parse(trie.Load(new H256(link.Encoded.Span)), new H256(link.Encoded.Span))
            : Parse(link.Encoded, null);
        // The bytes stay beside the node: they are written again when it does not change.
        link = new Link(node, link.Encoded);
        return node;
    }

    private void Touch(Node node)
    {
        if (node.Dirty) return;
        node.Dirty = true;
        if (node.Origin is { } origin) _removed.Add(origin);
    }

    private Node NewLeaf(byte[] partial, byte[] value)
    {
        var leaf = new Node { Partial = partial, Dirty = true };
        leaf.SetValue(NewValue(value));
        return leaf;
    }

    private (ValueKind Kind, byte[] Bytes) NewValue(byte[] value) =>
        NodeFormat.IsHashed(value.Length, version) ? (ValueKind.Hashed, Store(value).ToArray()) : (ValueKind.Inline, value);

    private bool Holds(Node node, byte[] value) => node.Kind switch
    {
        ValueKind.Inline => !NodeFormat.IsHashed(value.Length, version) && node.Value.AsSpan().SequenceEqual(value),
        ValueKind.Hashed => NodeFormat.IsHashed(value.Length, version) && NodeFormat.Hash(value).Span.SequenceEqual(node.Value),
        _ => false,
    };

    private void DropValue(Node node)
    {
        if (node.Kind == ValueKind.Hashed) _removed.Add(new H256(node.Value));
        node.SetValue((ValueKind.None, []));
    }

    private static Node Parse(ReadOnlyMemory<byte> encoded, H256? origin)
    {
        NodeView view = TrieDb.View(encoded.Span);
        var node = new Node { Origin = origin, Partial = new byte[view.PartialLength] };
        for (int index = 0; index < view.PartialLength; index++) node.Partial[index] = view.Partial(index);
        node.SetValue((view.Kind, view.Value.ToArray()));
        if (view.Bitmap == 0) return node;
        node.Children = new Link[16];
        for (int nibble = 0; nibble < 16; nibble++)
        {
            ReadOnlySpan<byte> child = view.Child(nibble);
            if (!child.IsEmpty) node.Children[nibble] = new Link(null, TrieDb.Within(encoded, child));
        }

        return node;
    }

    private sealed class Node
    {
        public byte[] Partial { get; set; } = [];

        public ValueKind Kind { get; private set; }

        /// <summary>The value or its hash.</summary>
        public byte[] Value { get; private set; } = [];

        public Link[]? Children { get; set; }

        /// <summary>The hash it was stored under, unless it is new or stood in its parent.</summary>
        public H256? Origin { get; init; }

        public bool Dirty { get; set; }

        public void SetValue((ValueKind Kind, byte[] Bytes) value) => (Kind, Value) = value;
    }

    /// <summary>A parent's hold on a child: its bytes or hash until somebody needs it, then the node.</summary>
    private readonly record struct Link(Node? Node, ReadOnlyMemory<byte> Encoded = default)
    {
        public bool IsEmpty => Node is null && Encoded.IsEmpty;
    }
}
