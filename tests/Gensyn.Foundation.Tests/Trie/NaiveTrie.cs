using Gensyn.Crypto;

namespace Gensyn.Foundation.Tests.Trie;

/// <summary>The state trie as the specification writes it, recursively over nibble strings; shares no code with the library.</summary>
internal static class NaiveTrie
{
    public static byte[] Root(IEnumerable<KeyValuePair<byte[], byte[]>> pairs, bool hashValues) => Blake2b.Hash256(Node(pairs, hashValues));

    public static byte[] Node(IEnumerable<KeyValuePair<byte[], byte[]>> pairs, bool hashValues) =>
        Node(pairs.Select(pair => (pair.Key, pair.Value, hashValues && pair.Value.Length >= 33)));

    /// <summary>The root of a state that both layouts have written.</summary>
    public static byte[] MixedRoot(IEnumerable<(byte[] Key, byte[] Value, bool Hashed)> values) => Blake2b.Hash256(Node(values));

    private static byte[] Node(IEnumerable<(byte[] Key, byte[] Value, bool Hashed)> values)
    {
        List<(string, byte[], bool)> items = [.. values.Select(static item => (Convert.ToHexString(item.Key), item.Value, item.Hashed))];
        items.Sort(static (left, right) => string.CompareOrdinal(left.Item1, right.Item1));
        return Build(items);
    }

    private static byte[] Build(List<(string Key, byte[] Value, bool Hashed)> items)
    {
        if (items.Count == 0) return [0];
        string first = items[0].Key, last = items[^1].Key;
        int common = 0;
        while (common < first.Length && common < last.Length && first[common] == last[common]) common++;
        string partial = first[..common];
        byte[]? value = first.Length == common ? items[0].Value : null;
        List<(string Key, byte[] Value, bool Hashed)> rest = value is null ? items : items[1..];
        bool hashed = value is not null && items[0].Hashed;
        List<byte> bytes = [.. Header(rest.Count == 0, value is not null, hashed, partial.Length), .. Pack(partial)];
        int bitmap = 0;
        List<byte> children = [];
        foreach (IGrouping<char, (string Key, byte[] Value, bool Hashed)> group in rest.GroupBy(item => item.Key[common]))
        {
            bitmap |= 1 << Convert.ToInt32(group.Key.ToString(), 16);
            byte[] child = Build([.. group.Select(item => (item.Key[(common + 1)..], item.Value, item.Hashed))]);
            if (child.Length >= 32) child = Blake2b.Hash256(child);
            children.AddRange([(byte)(child.Length * 4), .. child]);
        }

        if (rest.Count > 0) bytes.AddRange([(byte)bitmap, (byte)(bitmap >> 8)]);
        if (hashed) bytes.AddRange(Blake2b.Hash256(value!));
        else if (value is not null) bytes.AddRange([.. Compact(value.Length), .. value]);
        return [.. bytes, .. children];
    }

    private static byte[] Header(bool leaf, bool hasValue, bool hashed, int length)
    {
        (int prefix, int max) = (leaf, hasValue, hashed) switch
        {
            (true, _, false) => (0x40, 63),
            (true, _, true) => (0x20, 31),
            (false, false, _) => (0x80, 63),
            (false, true, false) => (0xc0, 63),
            (false, true, true) => (0x10, 15),
        };
        if (length < max) return [(byte)(prefix + length)];
        List<byte> bytes = [(byte)(prefix + max)];
        for (length -= max; length >= 255; length -= 255) bytes.Add(255);
        bytes.Add((byte)length);
        return [.. bytes];
    }

    private static byte[] Pack(string nibbles) => Convert.FromHexString(nibbles.Length % 2 == 0 ? nibbles : "0" + nibbles);

    private static byte[] Compact(int value) => value switch
    {
        < 64 => [(byte)(value * 4)],
        < 16384 => [(byte)((value * 4) + 1), (byte)(value >> 6)],
        _ => BitConverter.GetBytes((value * 4) + 2),
    };
}
