using Gensyn.Crypto.Secp256k1;

namespace Gensyn.Crypto;

/// <summary>ECDSA over secp256k1 as Substrate uses it: a signature is checked by recovering the key that made it.</summary>
/// <remarks>
/// A signature is r, s, each 32 bytes big-endian, and a recovery id. Signatures with a high s are good here, as they are in sp_core: only what
/// this library signs has a low one. Values of r and s that are not below the group's order are refused, as the second versions of sp_io's
/// functions do (the first ones reduced them).
/// </remarks>
public static class Ecdsa
{
    /// <summary>Bytes of a compressed public key, the only form that names a key.</summary>
    public const int PublicKeySize = 33;

    /// <summary>Bytes of a signature with its recovery id.</summary>
    public const int SignatureSize = 65;

    /// <summary>Bytes of a secret key.</summary>
    public const int SecretKeySize = 32;

    /// <summary>Bytes of a hash that is signed.</summary>
    public const int HashSize = 32;

    /// <summary>Whether a key of 33 bytes signed the BLAKE2b-256 hash of a message; malformed keys and signatures are not good.</summary>
    // Source: sp_core, src/ecdsa.rs, Pair::verify.
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[HashSize];
        Blake2b.Hash(message, hash);
        return VerifyHash(publicKey, hash, signature);
    }

    /// <summary>Whether a key of 33 bytes signed a hash of 32 bytes. The recovery id must be 0 to 3.</summary>
    // Source: sp_core, src/ecdsa.rs, Pair::verify_prehashed.
    public static bool VerifyHash(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeySize || hash.Length != HashSize || signature.Length != SignatureSize || signature[64] > 3) return false;
        Span<byte> recovered = stackalloc byte[PublicKeySize];
        return Recover(hash, signature, recovered) == EcdsaRecovery.Ok && recovered.SequenceEqual(publicKey);
    }

    /// <summary>Finds the key that signed a hash.</summary>
    /// <param name="hash">32 bytes.</param>
    /// <param name="signature">r, s and the recovery id, which may have 27 added to it.</param>
    /// <param name="publicKey">
    /// Takes the key in the form that its length names: 33 bytes compressed, 65 uncompressed, or 64 without the byte in front. Untouched unless
    /// the recovery succeeds.
    /// </param>
    /// <exception cref="ArgumentException">A length is none of these.</exception>
    // Source: sp_io, secp256k1_ecdsa_recover and secp256k1_ecdsa_recover_compressed, version 2; SEC 1, section 4.1.6.
    public static EcdsaRecovery Recover(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, Span<byte> publicKey)
    {
        if (hash.Length != HashSize) throw new ArgumentException("A hash has 32 bytes.", nameof(hash));
        if (signature.Length != SignatureSize) throw new ArgumentException("A signature has 65 bytes.", nameof(signature));
        if (publicKey.Length is not (33 or 64 or 65)) throw new ArgumentException("A public key has 33, 64 or 65 bytes.", nameof(publicKey));

        int id = signature[64] > 26 ? signature[64] - 27 : signature[64];
        if (id > 3) return EcdsaRecovery.BadV;
        if (!Scalar.Read(signature[..32], out Scalar r) | !Scalar.Read(signature[32..64], out Scalar s)) return EcdsaRecovery.BadRS;
        if (r.IsZero() || s.IsZero()) return EcdsaRecovery.BadSignature;

        // r is the abscissa modulo n; the second bit of the id tells whether n has to be added again, which must stay below p.
        FieldElement.TryRead(signature[..32], out FieldElement x);
        if ((id & 2) != 0)
        {
            if (signature[..32].SequenceCompareTo(FieldMinusOrder) >= 0) return EcdsaRecovery.BadSignature;
            x += Order;
        }

        if (!AffinePoint.TryLift(x, (uint)id & 1, out AffinePoint commitment)) return EcdsaRecovery.BadSignature;

        Scalar.Read(hash, out Scalar z);
        Scalar inverse = r.Invert();
        ProjectivePoint key = Multiplication.PublicSum(-(z * inverse), commitment, s * inverse);
        if (key.IsInfinity()) return EcdsaRecovery.BadSignature;
        EcdsaPoint.Write(key.ToAffine(), publicKey);
        return EcdsaRecovery.Ok;
    }

    /// <summary>Rewrites a public key in the form that the output's length names; false when it is malformed or no point of the curve.</summary>
    /// <param name="publicKey">33 bytes compressed, 65 uncompressed or hybrid, or 64 without the byte in front.</param>
    /// <param name="output">33, 64 or 65 bytes.</param>
    /// <exception cref="ArgumentException">The output has another length.</exception>
    // Source: SEC 1, sections 2.3.3 and 2.3.4; like libsecp256k1, hybrid keys (first byte 6 or 7) are read but not written.
    public static bool TryConvertPublicKey(ReadOnlySpan<byte> publicKey, Span<byte> output)
    {
        if (output.Length is not (33 or 64 or 65)) throw new ArgumentException("A public key has 33, 64 or 65 bytes.", nameof(output));
        if (!EcdsaPoint.TryRead(publicKey, out AffinePoint point)) return false;
        EcdsaPoint.Write(point, output);
        return true;
    }

    private static FieldElement Order => new(0x25e8cd0364141, 0xe6af48a03bbfd, 0xffffffebaaedc, 0xfffffffffffff, 0x0ffffffffffff);

    // p - n.
    private static ReadOnlySpan<byte> FieldMinusOrder =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x45, 0x51, 0x23, 0x19, 0x50, 0xb7, 0x5f, 0xc4, 0x40, 0x2d, 0xa1, 0x72, 0x2f, 0xc9, 0xba, 0xee,
    ];
}
