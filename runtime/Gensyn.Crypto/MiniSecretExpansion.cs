namespace Gensyn.Crypto;

/// <summary>How a mini-secret becomes an sr25519 key.</summary>
/// <remarks>Source: schnorrkel, src/keys.rs, ExpansionMode.</remarks>
public enum MiniSecretExpansion : byte
{
    /// <summary>SHA-512 and the clamping of ed25519: what Substrate uses.</summary>
    Ed25519,

    /// <summary>A transcript that gives a uniform scalar.</summary>
    Uniform,
}
