using System.Buffers.Binary;

namespace Gensyn.Primitives;

/// <summary>Where things that are sorted have their keys.</summary>
/// <remarks>Implemented by structs without fields, so that the sort is compiled for each.</remarks>
public interface IKeyed<in T>
{
    /// <summary>The key of a thing.</summary>
    static abstract byte[] KeyOf(T item);
}

/// <summary>Sorts by storage keys, as unsigned bytes.</summary>
/// <remarks>The keys of a state share long prefixes and go on with hashes: what all have in common is passed over, and the next bytes are sorted by digits.</remarks>
public static class KeyOrder
{
    private const int WindowBytes = 7;
    private const int Few = 64;
    private const int DigitBits = 11;

    /// <summary>Sorts things by their keys.</summary>
    public static void Sort<T, TKeyed>(Span<T> items)
        where TKeyed : struct, IKeyed<T>
        => Sort<T, TKeyed>(items, 0);

    /// <summary>Sorts what agrees in the first <paramref name="skip"/> bytes of the keys.</summary>
    private static void Sort<T, TKeyed>(Span<T> items, int skip)
        where TKeyed : struct, IKeyed<T>
    {
        if (items.Length <= Few)
        {
            items.Sort(static (left, right) => TKeyed.KeyOf(left).AsSpan().SequenceCompareTo(TKeyed.KeyOf(right)));
            return;
        }

        skip = CommonLength<T, TKeyed>(items, skip);
        ulong[] windows = new ulong[items.Length];
        int[] order = new int[items.Length];
        for (int index = 0; index < order.Length; index++)
        {
            windows[index] = Window(TKeyed.KeyOf(items[index]).AsSpan(skip));
            order[index] = index;
        }

        SortWindows(windows, order);
        T[] before = items.ToArray();
        for (int index = 0; index < order.Length; index++) items[index] = before[order[index]];

        // Equal windows that are full say nothing about what follows them; others belong to equal keys.
        for (int from = 0, to; from < windows.Length; from = to)
        {
            for (to = from + 1; to < windows.Length && windows[to] == windows[from]; to++)
            {
            }

            if (to - from > 1 && (windows[from] & 0xff) == WindowBytes) Sort<T, TKeyed>(items[from..to], skip + WindowBytes);
        }
    }

    private static int CommonLength<T, TKeyed>(ReadOnlySpan<T> items, int skip)
        where TKeyed : struct, IKeyed<T>
    {
        ReadOnlySpan<byte> common = TKeyed.KeyOf(items[0]);
        foreach (T item in items)
        {
            common = common[..(skip + common[skip..].CommonPrefixLength(TKeyed.KeyOf(item).AsSpan(skip)))];
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
