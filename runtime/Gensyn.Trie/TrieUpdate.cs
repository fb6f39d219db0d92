using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Changes to a trie, applied in one walk over them and the nodes they reach.</summary>
/// <remarks>
/// Changes stand in ascending order, so each node that they reach is taken apart once and laid out once. Where a walk reaches a place without nodes,
/// a <see cref="SubtreeBuilder"/> makes them.
/// </remarks>
internal sealed partial class TrieUpdate
{
    private readonly TrieDb _trie;
    private readonly KeyValuePair<byte[], byte[]?>[] _changes;
    private readonly StateVersion _version;
    private readonly NodeBuilder _nodes;
    private readonly ValueHashes _hashes;
    private readonly SubtreeBuilder _subtrees;
    private readonly List<TrieNode> _values = [];
    private readonly List<H256> _removed = [];
    private Frame[] _frames = new Frame[8];
    private int _count;

    /// <param name="changes">In ascending order.</param>
    public TrieUpdate(TrieDb trie, KeyValuePair<byte[], byte[]?>[] changes, StateVersion version)
    {
        _trie = trie;
        _changes = changes;
        _version = version;
        _nodes = new NodeBuilder(keeps: true, 512L * changes.Length);
        _hashes = new ValueHashes(changes, changes.Length, version);
        _subtrees = new SubtreeBuilder(_nodes, changes, _hashes, _values);
    }

    /// <summary>What became of a node.</summary>
    private enum Outcome
    {
        Same,
        Changed,
        Gone,
    }

    /// <summary>Applies all changes.</summary>
    public TrieCommit Run()
    {
        H256 root = _trie.Root;
        if (_changes.Length == 0) return new TrieCommit(root, [], []);
        if (_trie.RootNode() is { } node)
        {
            Outcome outcome = Walk(node, out NodeRef top);
            if (outcome == Outcome.Gone) root = NodeFormat.EmptyRoot;
            else if (outcome == Outcome.Changed) root = _nodes.Root(top);
        }
        else if (_subtrees.NextValue(0, _changes.Length) < _changes.Length)
        {
            root = _nodes.Root(_subtrees.Build(0, _changes.Length, depth: 0));
        }

        _nodes.AddNodes(_values);
        return TrieDifference.Commit(root, _values, _removed);
    }

    private Outcome Walk(ReadOnlyMemory<byte> root, out NodeRef result)
    {
        Enter(new Frame { Node = root, IsStored = true, Origin = _trie.Root, To = _changes.Length, Place = Frame.NoPlace });
        while (true)
        {
            ref Frame frame = ref _frames[_count - 1];
            if (frame.Next < frame.To)
            {
                ApplyNext(ref frame);
                continue;
            }

            Outcome outcome = Finish(frame, out result);
            int place = frame.Place;
            _nodes.CloseBranch();
            _count--;
            if (_count == 0) return outcome;
            if (outcome == Outcome.Same) continue;
            ref Frame parent = ref _frames[_count - 1];
            parent.IsChanged = true;
            _nodes.Child(place) = result;
            if (place == parent.Children + parent.Split) parent.Split = Frame.NoSplit;
        }
    }

    /// <summary>Applies the next changes that go to one child.</summary>
    private void ApplyNext(ref Frame frame)
    {
        int from = frame.Next, to = from + 1;
        byte nibble = Nibbles.At(_changes[from].Key, frame.End);
        while (to < frame.To && Nibbles.At(_changes[to].Key, frame.End) == nibble) to++;
        frame.Next = to;

        int place = frame.Children + nibble;
        ref NodeRef child = ref _nodes.Child(place);
        Frame next = new() { Depth = frame.End + 1, From = from, To = to, Place = place };
        if (frame.Split == nibble)
        {
            next.Node = frame.Node;
            next.Skip = frame.RestSkip;
        }
        else if (child.IsHash)
        {
            next.Node = _trie.Load(child.Data);
            next.IsStored = true;
            next.Origin = child.Data;
        }
        else if (child.Length > 0)
        {
            next.Node = child.Data.Span[..child.Length].ToArray();
        }
        else
        {
            if (_subtrees.NextValue(from, to) == to) return;
            NodeRef built = _subtrees.Build(from, to, frame.End + 1);
            _nodes.Child(place) = built;
            frame.IsChanged = true;
            return;
        }

        Enter(next);
    }

