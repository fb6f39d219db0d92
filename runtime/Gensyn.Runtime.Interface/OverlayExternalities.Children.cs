using Gensyn.Primitives;

namespace Gensyn.Runtime.Interface;

/// <content>Child tries: an overlay of its own for each that somebody touches, with the layers of the whole.</content>
public sealed partial class OverlayExternalities
{
    // In order of their ids, so that nothing depends on hashes.
    private readonly SortedDictionary<byte[], OverlayMap> _children = new(KeyComparer.Instance);

    // Each call of a block opens a layer and closes it, and even an empty dictionary takes memory to be walked.
    private IEnumerable<OverlayMap> Children => _children.Count == 0 ? [] : _children.Values;

    /// <inheritdoc/>
    public byte[]? ChildGet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => Child(id).Get(key);

    /// <inheritdoc/>
    public void ChildSet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key, byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Child(id).Set(key, value);
    }

    /// <inheritdoc/>
    public void ChildRemove(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => Child(id).Set(key, null);

    /// <inheritdoc/>
    public bool ChildContains(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => ChildGet(id, key) is not null;

    /// <inheritdoc/>
    public byte[]? ChildNextKey(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => Child(id).NextKey(key);

    /// <inheritdoc/>
    public RemovalResult ChildClearPrefix(ReadOnlySpan<byte> id, ReadOnlySpan<byte> prefix, uint? limit = null, byte[]? cursor = null)
    {
        OverlayMap child = Child(id);
        uint own = child.ClearOwn(prefix);
        RemovalResult below = child.ClearBelow(prefix, limit, cursor);
        return below with { Unique = own + below.Backend };
    }

    /// <inheritdoc/>
    public H256 ChildStorageRoot(ReadOnlySpan<byte> id, StateVersion version)
    {
        H256 root = _state.ChildRoot(new ChildChanges(id.ToArray(), Child(id).Changes()), version);
        H256 empty = _state.OrderedRoot([], version); // That of any trie without keys.
        _top.Set(ChildStorage.KeyOf(id), root == empty ? null : root.ToArray());
        return root;
    }

    private OverlayMap Child(ReadOnlySpan<byte> id)
    {
        byte[] owned = id.ToArray();
        if (_children.TryGetValue(owned, out OverlayMap? child)) return child;
        child = new OverlayMap(new ChildBase(_state, owned), OpenTransactions);
        _children.Add(owned, child);
        if (_attempt is not null) child.NoteReads();
        return child;
    }

    private List<ChildChanges> ChildChanges()
    {
        List<ChildChanges> changed = [];
        foreach ((byte[] id, OverlayMap child) in _children)
        {
            IReadOnlyList<KeyValuePair<byte[], byte[]?>> changes = child.Changes();
            if (changes.Count > 0) changed.Add(new ChildChanges(id, changes));
        }

        return changed;
    }
}
