using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Puts changes in the order of their keys.</summary>
internal static class SortedChanges
{
    /// <summary>The pairs in ascending order of keys: the array that holds them, where it is in order, otherwise another.</summary>
    /// <exception cref="ArgumentException">A key stands there twice.</exception>
    public static KeyValuePair<byte[], byte[]?>[] Of(IReadOnlyList<KeyValuePair<byte[], byte[]?>> pairs)
    {
        KeyValuePair<byte[], byte[]?>[] sorted = pairs as KeyValuePair<byte[], byte[]?>[] ?? [.. pairs];
        if (Ascends(sorted)) return sorted;
        if (ReferenceEquals(sorted, pairs)) sorted = [.. sorted];
        KeyOrder.Sort<KeyValuePair<byte[], byte[]?>, ByKey>(sorted);
        return Ascends(sorted) ? sorted : throw new ArgumentException("A key stands there twice.", nameof(pairs));
    }

    private static bool Ascends(ReadOnlySpan<KeyValuePair<byte[], byte[]?>> pairs)
    {
        for (int index = 1; index < pairs.Length; index++)
        {
            if (pairs[index - 1].Key.AsSpan().SequenceCompareTo(pairs[index].Key) >= 0) return false;
        }

        return true;
    }

    private readonly struct ByKey : IKeyed<KeyValuePair<byte[], byte[]?>>
    {
        public static byte[] KeyOf(KeyValuePair<byte[], byte[]?> item) => item.Key;
    }
}
