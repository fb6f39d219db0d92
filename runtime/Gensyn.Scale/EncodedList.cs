namespace Gensyn.Scale;

/// <summary>Works on a list, map or set in its encoded form: counts it and lengthens it without decoding its items.</summary>
/// <remarks>Source: parity-scale-codec, DecodeLength and EncodeAppend.</remarks>
public static class EncodedList
{
    /// <summary>Takes the count off an encoded list; false when there is none.</summary>
    /// <param name="encoded">The list, or anything that starts with one.</param>
    /// <param name="count">How many items it says to have.</param>
    /// <param name="items">The encoded items, in place.</param>
    public static bool TryRead(ReadOnlySpan<byte> encoded, out uint count, out ReadOnlySpan<byte> items)
    {
        ScaleReader reader = new(encoded);
        count = reader.ReadCompactU32();
        items = reader.Rest;
        return !reader.Failed;
    }

    /// <summary>How many items an encoded list has; false when it does not start with a count.</summary>
    public static bool TryReadCount(ReadOnlySpan<byte> encoded, out uint count) => TryRead(encoded, out count, out _);

    /// <summary>Writes a list of items that are encoded already.</summary>
    public static void Write(uint count, scoped ReadOnlySpan<byte> items, ref ScaleWriter writer)
    {
        writer.WriteCompact(count);
        writer.WriteBytes(items);
    }

    /// <summary>Writes an encoded list with items added behind its own. An empty span is the empty list.</summary>
    /// <returns>False, with nothing written, when the list does not start with a count or would have more than 2³² − 1 items.</returns>
    public static bool TryAppend<T>(scoped ReadOnlySpan<byte> encoded, Codec<T> item, scoped ReadOnlySpan<T> added, ref ScaleWriter writer)
    {
        uint count = 0;
        scoped ReadOnlySpan<byte> items = default;
        if (!encoded.IsEmpty && !TryRead(encoded, out count, out items)) return false;
        if ((uint)added.Length > uint.MaxValue - count) return false;
        Write(count + (uint)added.Length, items, ref writer);
        item.EncodeMany(added, ref writer);
        return true;
    }
}
