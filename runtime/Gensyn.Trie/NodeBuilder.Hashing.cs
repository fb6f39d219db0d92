using System.Runtime.InteropServices;
using Gensyn.Crypto;
using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <content>Hashing of what is laid out.</content>
internal sealed partial class NodeBuilder
{
    private H256[] _hashes = [];
    private H256[] _batch = [];
    private int[] _order = [];
    private (int Start, int Length)[] _messages = [];

    /// <summary>Adds every node that was made and stays, and right after it the value that stands outside it: whoever reads one reads the other.</summary>
    public void AddNodes(List<TrieNode> nodes)
    {
        HashItems();
        nodes.EnsureCapacity(nodes.Count + _count + _values.Count);
        int value = 0;
        for (int item = 0; item < _count; item++)
        {
            ref readonly Item at = ref _items[item];
            if (at.Length > 0) nodes.Add(new TrieNode(_hashes[item], new ReadOnlyMemory<byte>(_segments[at.Segment], at.Start, at.Length)));
            for (; value < _values.Count && _values[value].Before <= item; value++) nodes.Add(_values[value].Node);
        }

        for (; value < _values.Count; value++) nodes.Add(_values[value].Node);
    }

    /// <summary>Hashes whatever waits for it.</summary>
    public void HashAll() => HashItems();

    /// <summary>Takes over what another builder has made and hashed, before this one makes anything.</summary>
    /// <param name="other">The other one, which is not used again.</param>
    /// <param name="node">A node of its making, which becomes one of this builder's.</param>
    public void TakeOver(NodeBuilder other, ref NodeRef node)
    {
        if (node.Item != NodeRef.Existing && node.IsHash) node.Data = other._hashes[node.Item];
        if (!keeps)
        {
            node.Item = NodeRef.Existing;
            return;
        }

        if (node.Item != NodeRef.Existing) node.Item += _count;
        foreach ((TrieNode value, int before) in other._values) _values.Add((value, before + _count));
        int together = _count + other._count;
        if (_items.Length < together) Grow(ref _items, _count, Math.Max(together, 2 * _items.Length));
        if (_hashes.Length < together) Grow(ref _hashes, _count, _items.Length);
        for (int item = 0; item < other._count; item++)
        {
            _items[_count + item] = other._items[item] with { Segment = other._items[item].Segment + _segments.Count };
        }

        other._hashes.AsSpan(0, other._count).CopyTo(_hashes.AsSpan(_count));
        _segments.AddRange(other._segments);
        _count = together;
        _hashed = together;
    }

    /// <summary>Hashes the segment's nodes, lowest first, and fills their hashes into the nodes above and the open branches.</summary>
    private void HashItems()
    {
        int count = _count - _hashed;
        if (count == 0) return;
        if (_hashes.Length < _count) Grow(ref _hashes, _hashed, _items.Length);
        if (_order.Length < count) Grow(ref _order, 0, count);
        if (_messages.Length < count) Grow(ref _messages, 0, count);
        if (_batch.Length < count) Grow(ref _batch, 0, count);

        int[] ends = SortByHeight();
        int from = 0;
        foreach (int to in ends)
        {
            HashLevel(from, to);
            from = to;
        }

        for (int at = 0; at < _openCount; at++)
        {
            ref NodeRef child = ref _open[at];
            if (child.IsHash && child.Item >= _hashed) child.Data = _hashes[child.Item];
        }

        _hashed = _count;
        _highest = 0;
        _fixupCount = 0;
    }

    /// <summary>Fills the order in which unhashed items are hashed, and where they lie.</summary>
    /// <returns>Where each height ends in that order.</returns>
    private int[] SortByHeight()
    {
        int[] ends = new int[_highest + 1];
        for (int item = _hashed; item < _count; item++)
        {
            if (_items[item].Length > 0) ends[_items[item].Height]++;
        }

        int before = 0;
        for (int height = 0; height < ends.Length; height++)
        {
            int here = ends[height];
            ends[height] = before;
            before += here;
        }

        for (int item = _hashed; item < _count; item++)
        {
            ref readonly Item at = ref _items[item];
            if (at.Length == 0) continue;
            int place = ends[at.Height]++;
            _order[place] = item;
            _messages[place] = (at.Start, at.Length);
        }

        return ends;
    }

    private void HashLevel(int from, int to)
    {
        ReadOnlySpan<int> order = _order.AsSpan(from, to - from);
        Span<byte> segment = _segment;
        foreach (int item in order)
        {
            int end = item + 1 < _count ? _items[item + 1].FirstFixup : _fixupCount;
            for (int index = _items[item].FirstFixup; index < end; index++)
            {
                Fixup fixup = _fixups[index];
                _hashes[fixup.Item].Span.CopyTo(segment[fixup.Position..]);
            }
        }

        Span<H256> batch = _batch.AsSpan(0, order.Length);
        Blake2b.HashMany(segment, _messages.AsSpan(from, order.Length), MemoryMarshal.AsBytes(batch));
        for (int index = 0; index < order.Length; index++) _hashes[order[index]] = batch[index];
    }

    /// <summary>Lets all items go; the open branches have their hashes.</summary>
    private void Forget()
    {
        for (int at = 0; at < _openCount; at++) _open[at].Item = NodeRef.Existing;
        _count = 0;
        _hashed = 0;
    }
}
