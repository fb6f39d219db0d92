namespace Gensyn.Crypto;

/// <summary>How an account signs; the order is that of sp_runtime's MultiSignature.</summary>
public enum KeyScheme : byte
{
    /// <summary>Ed25519.</summary>
    Ed25519 = 0,

    /// <summary>Schnorr signatures over ristretto255.</summary>
    Sr25519 = 1,

    /// <summary>ECDSA over secp256k1, with recovery.</summary>
    Ecdsa = 2,
}
