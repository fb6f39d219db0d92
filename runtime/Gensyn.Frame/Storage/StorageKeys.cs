using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>How storage keys are put together and taken apart.</summary>
internal static class StorageKeys
{
    // A prefix, a BLAKE2b hash and an account: the common key fits without growing.
    private const int TypicalLength = 32 + 16 + 32;

    internal static byte[] Join<THasher, TKey>(ReadOnlySpan<byte> prefix, Codec<TKey> codec, TKey key)
        where THasher : IStorageHasher
    {
        ScaleWriter writer = new(TypicalLength);
        writer.WriteBytes(prefix);
        Add<THasher, TKey>(ref writer, codec, key);
        return writer.ToArray();
    }

    internal static void Add<THasher, TKey>(ref ScaleWriter writer, Codec<TKey> codec, TKey key)
        where THasher : IStorageHasher
    {
        ScaleWriter encoded = new(32);
        codec.Encode(key, ref encoded);
        Span<byte> hash = writer.Reserve(THasher.HashLength);
        THasher.Hash(encoded.Written, hash);
        if (THasher.KeepsKey) writer.WriteBytes(encoded.Written);
    }

    /// <summary>Reads back a part of a key; fails the reader where the hasher does not keep keys.</summary>
    internal static TKey Read<THasher, TKey>(ref ScaleReader reader, Codec<TKey> codec)
        where THasher : IStorageHasher
    {
        reader.ReadBytes(THasher.HashLength);
        if (!THasher.KeepsKey) reader.Fail();
        return codec.Decode(ref reader);
    }

    internal static uint ReadCount(ReadOnlySpan<byte> list)
    {
        ScaleReader reader = new(list);
        return reader.ReadCompactU32();
    }
}
