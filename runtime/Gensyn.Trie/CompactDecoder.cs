using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Trie;

/// <summary>Reads tries from compact nodes that may be anything.</summary>
internal sealed class CompactDecoder(IReadOnlyList<byte[]> items)
{
    private readonly List<byte[]> _output = [];
    private readonly Stack<Frame> _stack = [];
    private int _next;

    public bool AtEnd => _next == items.Count;

    /// <summary>The nodes and values so far, with all their hashes.</summary>
    public IEnumerable<byte[]> Output => _output;

    /// <summary>Reads one trie; its own stack, as deep as there are items.</summary>
    public ProofFault Trie(out H256 root)
    {
        root = default;
        _stack.Clear();
        while (true)
        {
            if (AtEnd) return ProofFault.Incomplete;
            byte[] item = items[_next++];
            if (item is [0])
            {
                // The empty trie's only node is nobody's child.
                if (_stack.Count > 0) return ProofFault.MalformedNode;
                root = NodeFormat.EmptyRoot;
                return ProofFault.None;
            }

            var frame = new Frame { Node = item };
            if (item is [CompactEncoder.Escape, ..])
            {
                frame.Node = item.AsMemory(1);
                if (AtEnd) return ProofFault.Incomplete;
                byte[] value = items[_next++];
                frame.ValueHash = NodeFormat.Hash(value);
                _output.Add(value);
            }

            if (!NodeView.TryRead(frame.Node.Span, out NodeView view, compact: true)) return ProofFault.MalformedNode;
            if (frame.ValueHash is not null && (view.Kind != ValueKind.Inline || view.Value.Length > 0)) return ProofFault.MalformedNode;
            _stack.Push(frame);
            if (Close(out H256 hash))
            {
                root = hash;
                return ProofFault.None;
            }
        }
    }

    /// <summary>Finishes every node whose children are all known; true when the root is among them.</summary>
    private bool Close(out H256 hash)
    {
        hash = default;
        while (_stack.TryPeek(out Frame? frame))
        {
            NodeView.TryRead(frame.Node.Span, out NodeView view, compact: true); // Trie() has read it.
            while (frame.Next < 16 && !((view.Bitmap & (1 << frame.Next)) != 0 && view.Child(frame.Next).IsEmpty)) frame.Next++;
            if (frame.Next < 16) return false;
            _stack.Pop();
            byte[] encoded = Encode(view, frame);
            _output.Add(encoded);
            hash = NodeFormat.Hash(encoded);
            if (!_stack.TryPeek(out Frame? parent)) return true;
            parent.Found.Add(hash);
            parent.Next++;
        }

        return false;
    }

    private static byte[] Encode(NodeView view, Frame frame)
    {
        ScaleWriter writer = new(frame.Node.Length + (33 * (frame.Found.Count + 1)));
        CompactNode.WriteStart(ref writer, view, frame.ValueHash is null ? view.Kind : ValueKind.Hashed);
        if (frame.ValueHash is { } value) writer.WriteBytes(value.Span);
        else if (view.Kind == ValueKind.Inline) writer.WriteByteString(view.Value);
        else if (view.Kind == ValueKind.Hashed) writer.WriteBytes(view.Value);
        int found = 0;
        for (int nibble = 0; nibble < 16; nibble++)
        {
            if ((view.Bitmap & (1 << nibble)) == 0) continue;
            ReadOnlySpan<byte> child = view.Child(nibble);
            if (!child.IsEmpty) writer.WriteByteString(child);
            else writer.WriteByteString(frame.Found[found++].Span);
        }

        return writer.ToArray();
    }

    private sealed class Frame
    {
        public ReadOnlyMemory<byte> Node { get; set; }

        public H256? ValueHash { get; set; }

        public int Next { get; set; }

        /// <summary>The hashes of the children that followed, ascending by nibble.</summary>
        public List<H256> Found { get; } = [];
    }
}
