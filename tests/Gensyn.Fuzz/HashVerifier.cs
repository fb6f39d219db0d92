using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Fuzz;

/// <summary>Takes a hash of signer and message for a signature: any account can sign in no time, and any changed bit still makes a signature bad.</summary>
internal sealed class HashVerifier : ISignatureVerifier
{
    /// <summary>The signature of a message, as long as its scheme's are.</summary>
    public static byte[] Sign(SignatureScheme scheme, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer)
    {
        byte[] signature = new byte[scheme is SignatureScheme.Ecdsa or SignatureScheme.Eth ? 65 : 64];
        Hashing.Blake2_256([(byte)scheme, .. signer, .. message]).Span.CopyTo(signature);
        return signature;
    }

    public bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer) =>
        signature.SequenceEqual(Sign(scheme, message, signer));
}
