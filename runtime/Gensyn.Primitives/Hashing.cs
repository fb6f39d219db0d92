using Gensyn.Crypto;

namespace Gensyn.Primitives;

/// <summary>The hash functions of a Substrate chain.</summary>
/// <remarks>Source: sp_crypto_hashing. Outputs of another length than the hash's throw <see cref="ArgumentException"/>.</remarks>
public static class Hashing
{
    /// <summary>BLAKE2b of 32 bytes: blocks, extrinsics and trie nodes.</summary>
    public static H256 Blake2_256(ReadOnlySpan<byte> data)
    {
        H256 hash = default;
        Blake2b.Hash(data, hash);
        return hash;
    }

    /// <summary>BLAKE2b of 16 bytes: storage keys that users may choose.</summary>
    public static void Blake2_128(ReadOnlySpan<byte> data, Span<byte> output) => Blake2b.Hash(data, OfSize(output, 16));

    /// <summary>BLAKE2b of 16 bytes, and then the data itself.</summary>
    public static void Blake2_128Concat(ReadOnlySpan<byte> data, Span<byte> output)
    {
        Blake2_128(data, Before(data, output));
        data.CopyTo(output[16..]);
    }

    /// <summary>xxHash of 8 bytes.</summary>
    public static void Twox64(ReadOnlySpan<byte> data, Span<byte> output) => Twox.Hash(data, OfSize(output, 8));

    /// <summary>xxHash of 8 bytes, and then the data itself.</summary>
    public static void Twox64Concat(ReadOnlySpan<byte> data, Span<byte> output)
    {
        Twox64(data, Before(data, output));
        data.CopyTo(output[8..]);
    }

    /// <summary>xxHash of 16 bytes: names of pallets and storage items.</summary>
    public static void Twox128(ReadOnlySpan<byte> data, Span<byte> output) => Twox.Hash(data, OfSize(output, 16));

    /// <summary>xxHash of 32 bytes.</summary>
    public static H256 Twox256(ReadOnlySpan<byte> data)
    {
        H256 hash = default;
        Twox.Hash(data, hash);
        return hash;
    }

    /// <summary>Keccak of 32 bytes, with the padding that Ethereum uses.</summary>
    public static H256 Keccak256(ReadOnlySpan<byte> data)
    {
        H256 hash = default;
        Keccak.Hash(data, hash);
        return hash;
    }

    /// <summary>Keccak of 64 bytes.</summary>
    public static void Keccak512(ReadOnlySpan<byte> data, Span<byte> output) => Keccak.Hash(data, OfSize(output, 64));

    /// <summary>SHA-256.</summary>
    public static H256 Sha2_256(ReadOnlySpan<byte> data)
    {
        H256 hash = default;
        Sha2.Hash(data, hash);
        return hash;
    }

    /// <summary>SHA-512.</summary>
    public static void Sha2_512(ReadOnlySpan<byte> data, Span<byte> output) => Sha2.Hash(data, OfSize(output, 64));

    // What stands before the data in the output.
    private static Span<byte> Before(ReadOnlySpan<byte> data, Span<byte> output) => output[..Math.Max(output.Length - data.Length, 0)];

    private static Span<byte> OfSize(Span<byte> output, int size) =>
        output.Length == size ? output : throw new ArgumentException($"The output does not have the hash's {size} bytes.", nameof(output));
}
