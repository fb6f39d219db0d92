using Gensyn.Primitives;

namespace Gensyn.Runtime.Interface;

/// <summary>A fixed state under an overlay: what a block started from.</summary>
/// <remarks>Answers must not change while an overlay uses the backend; returned arrays are not written to.</remarks>
public interface IStateBackend
{
    /// <summary>The value under a key, or null.</summary>
    byte[]? Get(ReadOnlySpan<byte> key);

    /// <summary>The smallest key after this one, or null.</summary>
    byte[]? NextKey(ReadOnlySpan<byte> key);

    /// <summary>The root this state would have with these changes; null as a value removes.</summary>
    /// <param name="sortedChanges">Ascending by key, each key once.</param>
    /// <param name="version">The layout of nodes that change.</param>
    H256 Root(IReadOnlyList<KeyValuePair<byte[], byte[]?>> sortedChanges, StateVersion version);

    /// <summary>The root of a list: keys are compact indices.</summary>
    H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version);
}
