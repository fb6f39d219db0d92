using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Changes to a trie, applied in one walk over them and the nodes they reach.</summary>
/// <remarks>
/// Changes stand in ascending order, so each node that they reach is taken apart once and laid out once. Where a walk reaches a place without nodes,
/// a <see cref="SubtreeBuilder"/> makes them.
/// </remarks>
internal sealed partial class TrieUpdate : IDisposable
{
    private readonly TrieDb _trie;
    private readonly KeyValuePair<byte[], byte[]?>[] _changes;
    private readonly StateVersion _version;
    private readonly bool _keeps;
    private readonly NodeBuilder _nodes;
    private readonly ValueHashes _hashes;
    private readonly SubtreeBuilder _subtrees;
    private readonly List<H256> _removed = [];

    // Room for the hashes of values that stand outside their nodes, while those nodes are made.
    private Memory<byte> _room;
    private Frame[] _frames = new Frame[8];
    private int _count;

    /// <summary>An update that makes the nodes of a trie with these changes.</summary>
    /// <param name="trie">What changes.</param>
    /// <param name="changes">In ascending order.</param>
    /// <param name="version">The layout of values that are written.</param>
    public TrieUpdate(TrieDb trie, KeyValuePair<byte[], byte[]?>[] changes, StateVersion version)
        : this(trie, changes, version, keeps: true, changes.Length, changes.Length)
    {
    }

    private TrieUpdate(TrieDb trie, KeyValuePair<byte[], byte[]?>[] changes, StateVersion version, bool keeps, int count, int end)
    {
        _trie = trie;
        _changes = changes;
        _version = version;
        _keeps = keeps;
        _nodes = new NodeBuilder(keeps, (int)Math.Min(2L * count, int.MaxValue));
        _hashes = new ValueHashes(changes, end, version);
        _subtrees = new SubtreeBuilder(_nodes, changes, _hashes);
    }

    /// <summary>What became of a node.</summary>
    private enum Outcome
    {
        Same,
        Changed,
        Gone,
    }

    /// <inheritdoc/>
    public void Dispose() => _nodes.Dispose();

    /// <summary>An update that makes a trie of these pairs alone and keeps none of its nodes: only its root is wanted.</summary>
    /// <remarks>Nothing is taken away, so no branch is left with a single child: the builder could not join it with a node that is gone.</remarks>
    /// <param name="pairs">Each key once, in any order.</param>
    /// <param name="version">The layout of values.</param>
    /// <exception cref="ArgumentException">A key stands there twice, or without a value.</exception>
    public static TrieUpdate OfRoot(IReadOnlyList<KeyValuePair<byte[], byte[]>> pairs, StateVersion version)
    {
        KeyValuePair<byte[], byte[]?>[] sorted = SortedChanges.Of(pairs!); // Values that are there may be looked at as values that may not be.
        foreach (KeyValuePair<byte[], byte[]?> pair in sorted)
        {
            if (pair.Value is null) throw new ArgumentException("A key has no value.", nameof(pairs));
        }

        return new(new TrieDb(new MemoryNodeStore(), NodeFormat.EmptyRoot), sorted, version, keeps: false, sorted.Length, sorted.Length);
    }

    /// <summary>Applies all changes.</summary>
    /// <param name="parallel">The means to work on parts of the trie at once, if there are any.</param>
    public TrieCommit Run(IParallel? parallel)
    {
        if (_changes.Length == 0) return new TrieCommit(_trie.Root, [], []);
        Frame top = new() { To = _changes.Length, Parent = Frame.NoParent };
        if (_trie.Root != NodeFormat.EmptyRoot)
        {
            top.IsStored = true;
            top.Origin = _trie.Root;
        }

        Outcome outcome = parallel is null || _changes.Length < FewestChanges ? Walk(top, out NodeRef result) : WalkInParts(top, parallel, out result);
        H256 root = outcome switch
        {
            Outcome.Changed => _nodes.Root(result),
            Outcome.Gone => NodeFormat.EmptyRoot,
            _ => _trie.Root,
        };
        List<TrieNode> inserted = [];
        if (_keeps) _nodes.AddNodes(inserted);
        return TrieDifference.Commit(root, inserted, _removed);
    }

