using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Walks a trie's keys in ascending order.</summary>
internal sealed class TrieCursor(TrieDb trie)
{
    private readonly List<Frame> _frames = [];
    private readonly List<byte> _path = [];

    /// <summary>The key that <see cref="MoveNext"/> arrived at.</summary>
    public byte[] Key { get; private set; } = [];

    /// <summary>Places the cursor before the first key after this one, or before this one itself.</summary>
    public void Seek(ReadOnlySpan<byte> key, bool inclusive)
    {
        _frames.Clear();
        _path.Clear();
        byte[] target = Nibbles.Unpack(key);
        ReadOnlyMemory<byte>? next = trie.RootNode();
        while (next is { } node)
        {
            next = null;
            NodeView view = TrieDb.View(node.Span);
            int depth = _path.Count;
            int common = 0;
            while (common < view.PartialLength && depth + common < target.Length && view.Partial(common) == target[depth + common]) common++;
            int end = depth + view.PartialLength;
            if (common == view.PartialLength && end < target.Length)
            {
                byte nibble = target[end];
                Enter(node, view, nibble + 1);
                ReadOnlyMemory<byte>? child = trie.Child(node, view, nibble);
                if (child is null) return;
                _path.Add(nibble);
                next = child;
            }
            else if (common == view.PartialLength)
            {
                Enter(node, view, inclusive ? Frame.AtValue : 0);
            }
            else if (depth + common == target.Length || view.Partial(common) > target[depth + common])
            {
                Enter(node, view, Frame.AtValue);
            }
        }
    }

    /// <summary>Goes to the next key; false when there is none.</summary>
    public bool MoveNext()
    {
        while (_frames.Count > 0)
        {
            Frame frame = _frames[^1];
            _path.RemoveRange(frame.PathLength, _path.Count - frame.PathLength);
            NodeView view = TrieDb.View(frame.Node.Span);
            if (frame.Next == Frame.AtValue)
            {
                _frames[^1] = frame with { Next = 0 };
                if (view.Kind == ValueKind.None) continue;
                Key = Nibbles.Pack(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_path));
                return true;
            }

            int nibble = frame.Next;
            while (nibble < 16 && (view.Bitmap & (1 << nibble)) == 0) nibble++;
            if (nibble >= 16)
            {
                _frames.RemoveAt(_frames.Count - 1);
                continue;
            }

            _frames[^1] = frame with { Next = nibble + 1 };
            if (trie.Child(frame.Node, view, (byte)nibble) is not { } child) continue;
            _path.Add((byte)nibble);
            Enter(child, TrieDb.View(child.Span), Frame.AtValue);
        }

        return false;
    }

    private void Enter(ReadOnlyMemory<byte> node, NodeView view, int next)
    {
        for (int index = 0; index < view.PartialLength; index++) _path.Add(view.Partial(index));
        _frames.Add(new Frame(node, next, _path.Count));
    }

    /// <summary>A node on the way down and what of it comes next: its value, or a child.</summary>
    private readonly record struct Frame(ReadOnlyMemory<byte> Node, int Next, int PathLength)
    {
        public const int AtValue = -1;
    }
}
