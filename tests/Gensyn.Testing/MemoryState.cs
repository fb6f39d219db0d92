using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Trie;

namespace Gensyn.Testing;

/// <summary>A state in memory that changes, below an <see cref="OverlayExternalities"/>.</summary>
public sealed class MemoryState : IStateBackend
{
    private readonly MemoryNodeStore _nodes = new();
    private TrieView _view;

    /// <summary>A state of these pairs.</summary>
    public MemoryState(IEnumerable<KeyValuePair<byte[], byte[]>>? pairs = null, StateVersion version = StateVersion.V1)
    {
        CurrentRoot = TrieRoot.Empty;
        _view = new TrieView(_nodes, CurrentRoot);
        if (pairs is not null) Apply(new([.. pairs.Select(static pair => new KeyValuePair<byte[], byte[]?>(pair.Key, pair.Value))], []), version);
    }

    /// <summary>The state's root.</summary>
    public H256 CurrentRoot { get; private set; }

    /// <summary>The state's nodes.</summary>
    public INodeStore Nodes => _nodes;

    /// <summary>Makes changes part of the state, such as those an overlay was drained of.</summary>
    public void Apply(StateChanges changes, StateVersion version = StateVersion.V1)
    {
        TrieCommit commit = new TrieDb(_nodes, CurrentRoot).Commit(changes, version);
        _nodes.Apply(commit);
        CurrentRoot = commit.Root;
        _view = new TrieView(_nodes, CurrentRoot);
    }

    /// <summary>All keys with a prefix, ascending.</summary>
    public IEnumerable<byte[]> Keys(ReadOnlyMemory<byte> prefix = default) => new TrieDb(_nodes, CurrentRoot).Keys(prefix);

    /// <inheritdoc/>
    public byte[]? Get(ReadOnlySpan<byte> key) => _view.Get(key);

    /// <inheritdoc/>
    public byte[]? NextKey(ReadOnlySpan<byte> key) => _view.NextKey(key);

    /// <inheritdoc/>
    public byte[]? ChildGet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => _view.ChildGet(id, key);

    /// <inheritdoc/>
    public byte[]? ChildNextKey(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => _view.ChildNextKey(id, key);

    /// <inheritdoc/>
    public H256 ChildRoot(ChildChanges changes, StateVersion version) => _view.ChildRoot(changes, version);

    /// <inheritdoc/>
    public H256 Root(StateChanges changes, StateVersion version) => _view.Root(changes, version);

    /// <inheritdoc/>
    public H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version) => _view.OrderedRoot(values, version);
}
