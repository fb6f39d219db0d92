using System.Diagnostics;
using System.Runtime.InteropServices;
using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Nodes by hash, each once, in the order in which they came; the last ones can be forgotten.</summary>
/// <remarks>A block's reads come to thousands of nodes: they are kept in pieces, so that none is moved when there are more.</remarks>
internal sealed class RecordedNodes
{
    private const int PieceBits = 8;
    private const int PieceLength = 1 << PieceBits;
    private const int SmallestTable = 1 << 9;

    private readonly List<Recorded[]> _pieces = [];

    // Open addressing with linear probing, at most half full: one more than the number of a node; 0 is free.
    private int[] _slots = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The node that came after this many others.</summary>
    public ReadOnlyMemory<byte> this[int number] => At(number).Node;

    /// <summary>Adds a node; false when it is there.</summary>
    public bool TryAdd(in H256 hash, ReadOnlyMemory<byte> node)
    {
        if (2 * Count >= _slots.Length) Grow();
        int slot = Find(hash);
        if (_slots[slot] != 0) return false;
        if (Count >> PieceBits == _pieces.Count) _pieces.Add(new Recorded[PieceLength]);
        ref Recorded last = ref At(Count);
        last.Hash = hash;
        last.Node = node;
        _slots[slot] = ++Count;
        return true;
    }

    /// <summary>Forgets all but the first ones.</summary>
    public void Shorten(int count)
    {
        // The last that came lies past all others that its search meets, so its slot is found before it is freed, and leaves no hole.
        while (Count > count)
        {
            ref Recorded last = ref At(Count - 1);
            int slot = Find(last.Hash);
            Debug.Assert(_slots[slot] == Count, "a node is found where it was put");
            _slots[slot] = 0;
            last.Node = default;
            Count--;
        }
    }

    private static int Home(in H256 hash, int slots) => (int)(MemoryMarshal.Read<uint>(hash.Span) & (uint)(slots - 1));

    private ref Recorded At(int number) => ref _pieces[number >> PieceBits][number & (PieceLength - 1)];

    /// <summary>The slot of a hash, or the free one where it belongs.</summary>
    private int Find(in H256 hash)
    {
        int[] slots = _slots;
        int slot = Home(hash, slots.Length);
        while (slots[slot] != 0 && At(slots[slot] - 1).Hash != hash) slot = (slot + 1) & (slots.Length - 1);
        return slot;
    }

    private void Grow()
    {
        // In the order in which they came, as they were put: what Shorten counts on.
        _slots = new int[Math.Max(SmallestTable, 4 * _slots.Length)];
        for (int number = 0; number < Count; number++) _slots[Find(At(number).Hash)] = number + 1;
    }

    private struct Recorded
    {
        public H256 Hash;
        public ReadOnlyMemory<byte> Node;
    }
}