    /// <summary>Applies a node's changes to it and to all below it.</summary>
    private Outcome Walk(in Frame top, out NodeRef result)
    {
        if (top.IsNew)
        {
            result = default;
            if (_subtrees.NextValue(top.From, top.To) == top.To) return Outcome.Same;
            result = _subtrees.Build(top.From, top.To, top.Depth);
            return Outcome.Changed;
        }

        Frame first = top;
        Load(ref first);
        Enter(first);
        while (true)
        {
            ref Frame frame = ref _frames[_count - 1];
            if (frame.Next < frame.To)
            {
                ApplyNext(ref frame);
                continue;
            }

            // The frame stays as it is until another one is entered.
            Outcome outcome = Finish(frame, out result);
            _nodes.CloseBranch();
            _count--;
            if (_count == 0) return outcome;
            Settle(frame, outcome, result);
        }
    }

    /// <summary>Applies the next changes that go to one child.</summary>
    private void ApplyNext(ref Frame frame)
    {
        Frame child = NextChild(ref frame, _count - 1);
        if (child.IsNew)
        {
            if (_subtrees.NextValue(child.From, child.To) == child.To) return;
            NodeRef built = _subtrees.Build(child.From, child.To, child.Depth);
            Settle(child, Outcome.Changed, built);
            return;
        }

        Load(ref child);
        if (child.To - child.From == 1 && TryReplaceLeaf(child, out Outcome outcome, out NodeRef leaf)) Settle(child, outcome, leaf);
        else Enter(child);
    }

    /// <summary>Gives a leaf that one change reaches another value, or none: what nearly all changes of a block do.</summary>
    private bool TryReplaceLeaf(in Frame leaf, out Outcome outcome, out NodeRef result)
    {
        outcome = Outcome.Same;
        result = default;
        NodeView view = TrieDb.View(leaf.Node.Span);
        NibbleSlice rest = NibbleSlice.Of(_changes[leaf.From].Key, leaf.Depth);
        NibbleSlice partial = view.PartialKey.From(leaf.Skip);
        if (view.Bitmap != 0 || partial.Length != rest.Length || !rest.StartsWith(partial)) return false;

        byte[]? value = _changes[leaf.From].Value;
        if (value is not null && Holds(view.Kind, view.Value, leaf.From, value)) return true;
        if (view.Kind == ValueKind.Hashed) _removed.Add(new H256(view.Value));
        if (leaf.IsStored) _removed.Add(leaf.Origin);
        outcome = value is null ? Outcome.Gone : Outcome.Changed;
        if (value is not null) result = _nodes.Leaf(rest, _subtrees.Value(leaf.From));
        return true;
    }

    /// <summary>The child that the next changes go to, with all that go there.</summary>
    private Frame NextChild(ref Frame frame, int index)
    {
        int from = frame.Next, to = from + 1;
        byte nibble = Nibbles.At(_changes[from].Key, frame.End);
        while (to < frame.To && Nibbles.At(_changes[to].Key, frame.End) == nibble) to++;
        frame.Next = to;

        Frame child = new() { Depth = frame.End + 1, From = from, To = to, Parent = index, Place = frame.Children + nibble };
        if (frame.Split == nibble)
        {
            child.Node = frame.Node;
            child.Skip = frame.RestSkip;
            return child;
        }

        ReadOnlySpan<byte> reference = frame.Bitmap == 0 ? default : frame.View.Child(nibble);
        if (reference.Length == NodeFormat.HashLength)
        {
            child.IsStored = true;
            child.Origin = new H256(reference);
            child.Above = frame.Node;
            child.Rank = frame.RankOf(nibble);
        }
        else if (!reference.IsEmpty)
        {
            child.Node = TrieDb.Within(frame.Node, reference);
        }

        return child;
    }