    /// <summary>Takes a node apart that changes reach, and applies the one to its own value.</summary>
    private void Enter(Frame frame)
    {
        NodeView view = TrieDb.View(frame.Node.Span);
        NibbleSlice partial = view.PartialKey.From(frame.Skip);
        int common = Math.Min(
            partial.CommonPrefix(NibbleSlice.Of(_changes[frame.From].Key, frame.Depth)),
            partial.CommonPrefix(NibbleSlice.Of(_changes[frame.To - 1].Key, frame.Depth)));
        frame.End = frame.Depth + common;
        frame.Children = _nodes.OpenBranch();
        frame.Next = frame.From;
        frame.Split = Frame.NoSplit;
        if (common < partial.Length)
        {
            // Some change leaves the node's path inside its partial key: as if a branch without value stood there.
            frame.Split = partial[common];
            frame.RestSkip = frame.Skip + common + 1;
        }
        else
        {
            frame.Value = view.Kind;
            frame.ValueBytes = TrieDb.Within(frame.Node, view.Value);
            for (int nibble = 0; nibble < 16; nibble++)
            {
                ReadOnlySpan<byte> child = view.Child(nibble);
                if (!child.IsEmpty) _nodes.Child(frame.Children + nibble) = NodeRef.Of(child);
            }
        }

        if (_changes[frame.From].Key.Length * 2 == frame.End)
        {
            ApplyValue(ref frame, frame.From);
            frame.Next++;
        }

        if (_count == _frames.Length) Array.Resize(ref _frames, 2 * _count);
        _frames[_count++] = frame;
    }

    private void ApplyValue(ref Frame frame, int index)
    {
        byte[]? value = _changes[index].Value;
        if (value is null ? frame.Value == ValueKind.None : Holds(frame, index, value)) return;
        if (frame.Value == ValueKind.Hashed) _removed.Add(new H256(frame.ValueBytes.Span));
        frame.IsChanged = true;
        if (value is null)
        {
            frame.Value = ValueKind.None;
            frame.ValueBytes = default;
            return;
        }

        NodeValue written = _subtrees.Value(index);
        frame.Value = written.Kind;
        frame.ValueBytes = written.Kind == ValueKind.Hashed ? written.Bytes.ToArray() : value;
    }

    private bool Holds(in Frame frame, int index, byte[] value) => frame.Value switch
    {
        ValueKind.Inline => !NodeFormat.IsHashed(value.Length, _version) && frame.ValueBytes.Span.SequenceEqual(value),
        ValueKind.Hashed => NodeFormat.IsHashed(value.Length, _version) && frame.ValueBytes.Span.SequenceEqual(_hashes[index].Span),
        _ => false,
    };

    /// <summary>Lays out a node whose changes are applied, in its only valid shape: nothing, a leaf, a branch, or joined with its only child.</summary>
    private Outcome Finish(in Frame frame, out NodeRef result)
    {
        result = default;
        if (!frame.IsChanged) return Outcome.Same;
        if (frame.IsStored) _removed.Add(frame.Origin);
        if (frame.Split != Frame.NoSplit) LayOutRest(frame);
        int children = 0, last = 0;
        for (int nibble = 0; nibble < 16; nibble++)
        {
            if (_nodes.Child(frame.Children + nibble).Length == 0) continue;
            children++;
            last = nibble;
        }

        NibbleSlice partial = new(_changes[frame.From].Key, frame.Depth, frame.End - frame.Depth);
        NodeValue value = NodeValue.Of(frame.Value, frame.ValueBytes.Span);
        if (children == 0 && frame.Value == ValueKind.None) return Outcome.Gone;
        if (children == 0) result = _nodes.Leaf(partial, value);
        else if (children > 1 || frame.Value != ValueKind.None) result = _nodes.Branch(partial, value, frame.Children);
        else result = JoinWithChild(frame, last);
        return Outcome.Changed;
    }
}
