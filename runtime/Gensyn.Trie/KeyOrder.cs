using System.Buffers.Binary;

namespace Gensyn.Trie;

/// <summary>Sorts pairs by their keys.</summary>
internal static class KeyOrder
{
    private const int WindowBytes = 7;
    private const int FewPairs = 64;
    private const int DigitBits = 11;

    /// <summary>The pairs in ascending order of keys: the array that holds them, where it is in order, otherwise another.</summary>
    /// <exception cref="ArgumentException">A key stands there twice.</exception>
    public static KeyValuePair<byte[], byte[]?>[] Sort(IReadOnlyList<KeyValuePair<byte[], byte[]?>> pairs)
    {
        KeyValuePair<byte[], byte[]?>[] sorted = pairs as KeyValuePair<byte[], byte[]?>[] ?? [.. pairs];
        if (Ascends(sorted)) return sorted;
        if (ReferenceEquals(sorted, pairs)) sorted = [.. sorted];
        Sort(sorted, 0);
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

    /// <summary>Sorts pairs whose keys agree in their first <paramref name="skip"/> bytes.</summary>
    private static void Sort(Span<KeyValuePair<byte[], byte[]?>> pairs, int skip)
    {
        if (pairs.Length <= FewPairs)
        {
            pairs.Sort(static (left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));
            return;
        }

        skip = CommonLength(pairs, skip);
        ulong[] windows = new ulong[pairs.Length];
        int[] order = new int[pairs.Length];
        for (int index = 0; index < order.Length; index++)
        {
            windows[index] = Window(pairs[index].Key.AsSpan(skip));
            order[index] = index;
        }

        SortWindows(windows, order);
        KeyValuePair<byte[], byte[]?>[] before = pairs.ToArray();
        for (int index = 0; index < order.Length; index++) pairs[index] = before[order[index]];

        // Equal windows that are full say nothing about what follows them; others belong to equal keys.
        for (int from = 0, to; from < windows.Length; from = to)
        {
            for (to = from + 1; to < windows.Length && windows[to] == windows[from]; to++)
            {
            }

            if (to - from > 1 && (windows[from] & 0xff) == WindowBytes) Sort(pairs[from..to], skip + WindowBytes);
        }
    }

    private static int CommonLength(ReadOnlySpan<KeyValuePair<byte[], byte[]?>> pairs, int skip)
    {
        ReadOnlySpan<byte> common = pairs[0].Key;
        foreach (KeyValuePair<byte[], byte[]?> pair in pairs)
        {
            common = common[..(skip + common[skip..].CommonPrefixLength(pair.Key.AsSpan(skip)))];
            if (common.Length == skip) break;
        }

        return common.Length;
    }

    /// <summary>The first seven bytes, then how many of them there are, as a number that sorts as they do.</summary>
    private static ulong Window(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > WindowBytes) return (BinaryPrimitives.ReadUInt64BigEndian(bytes) & ~0xfful) | WindowBytes;
        Span<byte> window = stackalloc byte[sizeof(ulong)];
        window.Clear();
        bytes.CopyTo(window);
        window[WindowBytes] = (byte)bytes.Length;
        return BinaryPrimitives.ReadUInt64BigEndian(window);
    }

    /// <summary>Sorts by the upper bits digit by digit, then what agrees in them by comparison.</summary>
    private static void SortWindows(ulong[] windows, int[] order)
    {
        ulong[] otherWindows = new ulong[windows.Length];
        int[] otherOrder = new int[windows.Length];
        int[] ends = new int[1 << DigitBits];
        const int LowestBit = 64 - (2 * DigitBits);
        for (int shift = LowestBit; shift < 64; shift += DigitBits)
        {
            Array.Clear(ends);
            foreach (ulong window in windows) ends[Digit(window, shift)]++;
            int before = 0;
            foreach (ref int end in ends.AsSpan())
            {
                int here = end;
                end = before;
                before += here;
            }

            for (int index = 0; index < windows.Length; index++)
            {
                int place = ends[Digit(windows[index], shift)]++;
                otherWindows[place] = windows[index];
                otherOrder[place] = order[index];
            }

            // Two digits: the second pass brings everything back.
            (windows, otherWindows) = (otherWindows, windows);
            (order, otherOrder) = (otherOrder, order);
        }

        for (int from = 0, to; from < windows.Length; from = to)
        {
            for (to = from + 1; to < windows.Length && windows[to] >> LowestBit == windows[from] >> LowestBit; to++)
            {
            }

            if (to - from > 1) windows.AsSpan(from, to - from).Sort(order.AsSpan(from, to - from));
        }
    }

    private static int Digit(ulong window, int shift) => (int)(window >> shift) & ((1 << DigitBits) - 1);
}
