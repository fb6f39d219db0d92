using System.Runtime.InteropServices;
using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Walks the keys of a trie that begin with a prefix, up and down, one node at a time.</summary>
/// <remarks>
/// The cursor stands on a key or between two. It keeps the nodes from the root down to where it stands, so a step loads the nodes it enters and
/// nothing else, and holds no more memory than one path. For one thread. Methods throw <see cref="TrieException"/> when the store lacks a node.
/// </remarks>
public sealed class TrieCursor
{
    private readonly TrieDb _trie;
    private readonly List<Frame> _frames = [];
    private readonly List<byte> _path = [];
    private byte[]? _key;

    internal TrieCursor(TrieDb trie, ReadOnlyMemory<byte> prefix)
    {
        _trie = trie;
        Prefix = prefix;
        SeekFirst();
    }

    /// <summary>What the keys begin with.</summary>
    public ReadOnlyMemory<byte> Prefix { get; }

    /// <summary>The key it stands on.</summary>
    /// <exception cref="InvalidOperationException">It stands between keys: no step has succeeded since the last seek.</exception>
    public byte[] Key
    {
        get
        {
            Current();
            return _key ??= Nibbles.Pack(CollectionsMarshal.AsSpan(_path));
        }
    }

    /// <summary>The value of that key.</summary>
    public byte[] Value
    {
        get
        {
            NodeView view = Current();
            return view.Kind == ValueKind.Hashed ? _trie.Load(new H256(view.Value)).ToArray() : view.Value.ToArray();
        }
    }

    /// <summary>The BLAKE2b-256 of the value of that key; never loads a hashed value.</summary>
    public H256 ValueHash
    {
        get
        {
            NodeView view = Current();
            return view.Kind == ValueKind.Hashed ? new H256(view.Value) : NodeFormat.Hash(view.Value);
        }
    }

    /// <summary>How many bytes of value stand in the node itself; null when only its hash does.</summary>
    internal int? InlineLength
    {
        get
        {
            NodeView view = Current();
            return view.Kind == ValueKind.Hashed ? null : view.Value.Length;
        }
    }

    /// <summary>Stands before the first key of the prefix.</summary>
    public void SeekFirst() => Descend(Prefix.Span, Frame.Start, Frame.Start);

    /// <summary>Stands after the last key of the prefix.</summary>
    public void SeekLast() => Descend(Prefix.Span, Frame.End, Frame.End);

    /// <summary>Stands just before a key: the next one is it, or the first greater one; the previous one is less.</summary>
    public void SeekBefore(ReadOnlySpan<byte> key) => Seek(key, Frame.Start);

    /// <summary>Stands just after a key: the next one is greater; the previous one is it, or the last lesser one.</summary>
    public void SeekAfter(ReadOnlySpan<byte> key) => Seek(key, Frame.AfterValue);

    /// <summary>Goes to the next key; false when the prefix has no more.</summary>
    public bool MoveNext()
    {
        _key = null;
        while (_frames.Count > 0)
        {
            ref Frame frame = ref Enter(out NodeView view);
            if (frame.At == Frame.Start)
            {
                frame.At = Frame.OnValue;
                if (view.Kind != ValueKind.None) return InPrefix(Frame.Start);
            }

            int nibble = Math.Max(frame.At + 1, 0);
            while (nibble < 16 && (view.Bitmap & (1 << nibble)) == 0) nibble++;
            frame.At = Math.Min(nibble, Frame.End);
            if (nibble < 16) Push(frame.Node, view, nibble, Frame.Start);
            else if (_frames.Count == 1) return false;
            else _frames.RemoveAt(_frames.Count - 1);
        }

        return false;
    }

    /// <summary>The smallest key after this one, or null when the prefix has none; one step when the cursor stands on this one.</summary>
    /// <remarks>Whoever asks for one key after the other walks the trie once, instead of once for each key.</remarks>
    public byte[]? NextKey(ReadOnlySpan<byte> key)
    {
        bool standsThere = _key is not null && _frames[^1].At == Frame.OnValue && key.SequenceEqual(_key);
        if (!standsThere) SeekAfter(key);
        return MoveNext() ? Key : null;
    }

