namespace Gensyn.Crypto;

/// <summary>Children of keys that are made from seeds.</summary>
internal static class SeedDerivation
{
    /// <summary>The seed of a hard child: blake2b of the SCALE encoding of a name of fewer than 64 letters, a seed and a chain code.</summary>
    /// <exception cref="ArgumentException">The chain code has not 32 bytes.</exception>
    // Source: sp_core, src/ed25519.rs and src/ecdsa.rs, derive_hard_junction.
    public static void Derive(ReadOnlySpan<byte> name, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> chainCode, Span<byte> child)
    {
        if (chainCode.Length != SecretJunction.ChainCodeSize) throw new ArgumentException("A chain code has 32 bytes.", nameof(chainCode));
        Blake2bHasher hasher = Blake2bHasher.Create();
        hasher.Update([(byte)(name.Length << 2)]);
        hasher.Update(name);
        hasher.Update(seed);
        hasher.Update(chainCode);
        hasher.Finish(child);
        Secret.Clear(ref hasher);
    }
}
