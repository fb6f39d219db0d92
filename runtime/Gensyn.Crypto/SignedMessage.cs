namespace Gensyn.Crypto;

/// <summary>A message, who is said to have signed it, and the signature: one of a batch.</summary>
/// <param name="PublicKey">The signer's key, 32 bytes.</param>
/// <param name="Message">What was signed.</param>
/// <param name="Signature">The signature, 64 bytes.</param>
public readonly record struct SignedMessage(ReadOnlyMemory<byte> PublicKey, ReadOnlyMemory<byte> Message, ReadOnlyMemory<byte> Signature);
