namespace Gensyn.Runtime.Interface;

/// <summary>Checks signatures for a runtime, for example by looking up answers found ahead of time.</summary>
public interface ISignatureVerifier
{
    /// <summary>Whether a signature is good.</summary>
    bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> publicKey);
}
