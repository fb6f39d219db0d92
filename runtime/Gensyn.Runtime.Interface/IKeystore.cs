namespace Gensyn.Runtime.Interface;

/// <summary>The secret keys of a node, by what they are for and by their public keys.</summary>
/// <remarks>Source: sp_keystore::Keystore, what this runtime and this node use of it. A key type is four letters, read as a little-endian number.</remarks>
public interface IKeystore
{
    /// <summary>Makes an sr25519 key, from a secret URI or at random, keeps it and returns its public key.</summary>
    /// <exception cref="FormatException">The URI is malformed.</exception>
    /// <exception cref="IOException">The key could not be kept.</exception>
    byte[] GenerateSr25519(uint keyType, string? uri);

    /// <summary>Whether the secret of a public key is here.</summary>
    bool Contains(uint keyType, ReadOnlySpan<byte> publicKey);

    /// <summary>Signs a message with an sr25519 key; null when its secret is not here.</summary>
    byte[]? SignSr25519(uint keyType, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message);
}
