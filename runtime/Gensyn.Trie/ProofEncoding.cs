using Gensyn.Scale;

namespace Gensyn.Trie;

/// <summary>Lists of byte strings in SCALE: what both kinds of proof are on the wire.</summary>
internal static class ProofEncoding
{
    /// <summary>The bytes of a compact length, and what it counts.</summary>
    public static long SizeOf(int length) => length + (long)(length switch
    {
        < 1 << 6 => 1,
        < 1 << 14 => 2,
        < 1 << 30 => 4,
        _ => 5,
    });

    public static long Size(IReadOnlyCollection<byte[]> items)
    {
        long size = SizeOf(items.Count) - items.Count;
        foreach (byte[] item in items) size += SizeOf(item.Length);
        return size;
    }

    public static byte[] Encode(IReadOnlyCollection<byte[]> items, long size)
    {
        ScaleWriter writer = new(checked((int)size));
        writer.WriteCompact((uint)items.Count);
        foreach (byte[] item in items) writer.WriteByteString(item);
        return writer.ToArray();
    }

    public static bool TryDecode(ReadOnlySpan<byte> encoded, out byte[][] items)
    {
        // An item is a byte at least, so there are never more items than bytes.
        ScaleReader reader = new(encoded);
        items = new byte[reader.ReadLength()][];
        for (int index = 0; index < items.Length; index++)
        {
            items[index] = reader.ReadByteString().ToArray();
            if (reader.Failed) break;
        }

        if (!reader.Failed && reader.Remaining == 0) return true;
        items = [];
        return false;
    }
}
