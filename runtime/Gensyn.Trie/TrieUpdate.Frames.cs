using System.Numerics;
using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <content>Nodes on the way.</content>
internal sealed partial class TrieUpdate
{
    /// <summary>Puts the children that no change reached beside those that changed.</summary>
    private void FillChildren(in Frame frame)
    {
        if (frame.Split != Frame.NoSplit) LayOutRest(frame);
        if (frame.Bitmap == 0) return;
        NodeView view = frame.View;
        for (int left = frame.Bitmap & ~frame.Settled; left != 0; left &= left - 1)
        {
            int nibble = BitOperations.TrailingZeroCount(left);
            _nodes.Child(frame.Children + nibble) = NodeRef.Of(view.Child(nibble));
        }
    }

    /// <summary>Lays out what is left of a node below the place where its partial key is split.</summary>
    private void LayOutRest(in Frame frame)
    {
        NodeView view = TrieDb.View(frame.Node.Span);
        NodeRef rest = _nodes.Relay(view.PartialKey.From(frame.RestSkip), view);
        _nodes.Child(frame.Children + frame.Split) = rest;
    }

    /// <summary>A branch that kept one child and no value gives the child its partial key.</summary>
    private NodeRef JoinWithChild(in Frame frame, int nibble)
    {
        NodeRef child = _nodes.Child(frame.Children + nibble);
        // The way to the child ends with its nibble, which no change need have.
        byte[] last = [(byte)nibble];
        NibbleSlice above = new NibbleSlice(_changes[frame.From].Key, frame.Depth, frame.End - frame.Depth).Join(new NibbleSlice(last, 1, 1));
        if (child.Item != NodeRef.Existing) return _nodes.Lengthen(child, above);

        ReadOnlyMemory<byte> node;
        if (child.IsHash)
        {
            node = _trie.Follow(frame.Node, frame.RankOf(nibble), child.Data);
            _removed.Add(child.Data);
        }
        else
        {
            node = child.Data.Span[..child.Length].ToArray();
        }

        NodeView view = TrieDb.View(node.Span);
        return _nodes.Relay(above.Join(view.PartialKey), view);
    }

    /// <summary>A node that changes reach.</summary>
    private struct Frame
    {
        public const int NoParent = -1;
        public const int NoSplit = -1;

        /// <summary>The node's encoding in the store.</summary>
        public ReadOnlyMemory<byte> Node;

        /// <summary>The hash it is stored under, if it <see cref="IsStored"/>.</summary>
        public H256 Origin;

        /// <summary>Whether it has a place of its own in the store; others stand in their parents, or are the rest of a node that is split.</summary>
        public bool IsStored;

        /// <summary>The stored node that refers to it, if one does.</summary>
        public ReadOnlyMemory<byte> Above;

        /// <summary>How many of that node's children stand before it.</summary>
        public int Rank;

        /// <summary>A bit for each child that it had; 0 for a leaf, and where changes part inside its partial key.</summary>
        public ushort Bitmap;

        /// <summary>The node's parts; it was checked when it was entered.</summary>
        public readonly NodeView View => NodeView.TryReadHead(Node.Span, out NodeView view) ? view : throw new InvalidOperationException("No node was entered.");

        /// <summary>Whether there was no node yet.</summary>
        public readonly bool IsNew => !IsStored && Node.IsEmpty;

        /// <summary>How many of the children that it had stand before a nibble's.</summary>
        public readonly int RankOf(int nibble) => BitOperations.PopCount((uint)(Bitmap & ((1 << nibble) - 1)));

        /// <summary>A bit for each child that changes gave another form, or took away; only these stand in the builder's open branch until all must.</summary>
        public ushort Settled;

        /// <summary>Whether the node that comes of it is another one.</summary>
        public bool IsChanged;

        /// <summary>Whether its own value is another one.</summary>
        public bool IsValueChanged;

        /// <summary>How many nibbles of its partial key belong to those above, after which another belongs to the branch.</summary>
        public int Skip;

        /// <summary>How many nibbles of a key stand above its partial key.</summary>
        public int Depth;

        /// <summary>How many nibbles of a key stand above its children's.</summary>
        public int End;

        /// <summary>The changes that reach it: from, to, and the next to apply.</summary>
        public int From;

        public int To;

        public int Next;

        /// <summary>Where the builder has its children.</summary>
        public int Children;

        /// <summary>The number of the parent's frame.</summary>
        public int Parent;

        /// <summary>Where the builder has the parent's reference to it.</summary>
        public int Place;

        /// <summary>The nibble under which the rest of the node hangs, when changes part inside its partial key, until something else hangs there.</summary>
        public int Split;

        /// <summary>How many nibbles of the partial key stand above that rest.</summary>
        public int RestSkip;

        public ValueKind Value;

        /// <summary>The value or its hash.</summary>
        public ReadOnlyMemory<byte> ValueBytes;
    }
}
