using System.Buffers;
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
/// <remarks>
/// Most keys of a state begin with 32 bytes of two hashed names, of which a block writes some dozens, and go on with hashes: keys are put together by
/// the former and then sorted by digits of the latter.
/// </remarks>
public static class KeyOrder
{
    private const int PrefixLength = 32;
    private const int MostPrefixes = 64;
    private const int WindowBytes = 7;
    private const int Few = 64;
    private const int DigitBits = 11;

    /// <summary>Sorts things by their keys.</summary>
    public static void Sort<T, TKeyed>(Span<T> items)
        where TKeyed : struct, IKeyed<T>
    {
        if (items.Length <= Few || !TrySortByPrefix<T, TKeyed>(items)) Sort<T, TKeyed>(items, 0);
    }

    /// <summary>Puts things together whose keys begin alike, and sorts each group; false, and nothing is done, when there are too many groups.</summary>
    private static bool TrySortByPrefix<T, TKeyed>(Span<T> items)
        where TKeyed : struct, IKeyed<T>
    {
        byte[][] prefixes = new byte[MostPrefixes][];
        Span<int> counts = stackalloc int[MostPrefixes];
        Span<byte> ranks = stackalloc byte[MostPrefixes];

        // The group that was seen last of those whose prefixes end in the same bits.
        Span<byte> recent = stackalloc byte[MostPrefixes];
        recent.Clear();
        counts.Clear();
        int count = 0;
        byte[] groups = ArrayPool<byte>.Shared.Rent(items.Length);
        int[] order = ArrayPool<int>.Shared.Rent(items.Length);
        try
        {
            for (int index = 0; index < items.Length; index++)
            {
                byte[] key = TKeyed.KeyOf(items[index]);
                ReadOnlySpan<byte> prefix = Prefix(key);
                ref byte known = ref recent[prefix.IsEmpty ? 0 : prefix[^1] % MostPrefixes];
                int group = known;
                if (count == 0 || !prefix.SequenceEqual(Prefix(prefixes[group])))
                {
                    group = 0;
                    while (group < count && !prefix.SequenceEqual(Prefix(prefixes[group]))) group++;
                    if (group == MostPrefixes) return false;
                    if (group == count) prefixes[count++] = key;
                    known = (byte)group;
                }

                counts[group]++;
                groups[index] = (byte)group;
            }

            // A key that is shorter than a prefix is the only one of its group, unless equal ones are there: it goes before those that begin with it.
            for (int rank = 0; rank < count; rank++) ranks[rank] = (byte)rank;
            ranks[..count].Sort((left, right) => Prefix(prefixes[left]).SequenceCompareTo(Prefix(prefixes[right])));
            Span<int> next = stackalloc int[MostPrefixes];
            int before = 0;
            foreach (byte group in ranks[..count])
            {
                next[group] = before;
                before += counts[group];
            }

            for (int index = 0; index < items.Length; index++) order[next[groups[index]]++] = index;
            Arrange(items, order);
            foreach (byte group in ranks[..count]) Sort<T, TKeyed>(items.Slice(next[group] - counts[group], counts[group]), Prefix(prefixes[group]).Length);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(groups);
            ArrayPool<int>.Shared.Return(order);
        }
    }

    private static ReadOnlySpan<byte> Prefix(byte[] key) => key.AsSpan(0, Math.Min(key.Length, PrefixLength));

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
        int length = items.Length;
        ulong[] windows = ArrayPool<ulong>.Shared.Rent(length);
        int[] order = ArrayPool<int>.Shared.Rent(length);
        try
        {
            for (int index = 0; index < length; index++)
            {
                windows[index] = Window(TKeyed.KeyOf(items[index]).AsSpan(skip));
                order[index] = index;
            }

            SortWindows(windows.AsSpan(0, length), order.AsSpan(0, length));
            Arrange(items, order);

            // Equal windows that are full say nothing about what follows them; others belong to equal keys.
            for (int from = 0, to; from < length; from = to)
            {
                for (to = from + 1; to < length && windows[to] == windows[from]; to++)
                {
                }

                if (to - from > 1 && (windows[from] & 0xff) == WindowBytes) Sort<T, TKeyed>(items[from..to], skip + WindowBytes);
            }
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(windows);
            ArrayPool<int>.Shared.Return(order);
        }
    }

    /// <summary>Puts at each place the thing whose number stands there.</summary>
    private static void Arrange<T>(Span<T> items, int[] order)
    {
        for (int start = 0; start < items.Length; start++)
        {
            // Along each cycle once; what has its thing is marked by its own number.
            T first = items[start];
            int place = start;
            for (int from = order[place]; from != start; from = order[place])
            {
                items[place] = items[from];
                order[place] = place;
                place = from;
            }

            items[place] = first;
            order[place] = place;
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
    private static void SortWindows(Span<ulong> windows, Span<int> order)
    {
        ulong[] otherWindows = ArrayPool<ulong>.Shared.Rent(windows.Length);
        int[] otherOrder = ArrayPool<int>.Shared.Rent(windows.Length);
        const int LowestBit = 64 - (2 * DigitBits);
        try
        {
            // Two digits: the second pass brings everything back.
            SortByDigit(windows, order, otherWindows, otherOrder, LowestBit);
            SortByDigit(otherWindows.AsSpan(0, windows.Length), otherOrder, windows, order, LowestBit + DigitBits);
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(otherWindows);
            ArrayPool<int>.Shared.Return(otherOrder);
        }

        for (int from = 0, to; from < windows.Length; from = to)
        {
            for (to = from + 1; to < windows.Length && windows[to] >> LowestBit == windows[from] >> LowestBit; to++)
            {
            }

            if (to - from > 1) windows[from..to].Sort(order[from..to]);
        }
    }

    private static void SortByDigit(ReadOnlySpan<ulong> windows, ReadOnlySpan<int> order, Span<ulong> toWindows, Span<int> toOrder, int shift)
    {
        Span<int> next = stackalloc int[1 << DigitBits];
        next.Clear();
        foreach (ulong window in windows) next[Digit(window, shift)]++;
        int before = 0;
        foreach (ref int place in next)
        {
            int here = place;
            place = before;
            before += here;
        }

        for (int index = 0; index < windows.Length; index++)
        {
            int place = next[Digit(windows[index], shift)]++;
            toWindows[place] = windows[index];
            toOrder[place] = order[index];
        }
    }

    private static int Digit(ulong window, int shift) => (int)(window >> shift) & ((1 << DigitBits) - 1);
}
