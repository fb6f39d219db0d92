using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Trie nodes in memory, counted by the places that refer to them.</summary>
/// <remarks>
/// Any number of threads may read while none changes it. It takes about twice the bytes of its nodes at most, however often they change, and what it
/// has handed out stays as it was.
/// </remarks>
public sealed class MemoryNodeStore : INodeStore
{
    private const int SmallestTable = 1 << 6;

    private readonly NodeArena _arena = new();
    private readonly RecentLinks _recent = new();

    // Open addressing with linear probing: the first bits of the hash, which tell where the search begins, above the record's handle; 0 is free.
    private ulong[] _slots = new ulong[SmallestTable];

    /// <summary>How many different nodes there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes of memory the store holds.</summary>
    public long HeldBytes => _arena.Held + _recent.Held + (sizeof(ulong) * (long)_slots.Length);

    /// <inheritdoc/>
    public bool TryGet(in H256 hash, out ReadOnlyMemory<byte> bytes)
    {
        int slot = Find(hash);
        bytes = slot < 0 ? default : _arena.Bytes((uint)_slots[slot]);
        return slot >= 0;
    }

    /// <inheritdoc/>
    public bool TryFollow(in H256 hash, ReadOnlyMemory<byte> from, int reference, out ReadOnlyMemory<byte> bytes)
    {
        bool found = reference == INodeStore.ItsValue
            ? NodeArena.TryReadAfter(from, hash, out bytes)
            : _arena.TryReadLinked(from, reference, hash, out bytes);
        return found || TryGet(hash, out bytes);
    }

    /// <summary>Takes in what a change of state inserts and lets go what it removes.</summary>
    /// <remarks>The lists are worked through side by side, so no hash may stand in both.</remarks>
    /// <exception cref="TrieException">Something that is to be removed is not there; the change is then made in part.</exception>
    public void Apply(TrieCommit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        IReadOnlyList<TrieNode> inserted = commit.Inserted;
        IReadOnlyList<H256> removed = commit.Removed;
        _recent.Expect(inserted.Count + removed.Count);

        // What goes and what comes in its place stand about equally far in both lists, so that the new node's children are found among those of the old.
        int gone = 0;
        for (int index = 0; index < inserted.Count; index++)
        {
            for (; (long)gone * inserted.Count < (long)(index + 1) * removed.Count; gone++) RemoveNext(removed, gone);
            if (index + Prefetch.Ahead < inserted.Count) PrefetchSlot(inserted[index + Prefetch.Ahead].Hash);
            TrieNode node = inserted[index];
            Insert(node.Hash, node.Bytes.Span);
        }

        for (; gone < removed.Count; gone++) RemoveNext(removed, gone);
        if (_arena.IsSparse) _arena.Compact((hash, from, to) => _slots[FindHandle(hash, from)] = Entry(Tag(hash), to));
    }

    private static uint Tag(in H256 hash) => MemoryMarshal.Read<uint>(hash.Span);

    private static ulong Entry(uint tag, uint handle) => ((ulong)tag << 32) | handle;

    private void Insert(in H256 hash, ReadOnlySpan<byte> bytes)
    {
        int slot = Find(hash);
        if (slot >= 0)
        {
            _arena.Retain((uint)_slots[slot]);
            return;
        }

        // Kept at most four fifths full: the denser the table, the more of it is in the processor's caches.
        Count++;
        if (5L * Count > 4L * _slots.Length) Grow();
        uint handle = Record(hash, bytes);
        _slots[Free(Tag(hash))] = Entry(Tag(hash), handle);
        _recent.Note(hash.Span, _arena.Link(handle));
    }

    /// <summary>Writes a node with links to its children.</summary>
    private uint Record(in H256 hash, ReadOnlySpan<byte> bytes)
    {
        // A value may look like a node: then its record has links that nobody asks for.
        int children = NodeView.TryRead(bytes, out NodeView node) ? node.HashedChildCount : 0;
        uint handle = _arena.Add(hash, bytes, children);
        if (children == 0) return handle;
        Span<ulong> links = _arena.Links(handle);
        for (int child = 0; child < links.Length; child++)
        {
            ulong recent = _recent.Find(node.HashedChild(child));
            links[child] = _arena.IsCurrent(recent) ? recent : LinkTo(new H256(node.HashedChild(child)));
        }

        return handle;
    }

    private ulong LinkTo(in H256 hash)
    {
        int slot = Find(hash);
        return slot < 0 ? 0 : _arena.Link((uint)_slots[slot]);
    }

    private void RemoveNext(IReadOnlyList<H256> removed, int index)
    {
        if (index + Prefetch.Ahead < removed.Count) PrefetchSlot(removed[index + Prefetch.Ahead]);
        Remove(removed[index]);
    }

    private void Remove(in H256 hash)
    {
        int hole = Find(hash);
        if (hole < 0) throw new TrieException($"The store has no node {hash} to remove.");
        NoteChildren((uint)_slots[hole]);
        if (!_arena.Release((uint)_slots[hole])) return;
        Count--;

        // Entries that were pushed past the hole move back into it.
        for (int slot = After(hole); _slots[slot] != 0; slot = After(slot))
        {
            if (Distance(Home((uint)(_slots[slot] >> 32)), slot) < Distance(hole, slot)) continue;
            _slots[hole] = _slots[slot];
            hole = slot;
        }

        _slots[hole] = 0;
    }

    /// <summary>Remembers where a node's children are: the one that takes its place has most of them.</summary>
    private void NoteChildren(uint handle)
    {
        ReadOnlySpan<ulong> links = _arena.Links(handle);
        if (links.IsEmpty || !NodeView.TryRead(_arena.Bytes(handle).Span, out NodeView node)) return;
        for (int child = 0; child < links.Length; child++)
        {
            if (links[child] != 0) _recent.Note(node.HashedChild(child), links[child]);
        }
    }

    private void PrefetchSlot(in H256 hash) => Prefetch.Lines(ref Unsafe.As<ulong, byte>(ref _slots[Home(Tag(hash))]), 1);

    private int Home(uint tag) => (int)(((ulong)tag * (uint)_slots.Length) >> 32);

    private int After(int slot) => slot + 1 == _slots.Length ? 0 : slot + 1;

    /// <summary>How many steps lead from one slot on to another.</summary>
    private int Distance(int from, int to) => to >= from ? to - from : to - from + _slots.Length;

    /// <summary>The slot of a hash, or -1.</summary>
    private int Find(in H256 hash)
    {
        ulong[] slots = _slots;
        uint tag = Tag(hash);
        int slot = Home(tag);
        while (true)
        {
            ulong entry = slots[slot];
            if ((uint)(entry >> 32) == tag && entry != 0 && _arena.Is((uint)entry, hash)) return slot;
            if (entry == 0) return -1;
            if (++slot == slots.Length) slot = 0;
        }
    }

    /// <summary>The slot of a record that is there.</summary>
    private int FindHandle(in H256 hash, uint handle)
    {
        int slot = Home(Tag(hash));
        while ((uint)_slots[slot] != handle) slot = After(slot);
        return slot;
    }

    private int Free(uint tag)
    {
        int slot = Home(tag);
        while (_slots[slot] != 0) slot = After(slot);
        return slot;
    }

    private void Grow()
    {
        ulong[] before = _slots;
        _slots = new ulong[checked(before.Length + (before.Length / 2))];
        foreach (ulong entry in before)
        {
            if (entry != 0) _slots[Free((uint)(entry >> 32))] = entry;
        }
    }
}
