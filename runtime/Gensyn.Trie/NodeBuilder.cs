using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Lays nodes out in memory, children before their parents, and hashes many at once.</summary>
/// <remarks>
/// A node shorter than a hash stands in its parent, and how long a node is does not depend on its children's hashes. So a whole segment of nodes
/// is laid out first; then all nodes without unhashed children are hashed together, then those above them, and so on up.
/// </remarks>
/// <param name="keeps">Whether nodes stay after they are hashed, for <see cref="AddNodes"/>; otherwise only their hashes are wanted.</param>
/// <param name="expected">About how many nodes there will be.</param>
internal sealed partial class NodeBuilder(bool keeps, int expected) : IDisposable
{
    // Not so long that the collector takes it for a large object.
    private const int SegmentLength = 1 << 16;
    private const int SmallestSegment = 1 << 10;
    private const int UsualNodeBytes = 256;

    // Room for more is made when it is needed.
    private const int MostExpected = 1 << 14;

    private readonly List<byte[]> _segments = [];
    private readonly List<(TrieNode Node, int Before)> _values = [];
    private byte[] _segment = [];
    private int _used;
    private Item[] _items = ArrayPool<Item>.Shared.Rent(Math.Clamp(expected, 16, MostExpected));
    private int _count;

    // Items before this one have their hashes.
    private int _hashed;
    private int _highest;
    private Fixup[] _fixups = ArrayPool<Fixup>.Shared.Rent(Math.Clamp(expected, 16, MostExpected));
    private int _fixupCount;

    // The children of branches that are not yet laid out, 16 for each.
    private NodeRef[] _open = new NodeRef[16 * 8];
    private int _openCount;

    /// <summary>Gives back the memory that only the making of nodes needed; the nodes stay.</summary>
    public void Dispose()
    {
        Return(ref _items);
        Return(ref _fixups);
        Return(ref _hashes);
        Return(ref _batch);
        Return(ref _order);
        Return(ref _messages);
    }

    /// <summary>Makes place for the children of one more branch; the last one made is the first to be closed.</summary>
    /// <returns>Where the branch's 16 children begin; they are none.</returns>
    public int OpenBranch()
    {
        if (_openCount == _open.Length) Array.Resize(ref _open, 2 * _open.Length);
        int at = _openCount;
        _openCount += 16;
        Array.Clear(_open, at, 16);
        return at;
    }

    /// <summary>Gives up the place for the last branch's children.</summary>
    public void CloseBranch() => _openCount -= 16;

    /// <summary>A child of an open branch; the reference holds until the next call.</summary>
    public ref NodeRef Child(int at) => ref _open[at];

    /// <summary>Takes in a value that stands outside the node which is laid out next.</summary>
    public void AddValue(in H256 hash, byte[] value)
    {
        if (keeps) _values.Add((new TrieNode(hash, value), _count));
    }

    /// <summary>Lays out a node without children.</summary>
    public NodeRef Leaf(NibbleSlice partial, NodeValue value)
    {
        Span<byte> output = Reserve(NodeFormat.MaxStartLength(partial.Length) + 5 + value.Bytes.Length);
        int length = NodeFormat.WriteStart(output, partial, hasChildren: false, value.Kind);
        length += NodeFormat.WriteValue(output[length..], value);
        return Finish(length, _fixupCount, height: 0);
    }

