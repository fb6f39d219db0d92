namespace Gensyn.Runtime.Interface;

/// <summary>Checks signatures for a runtime, for example by looking up answers found ahead of time.</summary>
public interface ISignatureVerifier
{
    /// <summary>Whether a signature is good. The signer is a public key, and an account of 32 bytes where the scheme recovers the key.</summary>
    bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer);
}
