using System.Numerics;
using System.Runtime.InteropServices;
using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Takes out what was both removed and inserted: a subtree that went from one place to another.</summary>
internal static class TrieDifference
{
    /// <summary>The commit of these lists, which become a part of it.</summary>
    public static TrieCommit Commit(H256 root, List<TrieNode> inserted, List<H256> removed)
    {
        if (inserted.Count == 0 || removed.Count == 0) return new TrieCommit(root, inserted, removed);
        Span<H256> gone = CollectionsMarshal.AsSpan(removed);
        Span<TrieNode> come = CollectionsMarshal.AsSpan(inserted);

        // Numbers of removed hashes, plus one, where the hashes' first bits say or shortly after: of equal ones the first, which counts them, as
        // values may stand at very many places.
        int[] slots = new int[BitOperations.RoundUpToPowerOf2((uint)gone.Length * 2)];
        int[] firsts = new int[gone.Length];
        int[] counts = new int[gone.Length];
        for (int index = 0; index < gone.Length; index++)
        {
            int slot = Find(gone[index], slots, gone);
            if (slots[slot] == 0) slots[slot] = index + 1;
            firsts[index] = slots[slot] - 1;
            counts[firsts[index]]++;
        }

        int left = 0, matched = 0;
        foreach (ref readonly TrieNode node in come)
        {
            int slot = Find(node.Hash, slots, gone);
            if (slots[slot] == 0 || counts[slots[slot] - 1] == 0)
            {
                come[left++] = node;
                continue;
            }

            counts[slots[slot] - 1]--;
            matched++;
        }

        if (matched == 0) return new TrieCommit(root, inserted, removed);
        int leaving = 0;
        for (int index = 0; index < gone.Length; index++)
        {
            if (counts[firsts[index]]-- > 0) gone[leaving++] = gone[index];
        }

        CollectionsMarshal.SetCount(inserted, left);
        CollectionsMarshal.SetCount(removed, leaving);
        return new TrieCommit(root, inserted, removed);
    }

    /// <summary>The slot of a hash, or the free one where it belongs.</summary>
    private static int Find(in H256 hash, int[] slots, ReadOnlySpan<H256> gone)
    {
        int slot = Slot(hash, slots.Length);
        while (slots[slot] != 0 && gone[slots[slot] - 1] != hash) slot = (slot + 1) & (slots.Length - 1);
        return slot;
    }

    private static int Slot(in H256 hash, int slots) => (int)(MemoryMarshal.Read<uint>(hash.Span) & (uint)(slots - 1));
}
