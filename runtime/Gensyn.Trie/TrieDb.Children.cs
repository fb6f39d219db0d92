using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <content>Child tries: tries of their own, whose roots are values of this one.</content>
/// <remarks>
/// Their nodes lie in the same store. Substrate puts a child's id before its node keys (KeySpacedDB), because its stores find a node by place and
/// hash and keep it once for each place; a store that finds nodes by hash alone and counts how often each is referred to holds equal nodes of
/// several tries as one.
/// </remarks>
public sealed partial class TrieDb
{
    /// <summary>A default child trie of this state; empty when there is none with this id.</summary>
    /// <exception cref="TrieException">What stands under its key is no root.</exception>
    public TrieDb Child(ReadOnlySpan<byte> id)
    {
        byte[]? childRoot = Get(ChildStorage.KeyOf(id));
        if (childRoot is { Length: not NodeFormat.HashLength }) throw new TrieException("The root of a child trie is malformed.");
        return new TrieDb(store, childRoot is null ? NodeFormat.EmptyRoot : new H256(childRoot), parallel);
    }

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ReadChildProof(ReadOnlySpan<byte> id, IEnumerable<byte[]> keys)
    {
        var recorder = new RecordingNodeStore(store);
        TrieDb child = new TrieDb(recorder, Root).Child(id);

        // Substrate opens the child trie by its root even when no key is asked for.
        child.RootNode();
        foreach (byte[] key in keys) child.Get(key);
        return recorder.Recorded();
    }

    /// <inheritdoc/>
    public TrieCommit Commit(StateChanges changes, StateVersion version)
    {
        if (changes.Children.Count == 0) return Commit(changes.Top, version);
        var commits = new List<TrieCommit>(changes.Children.Count + 1);
        var top = new SortedDictionary<byte[], byte[]?>(ByteOrder);
        foreach (KeyValuePair<byte[], byte[]?> change in changes.Top) top[change.Key] = change.Value;
        foreach (ChildChanges child in changes.Children)
        {
            TrieCommit commit = Child(child.Id).Commit(child.Changes, version);
            commits.Add(commit);
            top[ChildStorage.KeyOf(child.Id)] = commit.Root == NodeFormat.EmptyRoot ? null : commit.Root.ToArray();
        }

        commits.Add(Commit([.. top], version));
        return TrieCommit.Join(commits);
    }

    private static IComparer<byte[]> ByteOrder { get; } = Comparer<byte[]>.Create(static (left, right) => left.AsSpan().SequenceCompareTo(right));
}
