using System.Numerics;
using System.Runtime.InteropServices;
using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Takes out what was both removed and inserted: a subtree that went from one place to another.</summary>
internal static class TrieDifference
{
    public static TrieCommit Commit(H256 root, List<TrieNode> inserted, List<H256> removed)
    {
        if (inserted.Count == 0 || removed.Count == 0) return new TrieCommit(root, inserted.ToArray(), removed.ToArray());
        Span<H256> gone = CollectionsMarshal.AsSpan(removed);
        Span<TrieNode> come = CollectionsMarshal.AsSpan(inserted);

        // Numbers of removed hashes, plus one, where the hashes' first bits say or shortly after.
        int[] slots = new int[BitOperations.RoundUpToPowerOf2((uint)gone.Length * 2)];
        for (int index = 0; index < gone.Length; index++)
        {
            int slot = Slot(gone[index], slots.Length);
            while (slots[slot] != 0) slot = (slot + 1) & (slots.Length - 1);
            slots[slot] = index + 1;
        }

        bool[] stays = new bool[gone.Length];
        int left = 0, matched = 0;
        foreach (ref readonly TrieNode node in come)
        {
            int slot = Slot(node.Hash, slots.Length);
            while (slots[slot] != 0 && (stays[slots[slot] - 1] || gone[slots[slot] - 1] != node.Hash)) slot = (slot + 1) & (slots.Length - 1);
            if (slots[slot] == 0)
            {
                come[left++] = node;
                continue;
            }

            stays[slots[slot] - 1] = true;
            matched++;
        }

        if (matched == 0) return new TrieCommit(root, inserted.ToArray(), removed.ToArray());
        int leaving = 0;
        for (int index = 0; index < gone.Length; index++)
        {
            if (!stays[index]) gone[leaving++] = gone[index];
        }

        return new TrieCommit(root, come[..left].ToArray(), gone[..leaving].ToArray());
    }

    private static int Slot(in H256 hash, int slots) => (int)(MemoryMarshal.Read<uint>(hash.Span) & (uint)(slots - 1));
}