    /// <summary>Tells a parent what became of its child.</summary>
    private void Settle(in Frame child, Outcome outcome, in NodeRef result)
    {
        if (outcome == Outcome.Same) return;
        ref Frame parent = ref _frames[child.Parent];
        parent.IsChanged = true;
        parent.Settled |= (ushort)(1 << (child.Place - parent.Children));
        _nodes.Child(child.Place) = result;
        if (child.Place == parent.Children + parent.Split) parent.Split = Frame.NoSplit;
    }

    private void Load(ref Frame frame)
    {
        if (frame.IsStored) frame.Node = frame.Above.IsEmpty ? _trie.Load(frame.Origin) : _trie.Follow(frame.Above, frame.Rank, frame.Origin);
    }

    /// <summary>Takes a node apart that changes reach, and applies the one to its own value.</summary>
    private void Enter(in Frame loaded)
    {
        ref Frame frame = ref Push(loaded);
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
            frame.Bitmap = view.Bitmap;
            frame.Value = view.Kind;
            frame.ValueBytes = TrieDb.Within(frame.Node, view.Value);
        }

        if (_changes[frame.From].Key.Length * 2 == frame.End)
        {
            ApplyValue(ref frame, frame.From);
            frame.Next++;
        }
    }

    private ref Frame Push(in Frame frame)
    {
        if (_count == _frames.Length) Array.Resize(ref _frames, 2 * _count);
        _frames[_count] = frame;
        return ref _frames[_count++];
    }

    private void ApplyValue(ref Frame frame, int index)
    {
        byte[]? value = _changes[index].Value;
        if (value is null ? frame.Value == ValueKind.None : Holds(frame.Value, frame.ValueBytes.Span, index, value)) return;
        if (frame.Value == ValueKind.Hashed) _removed.Add(new H256(frame.ValueBytes.Span));
        frame.IsChanged = true;
        frame.IsValueChanged = true;
        if (value is null)
        {
            frame.Value = ValueKind.None;
            frame.ValueBytes = default;
            return;
        }

        NodeValue written = _subtrees.Value(index);
        frame.Value = written.Kind;
        frame.ValueBytes = written.Kind == ValueKind.Hashed ? Keep(written.Bytes) : value;
    }

    private ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> hash)
    {
        if (_room.IsEmpty) _room = new byte[NodeFormat.HashLength * Math.Clamp(_changes.Length, 1, 256)];
        Memory<byte> kept = _room[..NodeFormat.HashLength];
        _room = _room[NodeFormat.HashLength..];
        hash.CopyTo(kept.Span);
        return kept;
    }

    private bool Holds(ValueKind kind, ReadOnlySpan<byte> held, int index, byte[] value) => kind switch
    {
        ValueKind.Inline => !NodeFormat.IsHashed(value.Length, _version) && held.SequenceEqual(value),
        ValueKind.Hashed => NodeFormat.IsHashed(value.Length, _version) && held.SequenceEqual(_hashes[index].Span),
        _ => false,
    };

    /// <summary>Lays out a node whose changes are applied, in its only valid shape: nothing, a leaf, a branch, or joined with its only child.</summary>
    private Outcome Finish(in Frame frame, out NodeRef result)
    {
        result = default;
        if (!frame.IsChanged) return Outcome.Same;
        if (frame.IsStored) _removed.Add(frame.Origin);
        NibbleSlice partial = new(_changes[frame.From].Key, frame.Depth, frame.End - frame.Depth);
        if (frame.Bitmap != 0 && !frame.IsValueChanged && _nodes.TryRelay(partial, frame.View, frame.Settled, frame.Children, out result)) return Outcome.Changed;
        FillChildren(frame);
        int children = 0, last = 0;
        for (int nibble = 0; nibble < 16; nibble++)
        {
            if (_nodes.Child(frame.Children + nibble).Length == 0) continue;
            children++;
            last = nibble;
        }

        NodeValue value = NodeValue.Of(frame.Value, frame.ValueBytes.Span);
        if (children == 0 && frame.Value == ValueKind.None) return Outcome.Gone;
        if (children == 0) result = _nodes.Leaf(partial, value);
        else if (children > 1 || frame.Value != ValueKind.None) result = _nodes.Branch(partial, value, frame.Children);
        else result = JoinWithChild(frame, last);
        return Outcome.Changed;
    }
}