    /// <summary>Lays out a node with the children of an open branch, which has one at least.</summary>
    public NodeRef Branch(NibbleSlice partial, NodeValue value, int open)
    {
        Span<byte> output = Reserve(NodeFormat.MaxStartLength(partial.Length) + 2 + 5 + value.Bytes.Length + (16 * (1 + NodeFormat.HashLength)));
        int at = NodeFormat.WriteStart(output, partial, hasChildren: true, value.Kind);
        int bitmapAt = at;
        at += 2;
        at += NodeFormat.WriteValue(output[at..], value);
        int firstFixup = _fixupCount;
        int bitmap = 0, height = 0;
        ReadOnlySpan<NodeRef> children = _open.AsSpan(open, 16);
        for (int nibble = 0; nibble < children.Length; nibble++)
        {
            ref readonly NodeRef child = ref children[nibble];
            if (child.Length == 0) continue;
            bitmap |= 1 << nibble;
            output[at++] = (byte)(child.Length << 2);
            if (child.IsHash) PutHash(output, at, child, ref height);
            else child.Data.Span[..child.Length].CopyTo(output[at..]);
            at += child.Length;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(output[bitmapAt..], (ushort)bitmap);
        return Finish(at, firstFixup, height);
    }

    /// <summary>Lays out a node that exists, with another partial key.</summary>
    public NodeRef Relay(NibbleSlice partial, NodeView node)
    {
        Span<byte> output = Reserve(NodeFormat.MaxStartLength(partial.Length) + node.Body.Length);
        int start = NodeFormat.WriteStart(output, partial, node.Bitmap != 0, node.Kind);
        node.Body.CopyTo(output[start..]);
        return Finish(start + node.Body.Length, _fixupCount, height: 0);
    }

    /// <summary>Lays out a branch that exists, with other hashes in the place of some of its children's; false where that is not all that changes.</summary>
    /// <param name="partial">Its partial key.</param>
    /// <param name="node">The branch as it was.</param>
    /// <param name="settled">A bit for each child that is another one now.</param>
    /// <param name="open">Where these are, in an open branch.</param>
    /// <param name="result">The branch as it is now.</param>
    public bool TryRelay(NibbleSlice partial, NodeView node, ushort settled, int open, out NodeRef result)
    {
        result = default;
        if ((settled & ~node.Bitmap) != 0 || node.HashedChildCount == 0) return false;
        for (int left = settled; left != 0; left &= left - 1)
        {
            if (!_open[open + BitOperations.TrailingZeroCount(left)].IsHash) return false;
        }

        ReadOnlySpan<byte> body = node.Body;
        Span<byte> output = Reserve(NodeFormat.MaxStartLength(partial.Length) + body.Length);
        int start = NodeFormat.WriteStart(output, partial, hasChildren: true, node.Kind);
        body.CopyTo(output[start..]);
        int firstFixup = _fixupCount, height = 0;
        int firstChild = start + body.Length - (NodeView.HashedChildLength * node.HashedChildCount);
        for (int left = settled; left != 0; left &= left - 1)
        {
            int nibble = BitOperations.TrailingZeroCount(left);
            PutHash(output, firstChild + (NodeView.HashedChildLength * node.Rank(nibble)) + 1, _open[open + nibble], ref height);
        }

        result = Finish(start + body.Length, firstFixup, height);
        return true;
    }

    /// <summary>Lays out a node of this builder's making with another partial key, and forgets the one it was. Only for a builder that keeps nodes.</summary>
    /// <param name="child">The node, not yet part of any other.</param>
    /// <param name="above">The nibbles that come before its partial key.</param>
    public NodeRef Lengthen(in NodeRef child, NibbleSlice above)
    {
        if (!keeps) throw new InvalidOperationException("The node that is to be made longer was not kept.");

        // Room first: to make it may hash what is laid out.
        int item = child.Item;
        Reserve(NodeFormat.MaxStartLength(above.Length + (2 * _items[item].Length)) + _items[item].Length);
        Item old = _items[item];
        NodeView node = TrieDb.View(_segments[old.Segment].AsSpan(old.Start, old.Length));
        _items[item].Length = 0;

        // The bytes may lie right before the place they go to, but they do not overlap.
        NibbleSlice partial = above.Join(node.PartialKey);
        Span<byte> output = _segment.AsSpan(_used);
        int start = NodeFormat.WriteStart(output, partial, node.Bitmap != 0, node.Kind);
        node.Body.CopyTo(output[start..]);
        int firstFixup = _fixupCount;
        if (item < _hashed) return Finish(start + node.Body.Length, firstFixup, height: 0);

        int moved = start - (old.Length - node.Body.Length) - old.Start;
        int end = item + 1 < _count ? _items[item + 1].FirstFixup : _fixupCount;
        for (int index = old.FirstFixup; index < end; index++) AddFixup(_fixups[index].Position + moved, _fixups[index].Item);
        return Finish(start + node.Body.Length, firstFixup, old.Height);
    }

    /// <summary>The hash of the topmost node, which was made last, however short it is.</summary>
    public H256 Root(in NodeRef root)
    {
        int item = root.Item;
        if (!root.IsHash)
        {
            root.Data.Span[..root.Length].CopyTo(Reserve(root.Length));
            item = AddItem(root.Length, _fixupCount, height: 0).Item;
        }

        HashItems();
        return _hashes[item];
    }

    /// <summary>Writes a child's hash, or takes note of where it belongs when it is known.</summary>
    private void PutHash(Span<byte> output, int at, in NodeRef child, ref int height)
    {
        if (child.Item < _hashed)
        {
            child.Data.Span.CopyTo(output[at..]);
            return;
        }

        AddFixup(at, child.Item);
        height = Math.Max(height, _items[child.Item].Height + 1);
    }

    private Span<byte> Reserve(int length)
    {
        if (_segment.Length - _used < length) StartSegment(length);
        return _segment.AsSpan(_used);
    }

    private void StartSegment(int length)
    {
        HashItems();
        if (!keeps) Forget();
        if (keeps || _segment.Length < length)
        {
            int usual = (int)Math.Clamp((long)expected * UsualNodeBytes, SmallestSegment, SegmentLength);
            _segment = GC.AllocateUninitializedArray<byte>(Math.Max(usual, length));
            if (keeps) _segments.Add(_segment);
        }

        _used = 0;
    }

    /// <summary>Makes what was laid out last a node.</summary>
    private NodeRef Finish(int length, int firstFixup, int height) =>
        length < NodeFormat.HashLength ? NodeRef.Of(_segment.AsSpan(_used, length)) : AddItem(length, firstFixup, height);

    private NodeRef AddItem(int length, int firstFixup, int height)
    {
        if (_count == _items.Length) Grow(ref _items, _count, 2 * _count);
        _items[_count] = new Item { Segment = _segments.Count - 1, Start = _used, Length = length, FirstFixup = firstFixup, Height = height };
        _used += length;
        _highest = Math.Max(_highest, height);
        NodeRef node = default;
        node.Item = _count++;
        node.Length = NodeFormat.HashLength;
        return node;
    }

    private void AddFixup(int at, int item)
    {
        if (_fixupCount == _fixups.Length) Grow(ref _fixups, _fixupCount, 2 * _fixupCount);
        _fixups[_fixupCount++] = new Fixup(_used + at, item);
    }

    private static void Grow<T>(ref T[] rented, int used, int length)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(length);
        rented.AsSpan(0, used).CopyTo(larger);
        Return(ref rented);
        rented = larger;
    }

    private static void Return<T>(ref T[] rented)
    {
        if (rented.Length > 0) ArrayPool<T>.Shared.Return(rented);
        rented = [];
    }

    /// <summary>A node laid out in a segment.</summary>
    private struct Item
    {
        public int Segment;

        public int Start;

        /// <summary>In bytes; 0 when the node was given up.</summary>
        public int Length;

        /// <summary>Where the places begin that wait for its children's hashes; they end where the next item's begin.</summary>
        public int FirstFixup;

        /// <summary>One more than that of its highest unhashed child.</summary>
        public int Height;
    }

    /// <summary>A place in the segment that waits for an item's hash.</summary>
    private readonly record struct Fixup(int Position, int Item);
}
