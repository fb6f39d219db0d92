using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Trie;

/// <summary>Writes what a store has of tries as compact nodes.</summary>
internal sealed class CompactEncoder(INodeStore nodes, int maximumSize)
{
    /// <summary>The first byte of a node whose hashed value follows it (sp_trie ESCAPE_COMPACT_HEADER).</summary>
    public const byte Escape = 1;

    private readonly List<byte[]> _output = [];
    private readonly Stack<Frame> _stack = [];
    private long _left = maximumSize;

    public IReadOnlyList<byte[]> Output => _output;

    /// <summary>Appends one trie, parents before their children; its own stack, so that no depth is too deep.</summary>
    public ProofFault Trie(H256 root)
    {
        _stack.Clear();
        if (root == NodeFormat.EmptyRoot)
        {
            _output.Add([0]);
            return ProofFault.None;
        }

        if (!nodes.TryGet(root, out ReadOnlyMemory<byte> top)) return ProofFault.Incomplete;
        ProofFault fault = Push(top);
        while (fault == ProofFault.None && _stack.TryPeek(out Frame? frame))
        {
            ReadOnlyMemory<byte>? child = null;
            if (!NodeView.TryRead(frame.Node.Span, out NodeView view)) return ProofFault.MalformedNode;
            while (child is null && frame.Next < 16)
            {
                // Children inside their parent hold no hashes of others: they are too short for one.
                ReadOnlySpan<byte> reference = view.Child(frame.Next++);
                if (reference.Length == NodeFormat.HashLength && nodes.TryGet(new H256(reference), out ReadOnlyMemory<byte> found)) child = found;
            }

            if (child is null)
            {
                _stack.Pop();
                _output[frame.Place] = Encode(view, frame);
                continue;
            }

            frame.Omitted |= 1 << (frame.Next - 1);
            fault = Push(child.Value);
        }

        return fault;
    }

    /// <summary>Takes a place for a node, and writes its value there and then.</summary>
    private ProofFault Push(ReadOnlyMemory<byte> node)
    {
        if (!NodeView.TryRead(node.Span, out NodeView view)) return ProofFault.MalformedNode;
        ReadOnlyMemory<byte> value = default;
        bool follows = view.Kind == ValueKind.Hashed && nodes.TryGet(new H256(view.Value), out value);
        _left -= node.Length + value.Length;
        if (_left < 0) return ProofFault.TooLarge;
        _stack.Push(new Frame(node, _output.Count, follows));
        _output.Add([]);
        if (follows) _output.Add(value.ToArray());
        return ProofFault.None;
    }

    private static byte[] Encode(NodeView view, Frame frame)
    {
        if (frame.Omitted == 0 && !frame.ValueFollows) return frame.Node.ToArray();
        ScaleWriter writer = new(frame.Node.Length + 2);
        if (frame.ValueFollows) writer.WriteByte(Escape);
        CompactNode.WriteStart(ref writer, view, frame.ValueFollows ? ValueKind.Inline : view.Kind);
        if (frame.ValueFollows) writer.WriteByteString([]);
        else if (view.Kind == ValueKind.Inline) writer.WriteByteString(view.Value);
        else if (view.Kind == ValueKind.Hashed) writer.WriteBytes(view.Value);
        for (int nibble = 0; nibble < 16; nibble++)
        {
            if ((view.Bitmap & (1 << nibble)) == 0) continue;
            writer.WriteByteString((frame.Omitted & (1 << nibble)) == 0 ? view.Child(nibble) : default);
        }

        return writer.ToArray();
    }

    private sealed class Frame(ReadOnlyMemory<byte> node, int place, bool valueFollows)
    {
        public ReadOnlyMemory<byte> Node { get; } = node;

        /// <summary>Where in the output the node goes.</summary>
        public int Place { get; } = place;

        public bool ValueFollows { get; } = valueFollows;

        public int Next { get; set; }

        /// <summary>A bit for each child that follows.</summary>
        public int Omitted { get; set; }
    }
}
