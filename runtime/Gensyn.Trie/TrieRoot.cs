using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Trie;

/// <summary>Roots of tries that nobody keeps.</summary>
public static class TrieRoot
{
    /// <summary>The root of a trie without keys.</summary>
    public static H256 Empty => NodeFormat.EmptyRoot;

    /// <summary>The root of these pairs.</summary>
    /// <exception cref="ArgumentException">Keys are not strictly ascending.</exception>
    public static H256 Compute(IReadOnlyList<KeyValuePair<byte[], byte[]>> sortedPairs, StateVersion version)
    {
        for (int index = 1; index < sortedPairs.Count; index++)
        {
            if (sortedPairs[index - 1].Key.AsSpan().SequenceCompareTo(sortedPairs[index].Key) >= 0)
            {
                throw new ArgumentException("Keys must ascend, each once.", nameof(sortedPairs));
            }
        }

        return sortedPairs.Count == 0 ? Empty : NodeFormat.Hash(Encode(sortedPairs, 0, sortedPairs.Count, 0, version));
    }

    /// <summary>The root of a list: keys are compact indices, as for a block's extrinsics.</summary>
    public static H256 Ordered(IReadOnlyList<byte[]> values, StateVersion version)
    {
        var pairs = new KeyValuePair<byte[], byte[]>[values.Count];
        for (int index = 0; index < pairs.Length; index++)
        {
            ScaleWriter key = new(4);
            key.WriteCompact((uint)index);
            pairs[index] = new(key.ToArray(), values[index]);
        }

        // Compact integers are little-endian: beyond 63 their order is not that of the numbers.
        Array.Sort(pairs, static (left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));
        return Compute(pairs, version);
    }

    /// <summary>Encodes the node that holds pairs from..to, which agree in their first <paramref name="depth"/> nibbles.</summary>
    private static byte[] Encode(IReadOnlyList<KeyValuePair<byte[], byte[]>> pairs, int from, int to, int depth, StateVersion version)
    {
        ReadOnlySpan<byte> first = pairs[from].Key;
        ReadOnlySpan<byte> last = pairs[to - 1].Key;
        int common = depth;
        int shortest = Math.Min(first.Length, last.Length) * 2;
        while (common < shortest && Nibbles.At(first, common) == Nibbles.At(last, common)) common++;
        byte[] partial = new byte[common - depth];
        for (int index = 0; index < partial.Length; index++) partial[index] = Nibbles.At(first, depth + index);

        byte[]? value = null;
        if (first.Length * 2 == common)
        {
            value = pairs[from].Value;
            from++;
        }

        bool hashed = value is not null && NodeFormat.IsHashed(value.Length, version);
        ValueKind kind = value is null ? ValueKind.None : hashed ? ValueKind.Hashed : ValueKind.Inline;
        ScaleWriter writer = new(256);
        NodeFormat.WriteStart(ref writer, partial, from < to, kind);
        Span<byte> bitmap = from < to ? writer.Reserve(2) : default;
        int bitmapAt = writer.Length - 2;
        if (hashed) writer.WriteBytes(NodeFormat.Hash(value).Span);
        else if (value is not null) writer.WriteByteString(value);

        int bits = 0;
        while (from < to)
        {
            byte nibble = Nibbles.At(pairs[from].Key, common);
            int end = from + 1;
            while (end < to && Nibbles.At(pairs[end].Key, common) == nibble) end++;
            byte[] child = Encode(pairs, from, end, common + 1, version);
            if (NodeFormat.FitsParent(child)) writer.WriteByteString(child);
            else writer.WriteByteString(NodeFormat.Hash(child).Span);
            bits |= 1 << nibble;
            from = end;
        }

        byte[] encoded = writer.ToArray();
        if (bitmap.Length > 0) System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(bitmapAt), (ushort)bits);
        return encoded;
    }
}
