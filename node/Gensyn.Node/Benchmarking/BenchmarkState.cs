using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Trie;

namespace Gensyn.Node.Benchmarking;

/// <summary>A state whose trie is in memory: what is measured over it is the runtime's time, and not the database's.</summary>
internal sealed class BenchmarkState : IStateBackend
{
    private readonly MemoryNodeStore _nodes = new();
    private RecordingNodeStore? _recorder;
    private H256 _root = TrieRoot.Empty;
    private TrieState _view;

    /// <summary>A state of these pairs.</summary>
    public BenchmarkState(IEnumerable<KeyValuePair<byte[], byte[]>> pairs)
    {
        _view = new TrieState(_nodes, _root);
        Apply(new([.. pairs.Select(static pair => new KeyValuePair<byte[], byte[]?>(pair.Key, pair.Value))], []));
    }

    /// <summary>The state's root.</summary>
    public H256 CurrentRoot => _root;

    /// <summary>Bytes of the proof of all that was read since <see cref="Record"/>.</summary>
    public ulong ProofSize => _recorder?.EncodedSize ?? 0;

    /// <summary>Makes changes part of the state.</summary>
    public void Apply(StateChanges changes)
    {
        TrieCommit commit = new TrieDb(_nodes, _root).Commit(changes, StateVersion.V1);
        _nodes.Apply(commit);
        _root = commit.Root;
        _recorder = null;
        _view = new TrieState(_nodes, _root);
    }

    /// <summary>Records from here on what is read.</summary>
    public void Record()
    {
        _recorder = new RecordingNodeStore(_nodes);
        _view = new TrieState(_recorder, _root);
    }

    /// <summary>All pairs.</summary>
    public IEnumerable<KeyValuePair<byte[], byte[]>> Pairs() =>
        _view.Keys([], null).Select(key => new KeyValuePair<byte[], byte[]>(key, _view.Get(key)!)); // A key that is listed has a value.

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
