using Gensyn.Crypto;

namespace Gensyn.Primitives;

/// <summary>The hash functions of a Substrate chain.</summary>
public static class Hashing
{
    /// <summary>BLAKE2b of 32 bytes: blocks, extrinsics and trie nodes.</summary>
    public static H256 Blake2_256(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[32];
        Blake2b.Hash(data, hash);
        return new H256(hash);
    }

    /// <summary>BLAKE2b of 16 bytes: storage keys that users may choose.</summary>
    public static byte[] Blake2_128(ReadOnlySpan<byte> data)
    {
        byte[] hash = new byte[16];
        Blake2b.Hash(data, hash);
        return hash;
    }

    /// <summary>xxHash of 8 bytes.</summary>
    public static byte[] Twox64(ReadOnlySpan<byte> data) => Twoxed(data, 8);

    /// <summary>xxHash of 16 bytes: names of pallets and storage items.</summary>
    public static byte[] Twox128(ReadOnlySpan<byte> data) => Twoxed(data, 16);

    /// <summary>xxHash of 32 bytes.</summary>
    public static H256 Twox256(ReadOnlySpan<byte> data) => new(Twoxed(data, 32));

    private static byte[] Twoxed(ReadOnlySpan<byte> data, int size)
    {
        byte[] hash = new byte[size];
        Twox.Hash(data, hash);
        return hash;
    }
}
