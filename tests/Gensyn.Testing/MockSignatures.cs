using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Testing;

/// <summary>Signatures that every account can make without a key: a hash of account and message. Real ones are good, too.</summary>
public sealed class MockSignatures : ISignatureVerifier
{
    /// <summary>The signature of an account under a message.</summary>
    public static MultiSignature Sign(AccountId who, ReadOnlySpan<byte> message) => new(MultiSignatureKind.Sr25519, Made(who.Bytes.Span, message));

    /// <inheritdoc/>
    public bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer) =>
        (scheme == SignatureScheme.Sr25519 && signature.SequenceEqual(Made(signer, message))) || DirectSignatureVerifier.Instance.Verify(scheme, signature, message, signer);

    private static byte[] Made(ReadOnlySpan<byte> who, ReadOnlySpan<byte> message)
    {
        H256 hash = Hashing.Blake2_256([.. who, .. message]);
        return [.. hash.Span, .. hash.Span];
    }
}