    /// <summary>Goes to the previous key; false when the prefix has no more.</summary>
    public bool MovePrevious()
    {
        _key = null;
        while (_frames.Count > 0)
        {
            ref Frame frame = ref Enter(out NodeView view);
            if (frame.At > Frame.OnValue)
            {
                int nibble = frame.At - 1;
                while (nibble >= 0 && (view.Bitmap & (1 << nibble)) == 0) nibble--;
                if (nibble >= 0)
                {
                    frame.At = nibble;
                    Push(frame.Node, view, nibble, Frame.End);
                    continue;
                }

                frame.At = Frame.OnValue;
                if (view.Kind != ValueKind.None) return InPrefix(Frame.AfterValue);
            }

            frame.At = Frame.Start;
            if (_frames.Count == 1) return false;
            _frames.RemoveAt(_frames.Count - 1);
        }

        return false;
    }

    private void Seek(ReadOnlySpan<byte> key, int exact)
    {
        if (key.StartsWith(Prefix.Span)) Descend(key, exact, Frame.Start);
        else if (key.SequenceCompareTo(Prefix.Span) < 0) SeekFirst();
        else SeekLast();
    }

    /// <summary>Walks towards a key; what is at or below it decides where the cursor then stands.</summary>
    /// <param name="key">Where to.</param>
    /// <param name="exact">Where to stand in the node that ends with the key.</param>
    /// <param name="below">Where to stand in a node that begins with the key and goes on.</param>
    private void Descend(ReadOnlySpan<byte> key, int exact, int below)
    {
        _key = null;
        _frames.Clear();
        _path.Clear();
        ReadOnlyMemory<byte>? next = _trie.RootNode();
        while (next is { } node)
        {
            NodeView view = TrieDb.View(node.Span);
            int depth = _path.Count;
            int left = (key.Length * 2) - depth;
            int common = 0;
            while (common < view.PartialLength && common < left && view.Partial(common) == Nibbles.At(key, depth + common)) common++;
            AddFrame(node, view);
            ref Frame frame = ref CollectionsMarshal.AsSpan(_frames)[^1];
            if (common < view.PartialLength)
            {
                frame.At = common == left ? below : view.Partial(common) > Nibbles.At(key, depth + common) ? Frame.Start : Frame.End;
                return;
            }

            if (common == left)
            {
                frame.At = exact;
                return;
            }

            // A place without a child is between its neighbours.
            byte nibble = Nibbles.At(key, depth + common);
            frame.At = nibble;
            next = _trie.Child(node, view, nibble);
            if (next is not null) _path.Add(nibble);
        }
    }

    private NodeView Current()
    {
        if (_frames.Count == 0 || _frames[^1].At != Frame.OnValue) throw new InvalidOperationException("The cursor does not stand on a key.");
        return TrieDb.View(_frames[^1].Node.Span);
    }

    /// <summary>The innermost frame, with the path cut back to its node.</summary>
    private ref Frame Enter(out NodeView view)
    {
        ref Frame frame = ref CollectionsMarshal.AsSpan(_frames)[^1];
        _path.RemoveRange(frame.PathLength, _path.Count - frame.PathLength);
        view = TrieDb.View(frame.Node.Span);
        return ref frame;
    }

    private void Push(ReadOnlyMemory<byte> parent, NodeView parentView, int nibble, int at)
    {
        ReadOnlyMemory<byte> child = _trie.Child(parent, parentView, (byte)nibble)!.Value; // The bitmap has it.
        _path.Add((byte)nibble);
        AddFrame(child, TrieDb.View(child.Span));
        CollectionsMarshal.AsSpan(_frames)[^1].At = at;
    }

    private void AddFrame(ReadOnlyMemory<byte> node, NodeView view)
    {
        for (int index = 0; index < view.PartialLength; index++) _path.Add(view.Partial(index));
        _frames.Add(new Frame(node, _path.Count));
    }

    /// <summary>Whether the key it has arrived at begins with the prefix; otherwise it steps back, so that it still stands between keys.</summary>
    private bool InPrefix(int stepBack)
    {
        if (_path.Count >= Prefix.Length * 2)
        {
            int index = 0;
            while (index < Prefix.Length * 2 && _path[index] == Nibbles.At(Prefix.Span, index)) index++;
            if (index == Prefix.Length * 2) return true;
        }

        CollectionsMarshal.AsSpan(_frames)[^1].At = stepBack;
        return false;
    }

    /// <summary>A node on the way down and where in it the cursor is; a child's nibble from 0 to 15 means in it, or where it would be.</summary>
    private struct Frame(ReadOnlyMemory<byte> node, int pathLength)
    {
        public const int Start = -3;
        public const int OnValue = -2;
        public const int AfterValue = -1;
        public const int End = 16;

        public readonly ReadOnlyMemory<byte> Node = node;
        public readonly int PathLength = pathLength;
        public int At = Start;
    }
}
