using System.Runtime.CompilerServices;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>How storage keys are put together and taken apart.</summary>
internal static class StorageKeys
{
    /// <summary>Room on the stack in which most keys fit: a prefix and two hashed accounts.</summary>
    internal const int Room = 32 + (2 * (16 + 32));

    /// <summary>Writes one hashed part of a key.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="codec">What encodes the part.</param>
    /// <param name="key">The part.</param>
    /// <param name="recent">Hashes of such parts that are known; null where it does not pay.</param>
    [SkipLocalsInit]
    internal static void Add<THasher, TKey>(ref ScaleWriter writer, Codec<TKey> codec, TKey key, RecentHashes? recent = null)
        where THasher : IStorageHasher
    {
        ScaleWriter encoded = new(stackalloc byte[64]);
        codec.Encode(key, ref encoded);
        Span<byte> hash = writer.Reserve(THasher.HashLength);
        if (recent is null || !recent.TryGet(encoded.Written, hash))
        {
            THasher.Hash(encoded.Written, hash);
            recent?.Note(encoded.Written, hash);
        }

        if (THasher.KeepsKey) writer.WriteBytes(encoded.Written);
    }

    /// <summary>The most bytes that one hashed part of a key takes, or null.</summary>
    // Source: frame_support::ReversibleStorageHasher and StorageHasher, max_len.
    internal static int? MaxLength<THasher, TKey>(Codec<TKey> codec)
        where THasher : IStorageHasher
        => THasher.KeepsKey ? EncodedLength.Sum(THasher.HashLength, codec.MaxEncodedLen) : THasher.HashLength;

    /// <summary>Reads back a part of a key; fails the reader where the hasher does not keep keys.</summary>
    internal static TKey Read<THasher, TKey>(ref ScaleReader reader, Codec<TKey> codec)
        where THasher : IStorageHasher
    {
        reader.ReadBytes(THasher.HashLength);
        if (!THasher.KeepsKey) reader.Fail();
        return codec.Decode(ref reader);
    }
}
