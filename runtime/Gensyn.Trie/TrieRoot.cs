using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Trie;

/// <summary>Roots of tries that nobody keeps.</summary>
public static class TrieRoot
{
    /// <summary>The root of a trie without keys.</summary>
    public static H256 Empty => NodeFormat.EmptyRoot;

    /// <summary>The root of these pairs.</summary>
    /// <param name="pairs">Each key once, in any order (ascending costs least).</param>
    /// <param name="version">The layout of values.</param>
    /// <param name="parallel">The means to work on parts of the trie at once, if there are any.</param>
    /// <exception cref="ArgumentException">A key stands there twice, or without a value.</exception>
    public static H256 Compute(IReadOnlyList<KeyValuePair<byte[], byte[]>> pairs, StateVersion version, IParallel? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Count == 0) return Empty;
        using TrieUpdate update = TrieUpdate.OfRoot(pairs, version);
        return update.Run(parallel).Root;
    }

    /// <summary>The root of a list: keys are compact indices, as for a block's extrinsics.</summary>
    public static H256 Ordered(IReadOnlyList<byte[]> values, StateVersion version)
    {
        ArgumentNullException.ThrowIfNull(values);
        var pairs = new KeyValuePair<byte[], byte[]>[values.Count];
        for (int index = 0; index < pairs.Length; index++)
        {
            ScaleWriter key = new(4);
            key.WriteCompact((uint)index);
            pairs[index] = new(key.ToArray(), values[index]);
        }

        return Compute(pairs, version);
    }
}
