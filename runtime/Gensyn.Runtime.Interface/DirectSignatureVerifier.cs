using Gensyn.Crypto;
using Gensyn.Primitives;

namespace Gensyn.Runtime.Interface;

/// <summary>Checks signatures where it is asked.</summary>
/// <remarks>Source: sp_runtime::MultiSignature, verify.</remarks>
public sealed class DirectSignatureVerifier : ISignatureVerifier
{
    private DirectSignatureVerifier()
    {
    }

    /// <summary>The verifier.</summary>
    public static DirectSignatureVerifier Instance { get; } = new();

    /// <inheritdoc/>
    public bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer) => scheme switch
    {
        SignatureScheme.Sr25519 => Sr25519.Verify(signer, message, signature),
        SignatureScheme.Ed25519 => Ed25519.Verify(signer, message, signature),
        SignatureScheme.Ecdsa => VerifyEcdsa(Hashing.Blake2_256(message), signature, signer),
        SignatureScheme.Eth => VerifyEth(Hashing.Keccak256(message), signature, signer),
        _ => false,
    };

    private static bool VerifyEcdsa(H256 hash, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> signer)
    {
        Span<byte> key = stackalloc byte[Ecdsa.PublicKeySize];
        return TryRecover(hash, signature, key) && MultiSigner.EcdsaAccount(key).Bytes.Span.SequenceEqual(signer);
    }

    private static bool VerifyEth(H256 hash, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> signer)
    {
        Span<byte> key = stackalloc byte[64];
        return TryRecover(hash, signature, key) && MultiSigner.EthAccount(key) is { } account && account.Bytes.Span.SequenceEqual(signer);
    }

    private static bool TryRecover(H256 hash, ReadOnlySpan<byte> signature, Span<byte> key) =>
        signature.Length == Ecdsa.SignatureSize && Ecdsa.Recover(hash.Span, signature, key) == EcdsaRecovery.Ok;
}
