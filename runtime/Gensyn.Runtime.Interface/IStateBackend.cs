using Gensyn.Primitives;

namespace Gensyn.Runtime.Interface;

/// <summary>A fixed state under an overlay: what a block started from.</summary>
/// <remarks>Answers must not change while an overlay uses the backend; returned arrays are not written to. A child trie that is not there is empty.</remarks>
public interface IStateBackend
{
    /// <summary>The value under a key, or null.</summary>
    byte[]? Get(ReadOnlySpan<byte> key);

    /// <summary>The smallest key after this one, or null.</summary>
    byte[]? NextKey(ReadOnlySpan<byte> key);

    /// <summary>The value under a key of a default child trie, or null.</summary>
    byte[]? ChildGet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key);

    /// <summary>The smallest key after this one in a default child trie, or null.</summary>
    byte[]? ChildNextKey(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key);

    /// <summary>The root a default child trie would have with these changes; that of a trie without keys when it would be empty.</summary>
    H256 ChildRoot(ChildChanges changes, StateVersion version);

    /// <summary>The root this state would have with these changes.</summary>
    /// <param name="changes">What changes; the roots of child tries follow from it.</param>
    /// <param name="version">The layout of nodes that change.</param>
    H256 Root(StateChanges changes, StateVersion version);

    /// <summary>The root of a list: keys are compact indices.</summary>
    H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version);
}
