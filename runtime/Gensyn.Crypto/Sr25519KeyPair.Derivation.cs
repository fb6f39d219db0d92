using System.Security.Cryptography;
using Gensyn.Crypto.Curve25519;

namespace Gensyn.Crypto;

/// <content>Children of a key.</content>
public sealed partial class Sr25519KeyPair
{
    /// <summary>The pair that a secret URI names, such as <c>//Alice</c>, a BIP-39 phrase, or <c>0x…//hard/soft///password</c>.</summary>
    /// <exception cref="FormatException">The URI is malformed; the message has no secrets.</exception>
    public static Sr25519KeyPair FromUri(ReadOnlySpan<char> uri) => (Sr25519KeyPair)FromUri(KeyScheme.Sr25519, uri);

    /// <inheritdoc/>
    public override Sr25519KeyPair Derive(SecretJunction junction) =>
        junction.IsHard ? DeriveHard(junction.ChainCode) : DeriveSoft(junction.ChainCode);

    /// <summary>A child whose public key nobody can tell from this pair's.</summary>
    /// <exception cref="ArgumentException">The chain code has not 32 bytes.</exception>
    public Sr25519KeyPair DeriveHard(ReadOnlySpan<byte> chainCode)
    {
        Span<byte> next = stackalloc byte[Sr25519.ChainCodeSize];
        return DeriveHard(chainCode, index: [], next);
    }

    /// <summary>A child, with its chain code, whose public key nobody can tell from this pair's.</summary>
    /// <param name="chainCode">This pair's chain code, 32 bytes.</param>
    /// <param name="index">Which child of this chain code; Substrate leaves it empty.</param>
    /// <param name="childChainCode">The child's chain code, 32 bytes.</param>
    /// <exception cref="ArgumentException">A chain code has not 32 bytes.</exception>
    // Source: schnorrkel, src/derive.rs, SecretKey::hard_derive_mini_secret_key; the scalar alone is hashed, not the nonces' seed.
    public Sr25519KeyPair DeriveHard(ReadOnlySpan<byte> chainCode, ReadOnlySpan<byte> index, Span<byte> childChainCode)
    {
        if (childChainCode.Length != Sr25519.ChainCodeSize) throw new ArgumentException("A chain code has 32 bytes.", nameof(childChainCode));
        Span<byte> miniSecret = stackalloc byte[MiniSecretSize];
        Transcript said = Sr25519.BeginDerivation(chainCode, index);
        said.Append("secret-key"u8, SecretKey[..32]);
        said.Challenge("HDKD-hard"u8, miniSecret);
        said.Challenge("HDKD-chaincode"u8, childChainCode);
        Sr25519KeyPair child = FromMiniSecret(miniSecret);
        CryptographicOperations.ZeroMemory(miniSecret);
        Secret.Clear(ref said);
        return child;
    }

    /// <summary>A child whose public key follows from this pair's public key.</summary>
    /// <remarks>Whoever knows this pair's public key and the child's secret knows this pair's secret.</remarks>
    /// <exception cref="ArgumentException">The chain code has not 32 bytes.</exception>
    public Sr25519KeyPair DeriveSoft(ReadOnlySpan<byte> chainCode)
    {
        Span<byte> next = stackalloc byte[Sr25519.ChainCodeSize];
        return DeriveSoft(chainCode, index: [], next);
    }

    /// <summary>A child, with its chain code, whose public key follows from this pair's public key.</summary>
    /// <param name="chainCode">This pair's chain code, 32 bytes.</param>
    /// <param name="index">Which child of this chain code; Substrate leaves it empty.</param>
    /// <param name="childChainCode">The child's chain code, 32 bytes.</param>
    /// <exception cref="ArgumentException">A chain code has not 32 bytes.</exception>
    // Source: schnorrkel, src/derive.rs, Keypair::derive_secret_key. There the seed of the child's nonces is random, here it is
    // deterministic: it only has to be secret and to differ from the parent's.
    public Sr25519KeyPair DeriveSoft(ReadOnlySpan<byte> chainCode, ReadOnlySpan<byte> index, Span<byte> childChainCode)
    {
        (Scalar tweak, Transcript said) = Sr25519.SoftStep(PublicKey, chainCode, index, childChainCode);
        Span<byte> nonceSeed = stackalloc byte[32];
        said.Witness("HDKD-nonce"u8, SecretKey, [], nonceSeed);
        Scalar key = Scalar.FromBytes(SecretKey[..32]) + tweak;
        Sr25519KeyPair child = Create(key, nonceSeed);
        CryptographicOperations.ZeroMemory(nonceSeed);
        Secret.Clear(ref key);
        return child;
    }
}
