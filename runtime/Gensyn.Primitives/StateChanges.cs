namespace Gensyn.Primitives;

/// <summary>What changes in one child trie.</summary>
/// <param name="Id">The default child trie's unique id.</param>
/// <param name="Changes">Each key once, ascending; null as a value removes.</param>
public sealed record ChildChanges(byte[] Id, IReadOnlyList<KeyValuePair<byte[], byte[]?>> Changes);

/// <summary>What changes in a state.</summary>
/// <remarks>Roots of child tries follow from their changes: where a child is among <paramref name="Children"/>, its key among <paramref name="Top"/> does not count.</remarks>
/// <param name="Top">The top trie's keys, each once, ascending; null as a value removes.</param>
/// <param name="Children">Child tries, each once, ascending by id.</param>
public sealed record StateChanges(IReadOnlyList<KeyValuePair<byte[], byte[]?>> Top, IReadOnlyList<ChildChanges> Children)
{
    /// <summary>No changes.</summary>
    public static StateChanges None { get; } = new([], []);
}
