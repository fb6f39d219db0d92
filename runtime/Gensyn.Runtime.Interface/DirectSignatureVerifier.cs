using Gensyn.Crypto;

namespace Gensyn.Runtime.Interface;

/// <summary>Checks signatures where it is asked; schemes that the crypto library does not have are never good.</summary>
public sealed class DirectSignatureVerifier : ISignatureVerifier
{
    private DirectSignatureVerifier()
    {
    }

    /// <summary>The verifier.</summary>
    public static DirectSignatureVerifier Instance { get; } = new();

    /// <inheritdoc/>
    public bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> publicKey) => scheme switch
    {
        SignatureScheme.Sr25519 => Sr25519.Verify(publicKey, message, signature),
        SignatureScheme.Ed25519 => Ed25519.Verify(publicKey, message, signature),
        _ => false,
    };
}
