using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Finds the roots of child tries in a state of which only some nodes are there.</summary>
internal static class ChildRoots
{
    /// <summary>The roots in the order of their keys; what the store lacks is passed over.</summary>
    /// <param name="nodes">Some of the state's nodes; they may be anything.</param>
    /// <param name="root">The state's root.</param>
    /// <param name="maximum">How many nodes may be looked at: a few nodes can stand at very many places.</param>
    /// <param name="roots">What was found.</param>
    public static ProofFault Find(INodeStore nodes, H256 root, long maximum, out List<H256> roots)
    {
        roots = [];
        ReadOnlySpan<byte> prefix = ChildStorage.DefaultPrefix;
        var stack = new Stack<(ReadOnlyMemory<byte> Node, int Depth)>();
        if (root != NodeFormat.EmptyRoot && nodes.TryGet(root, out ReadOnlyMemory<byte> top)) stack.Push((top, 0));
        while (stack.TryPop(out (ReadOnlyMemory<byte> Node, int Depth) at))
        {
            if (!NodeView.TryRead(at.Node.Span, out NodeView view)) return ProofFault.MalformedNode;
            if (maximum-- == 0) return ProofFault.TooLarge;
            int left = Math.Max(0, (prefix.Length * 2) - at.Depth);
            int common = 0;
            while (common < Math.Min(left, view.PartialLength) && view.Partial(common) == Nibbles.At(prefix, at.Depth + common)) common++;
            if (common < Math.Min(left, view.PartialLength)) continue;
            int depth = at.Depth + view.PartialLength;
            bool below = view.PartialLength >= left;
            if (below && view.Kind != ValueKind.None)
            {
                // A hashed value is longer than a root; where it is not in the store, nobody can say so.
                if (view.Kind == ValueKind.Inline && view.Value.Length == NodeFormat.HashLength) roots.Add(new H256(view.Value));
                else if (view.Kind == ValueKind.Inline || nodes.TryGet(new H256(view.Value), out _)) return ProofFault.ChildRoot;
            }

            // Pushed last to first, so that they come off in order.
            for (int nibble = 15; nibble >= 0; nibble--)
            {
                if (!below && nibble != Nibbles.At(prefix, depth)) continue;
                ReadOnlySpan<byte> child = view.Child(nibble);
                if (child.IsEmpty) continue;
                if (child.Length < NodeFormat.HashLength) stack.Push((TrieDb.Within(at.Node, child), depth + 1));
                else if (nodes.TryGet(new H256(child), out ReadOnlyMemory<byte> loaded)) stack.Push((loaded, depth + 1));
            }
        }

        return ProofFault.None;
    }
}
