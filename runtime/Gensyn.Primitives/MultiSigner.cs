using Gensyn.Crypto;

namespace Gensyn.Primitives;

/// <summary>The accounts of keys that are not accounts themselves.</summary>
/// <remarks>Source: sp_runtime::MultiSigner, into_account.</remarks>
public static class MultiSigner
{
    /// <summary>The account of an ECDSA key: the BLAKE2b-256 hash of its 33 bytes.</summary>
    public static AccountId EcdsaAccount(ReadOnlySpan<byte> publicKey) => new(Hashing.Blake2_256(publicKey));

    /// <summary>The account of an Ethereum key: the 20 bytes of its address, then twelve times 0xee. Null if the key is no point of the curve.</summary>
    public static AccountId? EthAccount(ReadOnlySpan<byte> publicKey)
    {
        Span<byte> point = stackalloc byte[64];
        if (!Ecdsa.TryConvertPublicKey(publicKey, point)) return null;
        Span<byte> account = stackalloc byte[32];
        Hashing.Keccak256(point).Span[12..].CopyTo(account);
        account[20..].Fill(0xee);
        return new AccountId(account);
    }
}
