namespace Gensyn.Crypto;

/// <summary>How the recovery of an ECDSA key ended.</summary>
/// <remarks>Source: sp_io::EcdsaVerifyError, whose codes are one less.</remarks>
public enum EcdsaRecovery : byte
{
    /// <summary>The key was recovered.</summary>
    Ok = 0,

    /// <summary>r or s is not below the group's order.</summary>
    BadRS = 1,

    /// <summary>The recovery id is none of 0 to 3 and 27 to 30.</summary>
    BadV = 2,

    /// <summary>No key has such a signature: r or s is zero, r is no point's abscissa, or the key would be infinity.</summary>
    BadSignature = 3,
}
